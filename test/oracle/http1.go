package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"
)

// http1 writes requests byte for byte as the flow has them.
type http1 struct {
	net.Conn
	reader *bufio.Reader
}

func newHTTP1(raw net.Conn) *http1 { return &http1{raw, bufio.NewReader(raw)} }

func (h *http1) ask(f *flow) (*reply, error) {
	h.SetDeadline(time.Now().Add(answerWithin))
	var request strings.Builder
	fmt.Fprintf(&request, "%s %s HTTP/1.1\r\nhost: %s\r\n", f.Request.Method, f.Request.Path, f.Request.Host)
	for _, header := range f.Request.Headers {
		fmt.Fprintf(&request, "%s: %s\r\n", header[0], header[1])
	}
	request.WriteString("\r\n")
	if _, err := io.WriteString(h, request.String()); err != nil {
		return nil, err
	}
	return h.reply(f.Request.Method)
}

func (h *http1) reply(method string) (*reply, error) {
	status, err := h.line()
	if err != nil {
		return nil, err
	}
	got := &reply{headers: map[string]string{}}
	if _, err := fmt.Sscanf(status, "HTTP/1.1 %d", &got.status); err != nil {
		return nil, fmt.Errorf("%q: %w", status, err)
	}
	for {
		line, err := h.line()
		if err != nil {
			return nil, err
		}
		if line == "" {
			break
		}
		name, value, _ := strings.Cut(line, ":")
		got.headers[strings.ToLower(name)] = strings.TrimSpace(value)
	}
	got.last = got.headers["connection"] == "close" || method == "CONNECT"
	if length := got.headers["content-length"]; length != "" && method != "HEAD" {
		size, err := strconv.ParseInt(length, 10, 64)
		if err != nil {
			return nil, err
		}
		_, err = io.CopyN(io.Discard, h.reader, size)
		return got, err
	}
	return got, nil
}

func (h *http1) line() (string, error) {
	line, err := h.reader.ReadString('\n')
	return strings.TrimRight(line, "\r\n"), err
}
