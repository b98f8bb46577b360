package main

import (
	"encoding/json"
	"fmt"
	"strings"

	listenerpb "github.com/envoyproxy/go-control-plane/envoy/config/listener/v3"
	rbacpb "github.com/envoyproxy/go-control-plane/envoy/config/rbac/v3"
	hcmpb "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/http_connection_manager/v3"
	networkrbac "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/network/rbac/v3"
	"google.golang.org/protobuf/types/known/anypb"
	authpb "istio.io/api/security/v1beta1"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pilot/pkg/security/authz/builder"
	"istio.io/istio/pilot/pkg/security/trustdomain"
	"istio.io/istio/pilot/pkg/serviceregistry/provider"
	"istio.io/istio/pkg/util/protomarshal"
)

// question is one flow of a set and the place of its answer.
type question struct {
	flow   *flow
	answer *judged
}

// policySet is what one proxy enforces, compiled, with all that is asked of it.
type policySet struct {
	http          []*hcmpb.HttpFilter
	tcp           []*listenerpb.Filter
	allow         map[string]bool
	normalization string
	questions     []question
}

// policySets groups the lines by what the proxy has: each group is compiled once.
func policySets(lines []judgeLine, answers []*judged) ([]*policySet, error) {
	var sets []*policySet
	known := map[string]*policySet{}
	for i := range lines {
		line := &lines[i]
		head := []string{line.RootNamespace, line.TrustDomain, strings.Join(line.Aliases, ","), line.Plane}
		parts := append(head, line.PathNormalization, string(line.Workload), string(line.Policies))
		key := strings.Join(parts, "\n")
		set, found := known[key]
		if !found {
			var err error
			if set, err = compile(line); err != nil {
				return nil, fmt.Errorf("%s: %w", line.ID, err)
			}
			known[key] = set
			sets = append(sets, set)
		}
		set.questions = append(set.questions, question{&line.Flow, answers[i]})
	}
	return sets, nil
}

// compile is istiod's way from policies to filters: decode, select, build.
func compile(line *judgeLine) (*policySet, error) {
	var objects []policyObject
	var target workload
	if err := json.Unmarshal(line.Policies, &objects); err != nil {
		return nil, err
	}
	if err := json.Unmarshal(line.Workload, &target); err != nil {
		return nil, err
	}
	all := model.AuthorizationPolicies{
		NamespaceToPolicies: map[string][]model.AuthorizationPolicy{},
		RootNamespace:       line.RootNamespace,
	}
	set := &policySet{allow: map[string]bool{}, normalization: line.PathNormalization}
	for _, object := range objects {
		spec, namespace := &authpb.AuthorizationPolicy{}, object.Metadata.Namespace
		if len(object.Spec) > 0 {
			if err := protomarshal.ApplyJSON(string(object.Spec), spec); err != nil {
				return nil, fmt.Errorf("%s: %w", object.Metadata.Name, err)
			}
		}
		all.NamespaceToPolicies[namespace] = append(all.NamespaceToPolicies[namespace], model.AuthorizationPolicy{
			Name: object.Metadata.Name, Namespace: namespace, Annotations: object.Metadata.Annotations, Spec: spec,
		})
		if spec.Action == authpb.AuthorizationPolicy_ALLOW {
			set.allow[namespace+"/"+object.Metadata.Name] = true
		}
	}
	switch line.Plane {
	case "sidecar", "gateway", "waypoint":
	default:
		return nil, fmt.Errorf("Envoy does not enforce on plane %q", line.Plane)
	}
	matcher := model.PolicyMatcherFor(target.Namespace, target.Labels, line.Plane == "waypoint").
		WithRootNamespace(line.RootNamespace)
	if service := target.Service; service != nil {
		registry := provider.Kubernetes
		if service.Kind == "ServiceEntry" {
			registry = provider.External
		}
		matcher.Services = []model.ServiceInfoForPolicyMatcher{
			{Name: service.Name, Namespace: service.Namespace, Registry: registry},
		}
	}
	bundle := trustdomain.NewBundle(line.TrustDomain, line.Aliases)
	built := builder.New(bundle, nil, all.ListAuthorizationPolicies(matcher), builder.Option{})
	if built == nil {
		return set, nil
	}
	set.http = built.BuildHTTP()
	set.tcp = built.BuildTCP()
	return set, nil
}

// observers tell which ALLOW rule a TCP chain's enforced filters let a connection in by: Envoy's TCP filter
// writes that for shadow rules only, so each ALLOW filter is repeated as one that has its rules as a
// shadow.
func (set *policySet) observers() ([]*listenerpb.Filter, error) {
	var filters []*listenerpb.Filter
	for _, filter := range set.tcp {
		enforced := &networkrbac.RBAC{}
		if err := filter.GetTypedConfig().UnmarshalTo(enforced); err != nil {
			return nil, err
		}
		if enforced.Rules == nil || enforced.Rules.Action != rbacpb.RBAC_ALLOW {
			continue
		}
		config, err := anypb.New(&networkrbac.RBAC{
			StatPrefix:            "observer.",
			ShadowRules:           enforced.Rules,
			ShadowRulesStatPrefix: observerPrefix,
		})
		if err != nil {
			return nil, err
		}
		filters = append(filters, &listenerpb.Filter{
			Name:       filter.Name,
			ConfigType: &listenerpb.Filter_TypedConfig{TypedConfig: config},
		})
	}
	return filters, nil
}
