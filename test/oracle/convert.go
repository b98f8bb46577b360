package main

import (
	"encoding/json"
	"fmt"
	_ "unsafe" // for linkname

	"google.golang.org/protobuf/encoding/protojson"
	securityclient "istio.io/client-go/pkg/apis/security/v1"
	"istio.io/istio/pilot/pkg/model"
	_ "istio.io/istio/pilot/pkg/serviceregistry/ambient"
	"istio.io/istio/pkg/util/protomarshal"
	"istio.io/istio/pkg/workloadapi/security"
)

// istiod's own conversion, which the package keeps to itself.
//
//go:linkname convertAuthorizationPolicy istio.io/istio/pilot/pkg/serviceregistry/ambient.convertAuthorizationPolicy
func convertAuthorizationPolicy(
	rootNamespace string, policy *securityclient.AuthorizationPolicy,
) (*security.Authorization, *model.StatusMessage)

type convertLine struct {
	ID            string       `json:"id"`
	Policy        policyObject `json:"policy"`
	RootNamespace string       `json:"rootNamespace"`
}

// converted has null where ztunnel isn't told of the policy at all.
type converted struct {
	ID            string          `json:"id"`
	Authorization json.RawMessage `json:"authorization"`
	Status        string          `json:"status,omitempty"`
}

func convertAll(in, out string) error {
	lines, err := readLines[convertLine](in)
	if err != nil {
		return err
	}
	answers := make([]converted, len(lines))
	for i, line := range lines {
		policy := &securityclient.AuthorizationPolicy{}
		policy.Name, policy.Namespace = line.Policy.Metadata.Name, line.Policy.Metadata.Namespace
		policy.Annotations = line.Policy.Metadata.Annotations
		if len(line.Policy.Spec) > 0 {
			if err := protomarshal.ApplyJSON(string(line.Policy.Spec), &policy.Spec); err != nil {
				return fmt.Errorf("%s: %w", line.ID, err)
			}
		}
		authorization, status := convertAuthorizationPolicy(line.RootNamespace, policy)
		answers[i] = converted{ID: line.ID, Authorization: json.RawMessage("null")}
		if authorization != nil {
			if answers[i].Authorization, err = protojson.Marshal(authorization); err != nil {
				return err
			}
		}
		if status != nil {
			answers[i].Status = status.Message
		}
	}
	return writeLines(out, answers)
}
