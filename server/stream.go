package server

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"

	"go.lsp.dev/jsonrpc2"
)

// This file reads and writes framed messages. Unlike the library's stream it outlives
// a message that is no JSON, or no JSON-RPC: such a one is answered with an error and
// the next is read.

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
		if length <= 0 {
			continue
		}
		data := make([]byte, length)
		if _, err := io.ReadFull(s.in, data); err != nil {
			return nil, 0, err
		}
		msg, err := jsonrpc2.DecodeMessage(data)
		if err == nil {
			return msg, int64(length), nil
		}
		code := jsonrpc2.ParseError
		if json.Valid(data) {
			code = jsonrpc2.InvalidRequest
		}
		answer, _ := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": nil, "error": map[string]any{"code": code, "message": "not a JSON-RPC message"}})
		if err := s.send(answer); err != nil {
			return nil, 0, err
		}
	}
}

// header reads up to the empty line; a length of 0 means that none was said.
func (s *stream) header() (length int, err error) {
	for {
		line, err := s.in.ReadString('\n')
		if err != nil {
			return 0, err
		}
		line = strings.TrimSpace(line)
		if line == "" {
			return length, nil
		}
		name, value, _ := strings.Cut(line, ":")
		if strings.EqualFold(strings.TrimSpace(name), "Content-Length") {
			length, _ = strconv.Atoi(strings.TrimSpace(value))
			if length > maxMessage {
				return 0, errors.New("message too long")
			}
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
