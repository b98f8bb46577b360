package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

const (
	startWithin = 120 * time.Second
	logWithin   = 20 * time.Second
)

// startError is Envoy's refusal of a configuration: an exit, or an abort.
type startError struct{ reason string }

func (e *startError) Error() string { return e.reason }

type envoyProcess struct {
	command   *exec.Cmd
	accessLog string
	stderr    *beginning
	ended     chan struct{}
}

// startEnvoy waits until the listener takes connections. A *startError says that the configuration was
// refused.
func startEnvoy(binary, folder string, authority *authority, p *plan) (*envoyProcess, error) {
	admin, log := filepath.Join(folder, "admin"), filepath.Join(folder, "access.log")
	config, file := []byte(nil), filepath.Join(folder, "envoy.json")
	config, err := p.bootstrap(authority, admin, log)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(file, config, 0o600); err != nil {
		return nil, err
	}
	os.Remove(log)
	os.Remove(admin)
	command := exec.Command(binary, "-c", file, "--concurrency", "1", "--disable-hot-restart", "-l", "error",
		"--file-flush-interval-msec", "50")
	e := &envoyProcess{command: command, accessLog: log, stderr: &beginning{}, ended: make(chan struct{})}
	command.Stderr = e.stderr
	command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := command.Start(); err != nil {
		return nil, err
	}
	go func() {
		command.Wait()
		close(e.ended)
	}()
	dial := func(ctx context.Context, _, _ string) (net.Conn, error) {
		return (&net.Dialer{}).DialContext(ctx, "unix", admin)
	}
	client := &http.Client{Transport: &http.Transport{DialContext: dial, DisableKeepAlives: true}}
	for deadline := time.Now().Add(startWithin); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if e.exited() {
			return nil, &startError{e.lastWords()}
		}
		if answer, err := client.Get("http://admin/ready"); err == nil {
			text, _ := io.ReadAll(answer.Body)
			answer.Body.Close()
			if strings.HasPrefix(string(text), "LIVE") {
				return e, nil
			}
		}
	}
	e.stop()
	return nil, fmt.Errorf("Envoy wasn't ready in %v: %s", startWithin, e.lastWords())
}

func (e *envoyProcess) exited() bool {
	select {
	case <-e.ended:
		return true
	default:
		return false
	}
}

func (e *envoyProcess) stop() {
	e.command.Process.Kill()
	<-e.ended
}

var noise = regexp.MustCompile(`(?m)^.*(Backtrace|#\d+:|Address mapping|ENVOY).*$\n?`)

// lastWords are how Envoy ended and what it said.
func (e *envoyProcess) lastWords() string {
	said := strings.TrimSpace(noise.ReplaceAllString(e.stderr.String(), ""))
	if len(said) > 600 {
		said = said[:600]
	}
	return fmt.Sprintf("%v: %s", e.command.ProcessState, said)
}

// pendingTCP is an answer whose rule stands in the access log, under the connection's name.
type pendingTCP struct {
	key    string
	set    *policySet
	answer *judged
}

// nameTCPRules reads the access log until it tells of every connection. Of those with one name the earlier
// comes first.
func (e *envoyProcess) nameTCPRules(pending []pendingTCP) error {
	asked := map[string][]pendingTCP{}
	for _, one := range pending {
		asked[one.key] = append(asked[one.key], one)
	}
	for deadline := time.Now().Add(logWithin); ; time.Sleep(30 * time.Millisecond) {
		text, err := os.ReadFile(e.accessLog)
		if err != nil && !os.IsNotExist(err) {
			return err
		}
		told := map[string][][]string{}
		for line := range strings.Lines(string(text)) {
			if parts := strings.Fields(line); len(parts) == 4 && strings.HasSuffix(line, "\n") {
				name := parts[0] + " " + parts[1]
				told[name] = append(told[name], parts[2:])
			}
		}
		missing := ""
		for name, list := range asked {
			if len(told[name]) < len(list) {
				missing = name
				break
			}
		}
		if missing == "" {
			for name, list := range asked {
				for index, one := range list {
					details, observed := told[name][index][0], told[name][index][1]
					seen := one.answer.Verdict
					one.set.decide(one.answer, details, observed)
					if one.answer.Verdict != seen {
						one.answer.Error = fmt.Sprintf("the client saw %s, the log says %s", seen, details)
					}
				}
			}
			return nil
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("Envoy logged nothing of the connection %s", missing)
		}
	}
}

var (
	deniedBy = regexp.MustCompile(`^rbac_access_denied_matched_policy\[(.*)\]$`)
	policyID = regexp.MustCompile(`^ns\[(.*)\]-policy\[(.*)\]-rule\[(\d+)\]$`)
)

// decide reads the verdict from the details, and the rule from them or, if allowed, from the observed id.
// An AUDIT rule's id can stand there too: only an ALLOW policy lets in.
func (set *policySet) decide(answer *judged, details, observed string) {
	if denied := deniedBy.FindStringSubmatch(details); denied != nil {
		answer.Verdict, answer.By = "deny", ruleOf(denied[1])
		return
	}
	answer.Verdict = "allow"
	if by := ruleOf(observed); by != nil && set.allow[by.Policy] {
		answer.By = by
	}
}

func ruleOf(id string) *decidedBy {
	parts := policyID.FindStringSubmatch(id)
	if parts == nil {
		return nil
	}
	rule, _ := strconv.Atoi(parts[3])
	return &decidedBy{Policy: parts[1] + "/" + parts[2], Rule: rule}
}

// beginning keeps the first part of what is written: where Envoy says why it ends.
type beginning struct {
	lock sync.Mutex
	text bytes.Buffer
}

func (b *beginning) Write(text []byte) (int, error) {
	b.lock.Lock()
	defer b.lock.Unlock()
	if room := 16_384 - b.text.Len(); room > 0 {
		b.text.Write(text[:min(room, len(text))])
	}
	return len(text), nil
}

func (b *beginning) String() string {
	b.lock.Lock()
	defer b.lock.Unlock()
	return b.text.String()
}
