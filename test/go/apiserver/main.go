// A Kubernetes API server with its etcd in one process, for tests: no controllers, no kubelet, no node.
//
//	apiserver serve --dir FOLDER [--address 127.0.0.1] [-- FLAGS OF kube-apiserver]
//	apiserver compact --dir FOLDER
//
// The first start makes ports, keys and a kubeconfig in the folder; a later one uses them again. When it is ready it
// prints one line of JSON. It ends with its stdin, so that a killed test leaves no server behind.
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) < 2 {
		fail(fmt.Errorf("serve or compact?"))
	}
	var err error
	switch os.Args[1] {
	case "serve":
		err = serve(os.Args[2:])
	case "compact":
		err = compact(os.Args[2:])
	default:
		err = fmt.Errorf("unknown command %s", os.Args[1])
	}
	if err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
