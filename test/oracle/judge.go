package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"sync"

	"golang.org/x/sys/unix"
)

const clients = 8

// judgeInside reads, judges batch by batch and writes, in the network that judgeOutside made.
func judgeInside(arguments []string) error {
	runtime.LockOSThread()
	// An Envoy that aborts is an answer, not an accident.
	if err := unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{}); err != nil {
		return err
	}
	envoy, in, out := arguments[0], arguments[2], arguments[3]
	size, err := strconv.Atoi(arguments[1])
	if err != nil {
		return err
	}
	if err := everyAddressLocal(); err != nil {
		return err
	}
	lines, err := readLines[judgeLine](in)
	if err != nil {
		return err
	}
	answers := make([]*judged, len(lines))
	for i := range lines {
		answers[i] = &judged{ID: lines[i].ID}
	}
	sets, err := policySets(lines, answers)
	if err != nil {
		return err
	}
	authority, err := newAuthority()
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "oracle-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	for start := 0; start < len(sets); start += size {
		if err := judgeBatch(envoy, folder, authority, sets[start:min(start+size, len(sets))]); err != nil {
			return err
		}
	}
	return writeLines(out, answers)
}

// judgeBatch asks one Envoy that has all sets. A set that Envoy can't start with is found by halving.
func judgeBatch(envoy, folder string, authority *authority, sets []*policySet) error {
	plan, err := newPlan(sets)
	if err != nil {
		return err
	}
	proxy, err := startEnvoy(envoy, folder, authority, plan)
	if refusal, ok := err.(*startError); ok {
		if len(sets) > 1 {
			half := len(sets) / 2
			if err := judgeBatch(envoy, folder, authority, sets[:half]); err != nil {
				return err
			}
			return judgeBatch(envoy, folder, authority, sets[half:])
		}
		for _, question := range sets[0].questions {
			question.answer.Error = refusal.Error()
		}
		return nil
	}
	if err != nil {
		return err
	}
	defer proxy.stop()

	work := make(chan int)
	var group sync.WaitGroup
	var lock sync.Mutex
	var pending []pendingTCP
	for range clients {
		group.Go(func() {
			for index := range work {
				asked := askSet(authority, sets[index], plan.ports[index])
				lock.Lock()
				pending = append(pending, asked...)
				lock.Unlock()
			}
		})
	}
	for index := range sets {
		work <- index
	}
	close(work)
	group.Wait()
	if proxy.exited() {
		return fmt.Errorf("Envoy died while it was asked: %s", proxy.lastWords())
	}
	return proxy.nameTCPRules(pending)
}
