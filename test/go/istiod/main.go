// Command istiod is Istio's control plane and its agent in one binary, so that they are linked only once.
//
//	istiod discovery …       the control plane (pilot-discovery)
//	istiod agent proxy …     the sidecar's or gateway's agent (pilot-agent)
package main

import (
	"os"

	meshconfig "istio.io/api/mesh/v1alpha1"
	agent "istio.io/istio/pilot/cmd/pilot-agent/app"
	discovery "istio.io/istio/pilot/cmd/pilot-discovery/app"
	istioagent "istio.io/istio/pkg/istio-agent"
	"istio.io/istio/pkg/log"
	"istio.io/istio/pkg/security"
	"istio.io/istio/security/pkg/nodeagent/sds"
)

func main() {
	log.EnableKlogWithCobra()
	command := discovery.NewRootCommand()
	if len(os.Args) > 1 && os.Args[1] == "agent" {
		command = agent.NewRootCommand(secrets)
		os.Args = append(os.Args[:1], os.Args[2:]...)
	}
	if err := command.Execute(); err != nil {
		log.Error(err)
		os.Exit(1)
	}
}

func secrets(
	options *security.Options, cache security.SecretManager, keys *meshconfig.PrivateKeyProvider,
) istioagent.SDSService {
	return sds.NewServer(options, cache, keys)
}
