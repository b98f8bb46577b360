package main

import (
	"encoding/json"
	"net"
	"slices"
	"strconv"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

type object = map[string]any

const observerPrefix = "observer_"

// Headers in which Envoy tells a client what it saw and why it decided.
const (
	detailsHeader = "x-oracle-details"
	pathHeader    = "x-oracle-path"
	remoteHeader  = "x-oracle-remote"
	policyHeader  = "x-oracle-policy"
)

// runtimeFlags are those of Istio's bootstrap that concern requests and rules.
var runtimeFlags = object{
	"envoy.reloadable_features.http_reject_path_with_fragment": false,
	"re2.max_program_size.error_level":                         "32768",
}

// bootstrap is Envoy's whole configuration: one listener on all addresses and ports, up to four chains a set.
func (p *plan) bootstrap(authority *authority, admin, accessLog string) ([]byte, error) {
	tls, err := serverTLS(authority)
	if err != nil {
		return nil, err
	}
	var chains []any
	for index, set := range p.sets {
		own, err := set.chains(p.ports[index], tls)
		if err != nil {
			return nil, err
		}
		chains = append(chains, own...)
	}
	var addresses []any
	for _, port := range p.listen {
		addresses = append(addresses, socket(net.IPv4zero, port), socket(net.IPv6zero, port))
	}
	var more []any
	for _, address := range addresses[1:] {
		more = append(more, object{"address": address})
	}
	log := "%DOWNSTREAM_REMOTE_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% %CONNECTION_TERMINATION_DETAILS% " +
		"%DYNAMIC_METADATA(envoy.filters.network.rbac:" + observerPrefix + "shadow_effective_policy_id)%\n"
	listener := object{
		"name":                 "all",
		"address":              addresses[0],
		"additional_addresses": more,
		"listener_filters": []any{
			typed("envoy.filters.listener.tls_inspector", "filters.listener.tls_inspector.v3.TlsInspector", object{}),
		},
		"filter_chains": chains,
		"access_log": []any{typed("envoy.access_loggers.file", "access_loggers.file.v3.FileAccessLog", object{
			"path":       accessLog,
			"log_format": object{"text_format_source": object{"inline_string": log}},
		})},
	}
	return json.Marshal(object{
		"node":             object{"id": "oracle", "cluster": "oracle"},
		"admin":            object{"address": object{"pipe": object{"path": admin}}},
		"static_resources": object{"listeners": []any{listener}},
		"layered_runtime":  object{"layers": []any{object{"name": "istio", "static_layer": runtimeFlags}}},
	})
}

// chains are what the set's questions need of: HTTP and TCP, each with TLS and without.
func (set *policySet) chains(ports chainPorts, tls object) ([]any, error) {
	observers, err := set.observers()
	if err != nil {
		return nil, err
	}
	network, err := messages(append(observers, set.tcp...))
	if err != nil {
		return nil, err
	}
	http, err := messages(set.http)
	if err != nil {
		return nil, err
	}
	echo := typed("envoy.filters.network.echo", "filters.network.echo.v3.Echo", object{})
	manager := connectionManager(set.normalization, http)
	var chains []any
	for _, secure := range []bool{true, false} {
		for _, isHTTP := range []bool{true, false} {
			needed := func(q question) bool { return q.flow.secure() == secure && q.flow.isHTTP() == isHTTP }
			if !slices.ContainsFunc(set.questions, needed) {
				continue
			}
			match := object{"transport_protocol": "raw_buffer", "source_ports": ports.tcp}
			chain := object{"filter_chain_match": match, "filters": append(slices.Clone(network), echo)}
			if isHTTP {
				match["source_ports"] = ports.http
				chain["filters"] = []any{manager}
			}
			if secure {
				match["transport_protocol"] = "tls"
				chain["transport_socket"] = tls
			}
			chains = append(chains, chain)
		}
	}
	return chains, nil
}

// connectionManager is istiod's for a sidecar, but for the answer: every request ends here, with what was
// seen.
func connectionManager(normalization string, filters []any) object {
	route := object{"match": object{"prefix": "/"}, "direct_response": object{"status": 200}}
	always := object{"status_code_filter": object{
		"comparison": object{"op": "GE", "value": object{"default_value": 0, "runtime_key": "never.set"}},
	}}
	router := typed("envoy.filters.http.router", "filters.http.router.v3.Router", object{})
	decode := "KEEP_UNCHANGED"
	if normalization == "DECODE_AND_MERGE_SLASHES" {
		decode = "UNESCAPE_AND_FORWARD"
	}
	return typed(
		"envoy.filters.network.http_connection_manager",
		"filters.network.http_connection_manager.v3.HttpConnectionManager",
		object{
			"stat_prefix":                      "http",
			"normalize_path":                   normalization != "NONE",
			"merge_slashes":                    normalization != "NONE" && normalization != "BASE",
			"path_with_escaped_slashes_action": decode,
			"use_remote_address":               false,
			"forward_client_cert_details":      "APPEND_FORWARD",
			"set_current_client_cert_details":  object{"subject": true, "dns": true, "uri": true},
			"upgrade_configs":                  []any{object{"upgrade_type": "websocket"}},
			"stream_idle_timeout":              "0s",
			"route_config": object{"virtual_hosts": []any{
				object{"name": "all", "domains": []string{"*"}, "routes": []any{route}},
			}},
			"http_filters": append(slices.Clone(filters), router),
			"local_reply_config": object{"mappers": []any{object{"filter": always, "headers_to_add": []any{
				header(detailsHeader, "%RESPONSE_CODE_DETAILS%"),
				header(pathHeader, "%REQ(:PATH)%"),
				header(remoteHeader, "%DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT%"),
				header(policyHeader, "%DYNAMIC_METADATA(envoy.filters.http.rbac:enforced_effective_policy_id)%"),
			}}}},
		},
	)
}

// serverTLS asks for a client certificate of the authority, and takes connections without.
func serverTLS(authority *authority) (object, error) {
	leaf, err := authority.leaf("oracle/ns/server/sa/server")
	if err != nil {
		return nil, err
	}
	key, err := authority.pemKey()
	if err != nil {
		return nil, err
	}
	inline := func(pem []byte) object { return object{"inline_bytes": pem} }
	return typed("envoy.transport_sockets.tls", "transport_sockets.tls.v3.DownstreamTlsContext", object{
		"require_client_certificate":           false,
		"disable_stateless_session_resumption": true,
		"common_tls_context": object{
			"alpn_protocols": []string{"h2", "http/1.1"},
			"tls_certificates": []any{object{
				"certificate_chain": inline(pemCertificate(leaf.Certificate[0])),
				"private_key":       inline(key),
			}},
			"validation_context": object{"trusted_ca": inline(pemCertificate(authority.root.Raw))},
		},
	}), nil
}

func typed(name, message string, config object) object {
	config["@type"] = "type.googleapis.com/envoy.extensions." + message
	return object{"name": name, "typed_config": config}
}

func header(name, value string) object {
	return object{"header": object{"key": name, "value": value}, "append_action": "OVERWRITE_IF_EXISTS_OR_ADD"}
}

func socket(ip net.IP, port uint32) object {
	return object{"socket_address": object{"address": ip.String(), "port_value": port}}
}

// messages are protobuf messages as parts of a JSON document.
func messages[M proto.Message](list []M) ([]any, error) {
	parts := []any{}
	for _, message := range list {
		text, err := protojson.Marshal(message)
		if err != nil {
			return nil, err
		}
		parts = append(parts, json.RawMessage(text))
	}
	return parts, nil
}

// key names a TCP connection as the access log does.
func key(source string, sourcePort uint32, destination string, port int) string {
	return net.JoinHostPort(source, strconv.Itoa(int(sourcePort))) + " " +
		net.JoinHostPort(destination, strconv.Itoa(port))
}
