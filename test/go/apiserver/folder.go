package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
)

// What a server keeps in its folder from one start to the next.
type settings struct {
	Address    string `json:"address"`
	Port       int    `json:"port"`
	EtcdPort   int    `json:"etcdPort"`
	AdminToken string `json:"adminToken"`
}

type folder string

func (f folder) path(parts ...string) string {
	return filepath.Join(append([]string{string(f)}, parts...)...)
}

func (f folder) url(s settings) string {
	return "https://" + net.JoinHostPort(s.Address, strconv.Itoa(s.Port))
}

func (f folder) read() (settings, error) {
	var s settings
	text, err := os.ReadFile(f.path("settings.json"))
	if err != nil {
		return s, err
	}
	return s, json.Unmarshal(text, &s)
}

// readOrMake makes the settings, and all that belongs to them, at the first start.
func (f folder) readOrMake(address string) (settings, error) {
	s, err := f.read()
	if err == nil || !errors.Is(err, fs.ErrNotExist) {
		return s, err
	}
	if err := os.MkdirAll(string(f), 0o700); err != nil {
		return s, err
	}
	port, err := freePort(address)
	if err != nil {
		return s, err
	}
	etcdPort, err := freePort("127.0.0.1")
	if err != nil {
		return s, err
	}
	token := make([]byte, 16)
	if _, err := rand.Read(token); err != nil {
		return s, err
	}
	s = settings{Address: address, Port: port, EtcdPort: etcdPort, AdminToken: hex.EncodeToString(token)}
	line := fmt.Sprintf("%s,admin,admin,system:masters\n", s.AdminToken)
	if err := os.WriteFile(f.path("tokens.csv"), []byte(line), 0o600); err != nil {
		return s, err
	}
	if err := writeSigningKey(f.path("service-accounts.pem")); err != nil {
		return s, err
	}
	text, err := json.Marshal(s)
	if err != nil {
		return s, err
	}
	return s, os.WriteFile(f.path("settings.json"), text, 0o600)
}

func writeSigningKey(path string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	block := pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der})
	return os.WriteFile(path, block, 0o600)
}

// writeKubeconfig needs the certificate that the server makes at its first start.
func (f folder) writeKubeconfig(s settings) error {
	config := map[string]any{
		"apiVersion": "v1", "kind": "Config", "current-context": "test",
		"clusters": []any{map[string]any{"name": "test", "cluster": map[string]any{
			"server": f.url(s), "certificate-authority": f.path("certs", "apiserver.crt")}}},
		"users":    []any{map[string]any{"name": "admin", "user": map[string]any{"token": s.AdminToken}}},
		"contexts": []any{map[string]any{"name": "test", "context": map[string]any{"cluster": "test", "user": "admin"}}},
	}
	text, err := json.MarshalIndent(config, "", "  ") // JSON is YAML
	if err != nil {
		return err
	}
	return os.WriteFile(f.path("kubeconfig"), text, 0o600)
}

func freePort(address string) (int, error) {
	listener, err := net.Listen("tcp", net.JoinHostPort(address, "0"))
	if err != nil {
		return 0, err
	}
	defer listener.Close()
	return listener.Addr().(*net.TCPAddr).Port, nil
}
