package server

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"go.lsp.dev/jsonrpc2"
)

// This file reads and writes framed messages. Unlike the library's stream it outlives
// a message that is no JSON, or no JSON-RPC: such a one is answered with an error and
// the next is read. A header without a length is skipped; after one whose length makes
// no sense nobody knows where the next message begins: that ends the session.

// errFraming ends a session.
var errFraming = errors.New("broken framing")

// maxHeader bounds a line of a header.
const maxHeader = 4096

// maxMessage bounds a message's size.
const maxMessage = 1 << 28

type stream struct {
	conn io.ReadWriteCloser
	in   *bufio.Reader
	mu   sync.Mutex // held while writing
}

func newStream(conn io.ReadWriteCloser) *stream {
	return &stream{conn: conn, in: bufio.NewReader(conn)}
}

// Read gives the next well-formed message.
func (s *stream) Read(ctx context.Context) (jsonrpc2.Message, int64, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, 0, err
		}
		length, err := s.header()
		if err != nil {
			return nil, 0, err
		}
		var body bytes.Buffer // grows as the body comes, whatever length is claimed
		if _, err := io.CopyN(&body, s.in, int64(length)); err != nil {
			return nil, 0, err
		}
		data := body.Bytes()
		code := jsonrpc2.ParseError
		if utf8.Valid(data) {
			msg, err := jsonrpc2.DecodeMessage(data)
			if err == nil {
				return msg, int64(length), nil
			}
			if json.Valid(data) {
				code = jsonrpc2.InvalidRequest
			}
		}
		answer, _ := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": nil, "error": map[string]any{"code": code, "message": "not a JSON-RPC message"}})
		if err := s.send(answer); err != nil {
			return nil, 0, err
		}
	}
}

// header reads up to the empty line and gives the length of the body.
func (s *stream) header() (length int, err error) {
	length = -1
	for {
		line, err := s.line()
		if err != nil {
			return 0, err
		}
		if line == "" {
			if length < 0 {
				continue // no header, whatever it was
			}
			return length, nil
		}
		name, value, _ := strings.Cut(line, ":")
		if strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
			n, err := strconv.Atoi(strings.TrimSpace(value))
			if err != nil || n < 0 || n > maxMessage {
				return 0, fmt.Errorf("%w: Content-Length %.40q", errFraming, strings.TrimSpace(value))
			}
			length = n
		}
	}
}

// line reads one line of a header.
func (s *stream) line() (string, error) {
	var b strings.Builder
	for {
		part, err := s.in.ReadSlice('\n')
		b.Write(part)
		switch {
		case err == nil:
			return strings.TrimSpace(b.String()), nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return "", err
		case b.Len() > maxHeader:
			return "", fmt.Errorf("%w: a header line without end", errFraming)
		}
	}
}

// Write sends one message.
func (s *stream) Write(_ context.Context, msg jsonrpc2.Message) (int64, error) {
	data, err := json.Marshal(msg)
	if err != nil {
		return 0, err
	}
	return int64(len(data)), s.send(data)
}

func (s *stream) send(data []byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := fmt.Fprintf(s.conn, "Content-Length: %d\r\n\r\n%s", len(data), data)
	return err
}

// Close ends the connection.
func (s *stream) Close() error { return s.conn.Close() }
