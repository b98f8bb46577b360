package main

import (
	"fmt"
	"slices"
)

// portsPerChain is how many source ports lead to one chain: enough that a connection's four numbers seldom
// repeat.
const portsPerChain = 24

// chainPorts are the source ports by which Envoy tells a set's chains from all others: no policy can ask
// for them.
type chainPorts struct{ http, tcp []uint32 }

type plan struct {
	sets  []*policySet
	ports []chainPorts
	// listen has every destination port that is asked for.
	listen []uint32
}

// newPlan gives each set source ports that nobody listens on.
func newPlan(sets []*policySet) (*plan, error) {
	p := &plan{sets: sets}
	for _, set := range sets {
		for _, question := range set.questions {
			p.listen = append(p.listen, uint32(question.flow.Destination.Port))
		}
	}
	slices.Sort(p.listen)
	p.listen = slices.Compact(p.listen)
	next := uint32(1024)
	take := func() []uint32 {
		ports := make([]uint32, 0, portsPerChain)
		for ; len(ports) < portsPerChain && next <= 65535; next++ {
			if _, taken := slices.BinarySearch(p.listen, next); !taken {
				ports = append(ports, next)
			}
		}
		return ports
	}
	for range sets {
		ports := chainPorts{take(), take()}
		if len(ports.tcp) < portsPerChain {
			return nil, fmt.Errorf("%d sets are too many for one Envoy: ask for fewer with --sets", len(sets))
		}
		p.ports = append(p.ports, ports)
	}
	return p, nil
}
