package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	"k8s.io/component-base/cli"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
)

const readyWithin = 2 * time.Minute

func serve(args []string) error {
	flags := flag.NewFlagSet("serve", flag.ExitOnError)
	dir := flags.String("dir", "", "folder that keeps everything")
	address := flags.String("address", "127.0.0.1", "where the API server listens")
	_ = flags.Parse(args)
	// The paths go into the kubeconfig, which is read from elsewhere.
	absolute, err := filepath.Abs(*dir)
	if err != nil || *dir == "" {
		return errors.Join(errors.New("--dir is needed"), err)
	}
	f := folder(absolute)
	s, err := f.readOrMake(*address)
	if err != nil {
		return err
	}
	go exitWithStdin()
	if err := startEtcd(f, s); err != nil {
		return err
	}
	go announce(f, s)
	cmd := app.NewAPIServerCommand()
	cmd.SetArgs(append(apiServerFlags(f, s), flags.Args()...))
	os.Exit(cli.Run(cmd))
	return nil
}

func startEtcd(f folder, s settings) error {
	config := embed.NewConfig()
	config.Dir = f.path("etcd")
	config.UnsafeNoFsync = true
	config.LogLevel = "error"
	config.WatchProgressNotifyInterval = 5 * time.Second // as kubeadm sets it
	client, err := url.Parse("http://127.0.0.1:" + strconv.Itoa(s.EtcdPort))
	if err != nil {
		return err
	}
	peer := url.URL{Scheme: "http", Host: "127.0.0.1:0"}
	config.ListenClientUrls, config.AdvertiseClientUrls = []url.URL{*client}, []url.URL{*client}
	config.ListenPeerUrls, config.AdvertisePeerUrls = []url.URL{peer}, []url.URL{peer}
	config.InitialCluster = config.InitialClusterFromName(config.Name)
	etcd, err := embed.StartEtcd(config)
	if err != nil {
		return err
	}
	select {
	case <-etcd.Server.ReadyNotify():
		return nil
	case err := <-etcd.Err():
		return err
	case <-time.After(readyWithin):
		return errors.New("etcd isn't ready in time")
	}
}

// A flag given again by the caller wins.
func apiServerFlags(f folder, s settings) []string {
	signing := f.path("service-accounts.pem")
	// Nobody is told of it, but a server that can't choose one, on a machine without a network, doesn't start.
	advertised := s.Address
	if ip := net.ParseIP(s.Address); ip == nil || ip.IsLoopback() {
		advertised = "192.0.2.1"
	}
	return []string{
		"--etcd-servers=http://127.0.0.1:" + strconv.Itoa(s.EtcdPort),
		"--bind-address=" + s.Address, "--secure-port=" + strconv.Itoa(s.Port), "--cert-dir=" + f.path("certs"),
		"--advertise-address=" + advertised,
		"--service-cluster-ip-range=10.96.0.0/16", "--authorization-mode=RBAC", "--anonymous-auth=false",
		"--token-auth-file=" + f.path("tokens.csv"),
		"--service-account-issuer=https://kubernetes.default.svc",
		"--service-account-signing-key-file=" + signing, "--service-account-key-file=" + signing,
		"--endpoint-reconciler-type=none", "--etcd-compaction-interval=0",
	}
}

// announce prints the line once /readyz says yes.
func announce(f folder, s settings) {
	deadline := time.Now().Add(readyWithin)
	for !isReady(f, s) {
		if time.Now().After(deadline) {
			fail(errors.New("the API server isn't ready in time"))
		}
		time.Sleep(50 * time.Millisecond)
	}
	if err := f.writeKubeconfig(s); err != nil {
		fail(err)
	}
	line, err := json.Marshal(map[string]any{
		"url": f.url(s), "adminToken": s.AdminToken, "kubeconfig": f.path("kubeconfig"),
		"ca": f.path("certs", "apiserver.crt"), "signingKey": f.path("service-accounts.pem"), "pid": os.Getpid(),
	})
	if err != nil {
		fail(err)
	}
	fmt.Println(string(line))
}

func isReady(f folder, s settings) bool {
	ca, err := os.ReadFile(f.path("certs", "apiserver.crt"))
	if err != nil {
		return false
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(ca)
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	defer transport.CloseIdleConnections()
	client := &http.Client{Transport: transport, Timeout: 5 * time.Second}
	request, err := http.NewRequest(http.MethodGet, f.url(s)+"/readyz", nil)
	if err != nil {
		return false
	}
	request.Header.Set("Authorization", "Bearer "+s.AdminToken)
	answer, err := client.Do(request)
	if err != nil {
		return false
	}
	defer answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

func exitWithStdin() {
	_, _ = io.Copy(io.Discard, os.Stdin)
	os.Exit(0)
}
