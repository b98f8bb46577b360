package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"

	"istio.io/istio/manifests"
	"istio.io/istio/pkg/config/crd"
	"istio.io/istio/pkg/config/schema/collections"
	"istio.io/istio/pkg/webhooks/validation/server"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

const crdFile = "charts/base/files/crd-all.gen.yaml"

type validateLine struct {
	ID     string          `json:"id"`
	Policy json.RawMessage `json:"policy"`
}

type opinion struct {
	Accept   bool     `json:"accept"`
	Message  string   `json:"message,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
}

type validated struct {
	ID      string  `json:"id"`
	Webhook opinion `json:"webhook"`
	CRD     opinion `json:"crd"`
}

// validateAll asks both guards of a cluster, each by itself.
func validateAll(in, out string) error {
	lines, err := readLines[validateLine](in)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	options := server.Options{Schemas: collections.Istio, DomainSuffix: "cluster.local", Mux: mux}
	if _, err := server.New(options); err != nil {
		return err
	}
	schema, err := openCRDs()
	if err != nil {
		return err
	}
	answers := make([]validated, len(lines))
	for i, line := range lines {
		webhook, err := askWebhook(mux, line.Policy)
		if err != nil {
			return fmt.Errorf("%s: %w", line.ID, err)
		}
		answers[i] = validated{ID: line.ID, Webhook: webhook, CRD: askCRD(schema, line.Policy)}
	}
	return writeLines(out, answers)
}

// askWebhook sends the AdmissionReview that the API server would.
func askWebhook(webhook http.Handler, policy json.RawMessage) (opinion, error) {
	var named struct {
		Metadata struct{ Name, Namespace string }
	}
	// A policy whose metadata can't be read is the webhook's to refuse.
	_ = json.Unmarshal(policy, &named)
	review, err := json.Marshal(object{
		"apiVersion": "admission.k8s.io/v1",
		"kind":       "AdmissionReview",
		"request": object{
			"uid":       "1",
			"kind":      object{"group": "security.istio.io", "version": "v1", "kind": "AuthorizationPolicy"},
			"resource":  object{"group": "security.istio.io", "version": "v1", "resource": "authorizationpolicies"},
			"name":      named.Metadata.Name,
			"namespace": named.Metadata.Namespace,
			"operation": "CREATE",
			"object":    policy,
		},
	})
	if err != nil {
		return opinion{}, err
	}
	request := httptest.NewRequest(http.MethodPost, "/validate", bytes.NewReader(review))
	request.Header.Set("content-type", "application/json")
	recorder := httptest.NewRecorder()
	webhook.ServeHTTP(recorder, request)
	var answer struct {
		Response struct {
			Allowed  bool
			Warnings []string
			Status   struct{ Message string }
		}
	}
	if err := json.Unmarshal(recorder.Body.Bytes(), &answer); err != nil {
		return opinion{}, fmt.Errorf("%d %s: %w", recorder.Code, recorder.Body, err)
	}
	response := answer.Response
	return opinion{response.Allowed, response.Status.Message, response.Warnings}, nil
}

func askCRD(schema *crd.Validator, policy json.RawMessage) opinion {
	found := &unstructured.Unstructured{}
	if err := found.UnmarshalJSON(policy); err != nil {
		return opinion{Message: err.Error()}
	}
	if err := schema.ValidateCustomResource(found); err != nil {
		return opinion{Message: err.Error()}
	}
	return opinion{Accept: true}
}

// openCRDs reads those of the module's own version, which it has inside.
func openCRDs() (*crd.Validator, error) {
	text, err := fs.ReadFile(manifests.FS, crdFile)
	if err != nil {
		return nil, err
	}
	file, err := os.CreateTemp("", "crd-*.yaml")
	if err != nil {
		return nil, err
	}
	defer os.Remove(file.Name())
	if _, err := file.Write(text); err != nil {
		return nil, err
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	return crd.NewValidatorFromFilesWithOptions([]string{file.Name()}, crd.WithoutCRDValidation())
}
