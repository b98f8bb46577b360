package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"os"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const answerWithin = 20 * time.Second

func (f *flow) isHTTP() bool { return f.Protocol == "http" || f.Protocol == "grpc" }

// secure: an identity or a server name can't be told without TLS.
func (f *flow) secure() bool {
	return f.Source.Principal != nil || f.Connection.SNI != nil || f.Protocol == "tls"
}

// exchange is a kept connection that answers one request after the other.
type exchange interface {
	ask(f *flow) (*reply, error)
	Close() error
}

type reply struct {
	status  int
	headers map[string]string
	// last: the connection must not be used again.
	last bool
}

// askSet puts all questions of a set one after the other. What is still to be read from the log is returned.
func askSet(authority *authority, set *policySet, ports chainPorts) []pendingTCP {
	d := &dialer{authority: authority}
	kept := map[string]exchange{}
	defer closeAll(kept)
	var pending []pendingTCP
	for _, question := range set.questions {
		var err error
		if question.flow.isHTTP() {
			err = askHTTP(d, set, question, ports.http, kept)
		} else {
			var name string
			if name, err = askTCP(d, question, ports.tcp); err == nil {
				pending = append(pending, pendingTCP{name, set, question.answer})
			}
		}
		if err != nil {
			question.answer.Error = err.Error()
		}
	}
	return pending
}

func closeAll(kept map[string]exchange) {
	for _, connection := range kept {
		connection.Close()
	}
	clear(kept)
}

func askHTTP(d *dialer, set *policySet, q question, ports []uint32, kept map[string]exchange) error {
	f := q.flow
	name := fmt.Sprint(text(f.Source.Principal), text(f.Connection.SNI), f.Source.Address,
		f.Destination.Address, f.Destination.Port, f.HTTP2)
	var got *reply
	for range 2 {
		connection, old := kept[name]
		if !old {
			// The ports are as many connections as there can be from one source.
			if len(kept) >= len(ports) {
				closeAll(kept)
			}
			raw, _, err := d.dial(f, ports)
			if err != nil {
				return err
			}
			if connection, err = newExchange(f, raw); err != nil {
				return err
			}
			kept[name] = connection
		}
		var err error
		if got, err = connection.ask(f); err == nil {
			if got.last {
				connection.Close()
				delete(kept, name)
			}
			break
		}
		connection.Close()
		delete(kept, name)
		// A kept connection may have been closed meanwhile; a new one must answer.
		if !old {
			return err
		}
	}
	if got == nil {
		return errors.New("no answer")
	}
	details := got.headers[detailsHeader]
	q.answer.SeenPath, q.answer.SeenRemote = got.headers[pathHeader], got.headers[remoteHeader]
	switch {
	case deniedBy.MatchString(details), details == "direct_response", details == "route_not_found":
		set.decide(q.answer, details, got.headers[policyHeader])
	default:
		q.answer.Refused = fmt.Sprint(got.status, " ", details)
	}
	return nil
}

func newExchange(f *flow, raw net.Conn) (exchange, error) {
	if f.HTTP2 {
		return newHTTP2(raw, f.secure())
	}
	return newHTTP1(raw), nil
}

// greeting is long enough for Envoy to see that it isn't TLS: of less it waits for the rest.
var greeting = []byte("neither a TLS record nor HTTP/1.1")

// askTCP sends a few bytes: an echo means that the connection was let in. Which rule did it stands in the
// log.
func askTCP(d *dialer, q question, ports []uint32) (string, error) {
	connection, name, err := d.dial(q.flow, ports)
	if err != nil {
		return "", err
	}
	defer connection.Close()
	if _, err := connection.Write(greeting); err != nil {
		return "", err
	}
	_, err = io.ReadFull(connection, make([]byte, len(greeting)))
	if errors.Is(err, os.ErrDeadlineExceeded) {
		return "", err
	}
	q.answer.Verdict = "allow"
	if err != nil {
		q.answer.Verdict = "deny"
	}
	return name, nil
}

// dialer connects from a flow's source address, by the next of a chain's ports.
type dialer struct {
	authority *authority
	next      int
}

// dial gives the connection, after the TLS handshake, and its name in the access log.
func (d *dialer) dial(f *flow, ports []uint32) (net.Conn, string, error) {
	source, err := netip.ParseAddr(f.Source.Address)
	if err != nil {
		return nil, "", err
	}
	destination, err := netip.ParseAddr(f.Destination.Address)
	if err != nil {
		return nil, "", err
	}
	to := net.JoinHostPort(destination.String(), strconv.Itoa(f.Destination.Port))
	for try := 0; ; try++ {
		port := ports[d.next%len(ports)]
		d.next++
		from := &net.TCPAddr{IP: source.AsSlice(), Port: int(port)}
		raw, err := (&net.Dialer{LocalAddr: from, Timeout: answerWithin, Control: anyAddress}).Dial("tcp", to)
		if err != nil && try < len(ports) &&
			(errors.Is(err, syscall.EADDRNOTAVAIL) || errors.Is(err, syscall.EADDRINUSE)) {
			continue
		}
		if err != nil {
			return nil, "", err
		}
		raw.SetDeadline(time.Now().Add(answerWithin))
		// A reset leaves nothing behind that would block the same four numbers.
		raw.(*net.TCPConn).SetLinger(0)
		name := key(source.String(), port, destination.String(), f.Destination.Port)
		if !f.secure() {
			return raw, name, nil
		}
		secured, err := d.secured(f, raw)
		if err != nil {
			raw.Close()
		}
		return secured, name, err
	}
}

func (d *dialer) secured(f *flow, raw net.Conn) (net.Conn, error) {
	config := &tls.Config{
		InsecureSkipVerify: true,
		ServerName:         text(f.Connection.SNI),
		NextProtos:         []string{"http/1.1"},
	}
	if f.HTTP2 {
		config.NextProtos = []string{"h2"}
	}
	if f.Source.Principal != nil {
		leaf, err := d.authority.leaf(*f.Source.Principal)
		if err != nil {
			return nil, err
		}
		// Among Certificates it would be left out if Go couldn't parse its URI.
		config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			return leaf, nil
		}
	}
	connection := tls.Client(raw, config)
	return connection, connection.Handshake()
}

// anyAddress lets a socket be bound to addresses and ports that others have or had.
func anyAddress(network, _ string, raw syscall.RawConn) error {
	var failed error
	err := raw.Control(func(descriptor uintptr) {
		failed = unix.SetsockoptInt(int(descriptor), unix.SOL_SOCKET, unix.SO_REUSEADDR, 1)
		if failed == nil && network == "tcp6" {
			failed = unix.SetsockoptInt(int(descriptor), unix.SOL_IPV6, unix.IPV6_FREEBIND, 1)
		}
	})
	return errors.Join(err, failed)
}

func text(value *string) string {
	if value == nil {
		return ""
	}
	return *value
}
