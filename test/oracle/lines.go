package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
)

// policyObject is a policy as it stands in a cluster; the spec is decoded as istiod does it.
type policyObject struct {
	Metadata struct {
		Name        string            `json:"name"`
		Namespace   string            `json:"namespace"`
		Annotations map[string]string `json:"annotations"`
	} `json:"metadata"`
	Spec json.RawMessage `json:"spec"`
}

type workload struct {
	Namespace string            `json:"namespace"`
	Labels    map[string]string `json:"labels"`
	Service   *struct {
		Name      string `json:"name"`
		Namespace string `json:"namespace"`
		Kind      string `json:"kind"`
	} `json:"service"`
}

// flow is a complete observation: what isn't there was not there.
type flow struct {
	Source struct {
		Principal *string `json:"principal"`
		Address   string  `json:"address"`
	} `json:"source"`
	Destination struct {
		Address string `json:"address"`
		Port    int    `json:"port"`
	} `json:"destination"`
	Connection struct {
		SNI *string `json:"sni"`
	} `json:"connection"`
	Protocol string `json:"protocol"`
	HTTP2    bool   `json:"http2"`
	Request  struct {
		Method  string  `json:"method"`
		Path    string  `json:"path"`
		Host    string  `json:"host"`
		Headers headers `json:"headers"`
	} `json:"request"`
}

// headers are lines in the order of the JSON: of one name that is written in two ways it matters.
type headers [][2]string

// UnmarshalJSON takes a string for one line and a list for several.
func (h *headers) UnmarshalJSON(text []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(text))
	if _, err := decoder.Token(); err != nil {
		return err
	}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return err
		}
		var value json.RawMessage
		if err := decoder.Decode(&value); err != nil {
			return err
		}
		lines := make([]string, 1)
		if value[0] == '[' {
			err = json.Unmarshal(value, &lines)
		} else {
			err = json.Unmarshal(value, &lines[0])
		}
		if err != nil {
			return err
		}
		for _, line := range lines {
			*h = append(*h, [2]string{name.(string), line})
		}
	}
	return nil
}

// judgeLine is one question; lines whose first part is the same text share a policy set.
type judgeLine struct {
	ID                string          `json:"id"`
	Policies          json.RawMessage `json:"policies"`
	Workload          json.RawMessage `json:"workload"`
	RootNamespace     string          `json:"rootNamespace"`
	TrustDomain       string          `json:"trustDomain"`
	Aliases           []string        `json:"aliases"`
	Plane             string          `json:"plane"`
	PathNormalization string          `json:"pathNormalization"`
	Flow              flow            `json:"flow"`
}

type decidedBy struct {
	Policy string `json:"policy"`
	Rule   int    `json:"rule"`
}

// judged is one answer: a verdict, or `refused` (Envoy's 400 before any rule), or `error`.
type judged struct {
	ID      string     `json:"id"`
	Verdict string     `json:"verdict,omitempty"`
	By      *decidedBy `json:"by"`
	// SeenPath is what Envoy authorised, query included; SeenRemote what it took as the client.
	SeenPath   string `json:"seenPath,omitempty"`
	SeenRemote string `json:"seenRemote,omitempty"`
	Refused    string `json:"refused,omitempty"`
	Error      string `json:"error,omitempty"`
}

func readLines[T any](file string) ([]T, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var lines []T
	for number, line := range bytes.Split(text, []byte("\n")) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var value T
		if err := json.Unmarshal(line, &value); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", file, number+1, err)
		}
		lines = append(lines, value)
	}
	return lines, nil
}

func writeLines[T any](file string, lines []T) error {
	to, err := os.Create(file)
	if err != nil {
		return err
	}
	buffer := bufio.NewWriter(to)
	encoder := json.NewEncoder(buffer)
	encoder.SetEscapeHTML(false)
	for _, line := range lines {
		if err := encoder.Encode(line); err != nil {
			return err
		}
	}
	if err := buffer.Flush(); err != nil {
		return err
	}
	return to.Close()
}
