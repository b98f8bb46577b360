{{- define "leastpath.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/*
A name of at most `max` characters, cut with a hash where it is longer: cutting alone could make two names one.
*/}}
{{- define "leastpath.cut" -}}
{{- if gt (len .name) .max -}}
{{- printf "%s-%s" (.name | trunc (int (sub .max 9)) | trimSuffix "-") (sha256sum .name | trunc 8) -}}
{{- else -}}
{{- .name -}}
{{- end -}}
{{- end -}}

{{/*
The name of everything in the release's namespace. At most 52 characters, because a StatefulSet's name and the hash
of a revision become one label. Dots are allowed in a release's name and not in a Service's; a Service's name begins
with a letter.
*/}}
{{- define "leastpath.fullname" -}}
{{- $name := .Values.fullnameOverride -}}
{{- if not $name -}}
{{- $chart := include "leastpath.name" . -}}
{{- $name = ternary .Release.Name (printf "%s-%s" .Release.Name $chart) (contains $chart .Release.Name) -}}
{{- end -}}
{{- $name = replace "." "-" $name -}}
{{- if regexMatch "^[0-9]" $name -}}
{{- $name = printf "r%s" $name -}}
{{- end -}}
{{- include "leastpath.cut" (dict "name" $name "max" 52) -}}
{{- end -}}

{{/* The name of what lives outside of the release's namespace: releases of other namespaces have theirs. */}}
{{- define "leastpath.wideName" -}}
{{- include "leastpath.cut" (dict "name" (printf "%s-%s" .Release.Namespace (include "leastpath.fullname" .)) "max" 63) -}}
{{- end -}}

{{- define "leastpath.selectorLabels" -}}
app.kubernetes.io/name: {{ include "leastpath.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{/* Labels of an object; `own`: those of this one. Nobody replaces those that select. */}}
{{- define "leastpath.labels" -}}
{{- $chart := printf "%s-%s" .context.Chart.Name .context.Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" -}}
{{- $made := dict "helm.sh/chart" $chart "app.kubernetes.io/version" .context.Chart.AppVersion "app.kubernetes.io/managed-by" .context.Release.Service -}}
{{- $selecting := include "leastpath.selectorLabels" .context | fromYaml -}}
{{- toYaml (merge $selecting (default dict .own) .context.Values.commonLabels $made) -}}
{{- end -}}

{{/*
metadata of an object. `namespace`: another than the release's, or "" for cluster-wide ones, whose name then has the
release's namespace in it. `suffix`, `name`, `labels`, `annotations`: its own.
*/}}
{{- define "leastpath.metadata" -}}
{{- $namespace := default "" .namespace -}}
{{- $name := include "leastpath.wideName" .context -}}
{{- if not (hasKey . "namespace") -}}
{{- $namespace = .context.Release.Namespace -}}
{{- $name = printf "%s%s" (include "leastpath.fullname" .context) (default "" .suffix) -}}
{{- end -}}
name: {{ default $name .name }}
{{- with $namespace }}
namespace: {{ . }}
{{- end }}
labels:
  {{- include "leastpath.labels" (dict "context" .context "own" .labels) | nindent 2 }}
{{- with merge (dict) (default dict .annotations) .context.Values.commonAnnotations }}
annotations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "leastpath.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "leastpath.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- required "serviceAccount.name must name an account that is there, because serviceAccount.create is false" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "leastpath.image" -}}
{{- with .Values.image -}}
{{- if .digest -}}
{{- printf "%s@%s" .repository .digest -}}
{{- else -}}
{{- printf "%s:%s" .repository (default $.Chart.AppVersion .tag) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The port of a listener (als, http), as the settings file has it. */}}
{{- define "leastpath.port" -}}
{{- $listen := toString (dig .listener "listen" "" .context.Values.config) -}}
{{- if not (regexMatch ":[0-9]+$" $listen) -}}
{{- fail (printf "config.%s.listen must be HOST:PORT, such as 0.0.0.0:8080; it is %q" .listener $listen) -}}
{{- end -}}
{{- if regexMatch "^(127\\.|localhost:|\\[::1\\])" $listen -}}
{{- fail (printf "config.%s.listen is %s: nothing outside of the pod could reach it; write 0.0.0.0 or [::]" .listener $listen) -}}
{{- end -}}
{{- regexFind "[0-9]+$" $listen -}}
{{- end -}}
{{- define "leastpath.alsPort" -}}{{ include "leastpath.port" (dict "context" . "listener" "als") }}{{- end -}}
{{- define "leastpath.httpPort" -}}{{ include "leastpath.port" (dict "context" . "listener" "http") }}{{- end -}}

{{/* Where proxies reach leastpath: what `leastpath setup --service` takes. */}}
{{- define "leastpath.serviceHost" -}}
{{- printf "%s.%s.svc.%s" (include "leastpath.fullname" .) .Release.Namespace .Values.istio.clusterDomain -}}
{{- end -}}

{{/* The settings file: `config`, and which ConfigMaps its role may read. */}}
{{- define "leastpath.settings" -}}
{{- $mesh := merge (dict) (dig "mesh" (dict) .Values.config) (dict "configMaps" .Values.istio.configMaps) -}}
{{- toYaml (merge (dict "mesh" $mesh) .Values.config) -}}
{{- end -}}

{{/* Where leastpath reads the mesh configuration. */}}
{{- define "leastpath.rootNamespace" -}}
{{- dig "mesh" "rootNamespace" .Values.istio.controlPlaneNamespace .Values.config -}}
{{- end -}}

{{/* "true" if leastpath watches the cluster with its service account; else that needs neither rights nor a token. */}}
{{- define "leastpath.watches" -}}
{{- has (toString (dig "kubernetes" "auto" .Values.config)) (list "auto" "in-cluster") -}}
{{- end -}}

{{/* A quantity of memory (1Gi, 800M, 1073741824) in MiB, rounded down. */}}
{{- define "leastpath.mebibytes" -}}
{{- $quantity := ternary (toString .) (toString (int64 .)) (kindIs "string" .) -}}
{{- $factors := dict "" 1.0 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "Ki" 1024.0 "Mi" 1048576.0 "Gi" 1073741824.0 "Ti" 1099511627776.0 -}}
{{- $unit := regexFind "[A-Za-z]*$" $quantity -}}
{{- if not (and (regexMatch "^[0-9]+(\\.[0-9]+)?[A-Za-z]*$" $quantity) (hasKey $factors $unit)) -}}
{{- fail (printf "resources.limits.memory must be a size such as 1Gi or 800Mi; it is %q" $quantity) -}}
{{- end -}}
{{- divf (mulf (float64 (trimSuffix $unit $quantity)) (get $factors $unit)) 1048576.0 | floor | int64 -}}
{{- end -}}

{{/* What contradicts itself is said here, where Kubernetes would take it and nothing would work. */}}
{{- define "leastpath.check" -}}
{{- $policies := .Values.authorizationPolicies -}}
{{- $store := toString (dig "store" "" .Values.config) -}}
{{- if not (or (hasPrefix "sqlite:/data/" $store) (eq $store "sqlite::memory:") .Values.extraVolumeMounts) -}}
{{- fail (printf "config.store is %s: only /data can be written; write sqlite:/data/leastpath.db" $store) -}}
{{- end -}}
{{- if and (ne .Values.istio.controlPlaneNamespace "istio-system") (not (dig "mesh" "rootNamespace" "" .Values.config)) -}}
{{- fail (printf "istio.controlPlaneNamespace is %s: set config.mesh.rootNamespace too, which is where leastpath reads the mesh configuration" .Values.istio.controlPlaneNamespace) -}}
{{- end -}}
{{- if and .Values.serviceMonitor.throughSidecar (not .Values.sidecar.inject) -}}
{{- fail "serviceMonitor.throughSidecar needs sidecar.inject" -}}
{{- end -}}
{{- if and .Values.serviceMonitor.enabled .Values.sidecar.inject $policies.enabled (not .Values.serviceMonitor.throughSidecar) (not (concat $policies.scrapers $policies.readers)) (not $policies.additionalRules) -}}
{{- fail "serviceMonitor.enabled: leastpath's own policy would refuse the scrape; name Prometheus's principal in authorizationPolicies.scrapers, or set serviceMonitor.throughSidecar" -}}
{{- end -}}
{{- if and .Values.peerAuthentication.enabled $policies.enabled $policies.reporters.plaintext -}}
{{- fail "peerAuthentication.enabled refuses what authorizationPolicies.reporters.plaintext admits: choose one" -}}
{{- end -}}
{{- end -}}
