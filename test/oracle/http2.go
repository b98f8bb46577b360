package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"strconv"
	"strings"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// frameSize is what every server takes.
const frameSize = 16_384

// http2Exchange sends what no client library would: any method, headers on several lines. A request at a
// time.
type http2Exchange struct {
	net.Conn
	framer *http2.Framer
	scheme string
	stream uint32
}

func newHTTP2(raw net.Conn, secure bool) (*http2Exchange, error) {
	h := &http2Exchange{Conn: raw, framer: http2.NewFramer(raw, raw), scheme: "http", stream: 1}
	if secure {
		h.scheme = "https"
	}
	h.framer.ReadMetaHeaders = hpack.NewDecoder(4096, nil)
	if _, err := io.WriteString(raw, http2.ClientPreface); err != nil {
		return nil, err
	}
	return h, h.framer.WriteSettings()
}

func (h *http2Exchange) ask(f *flow) (*reply, error) {
	h.SetDeadline(time.Now().Add(answerWithin))
	var block bytes.Buffer
	// The encoder's table would have to outlive the request: a new one writes nothing that refers to an old
	// one's.
	encoder := hpack.NewEncoder(&block)
	encoder.SetMaxDynamicTableSize(0)
	write := func(name, value string) { encoder.WriteField(hpack.HeaderField{Name: name, Value: value}) }
	write(":method", f.Request.Method)
	write(":scheme", h.scheme)
	write(":authority", f.Request.Host)
	write(":path", f.Request.Path)
	for _, header := range f.Request.Headers {
		write(strings.ToLower(header[0]), header[1])
	}
	stream := h.stream
	h.stream += 2
	first := block.Next(frameSize)
	err := h.framer.WriteHeaders(http2.HeadersFrameParam{
		StreamID: stream, BlockFragment: first, EndHeaders: block.Len() == 0, EndStream: true,
	})
	for err == nil && block.Len() > 0 {
		next := block.Next(frameSize)
		err = h.framer.WriteContinuation(stream, block.Len() == 0, next)
	}
	if err != nil {
		return nil, err
	}
	return h.reply(stream)
}

func (h *http2Exchange) reply(stream uint32) (*reply, error) {
	got := &reply{headers: map[string]string{}}
	for {
		frame, err := h.framer.ReadFrame()
		if err != nil {
			return nil, err
		}
		switch frame := frame.(type) {
		case *http2.SettingsFrame:
			if !frame.IsAck() {
				err = h.framer.WriteSettingsAck()
			}
		case *http2.PingFrame:
			err = h.framer.WritePing(true, frame.Data)
		case *http2.MetaHeadersFrame:
			for _, field := range frame.Fields {
				got.headers[field.Name] = field.Value
			}
			got.status, err = strconv.Atoi(got.headers[":status"])
			if frame.StreamEnded() {
				return got, err
			}
		case *http2.DataFrame:
			if frame.StreamEnded() {
				return got, nil
			}
		case *http2.RSTStreamFrame:
			got.headers[detailsHeader] = fmt.Sprint("stream reset: ", frame.ErrCode)
			return got, nil
		case *http2.GoAwayFrame:
			return nil, fmt.Errorf("Envoy closed the connection: %v", frame.ErrCode)
		}
		if err != nil {
			return nil, err
		}
		if frame.Header().StreamID > stream {
			return nil, fmt.Errorf("a frame of stream %d", frame.Header().StreamID)
		}
	}
}
