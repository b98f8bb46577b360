// Command oracle answers with Istio's own code and a real Envoy what policies do. It reads JSON Lines from
// a file and writes one line an answer into another; Istio's packages log to stdout.
//
//	oracle judge --envoy PATH IN OUT    verdicts of Envoy on what Istio's builder makes of the policies
//	oracle validate IN OUT              what the webhook and the CRD say of a policy
//	oracle convert IN OUT               what istiod tells ztunnel of a policy
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	if len(os.Args) > 1 && os.Args[1] == "inside" {
		end(judgeInside(os.Args[2:]))
	}
	flags := flag.NewFlagSet("oracle", flag.ExitOnError)
	envoy := flags.String("envoy", "", "path of the Envoy binary")
	sets := flags.Int("sets", 300, "policy sets for each start of Envoy")
	if len(os.Args) < 2 {
		end(fmt.Errorf("which of judge, validate and convert?"))
	}
	flags.Parse(os.Args[2:])
	if flags.NArg() != 2 {
		end(fmt.Errorf("give the file to read and the file to write"))
	}
	in, out := flags.Arg(0), flags.Arg(1)
	switch os.Args[1] {
	case "judge":
		end(judgeOutside(*envoy, *sets, in, out))
	case "validate":
		end(validateAll(in, out))
	case "convert":
		end(convertAll(in, out))
	default:
		end(fmt.Errorf("no subcommand %q", os.Args[1]))
	}
}

func end(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "oracle:", err)
		os.Exit(1)
	}
	os.Exit(0)
}
