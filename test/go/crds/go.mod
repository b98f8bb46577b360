module leastpath/test/go/crds

go 1.26.0

// Nothing here is compiled: the modules carry the custom resource definitions that the tests install.
require (
	github.com/prometheus-operator/prometheus-operator v0.85.0
	istio.io/api v1.31.4
	sigs.k8s.io/gateway-api v1.6.3
)
