package server

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"go.lsp.dev/protocol"
)

// This file: the log, which goes to stderr or to the file that the settings name, and
// the trace of messages that $/setTrace switches on.

// logTo sends the log to a file; empty: to stderr.
func (s *server) logTo(file string) {
	s.mu.Lock()
	same := s.logFile == file
	s.logFile = file
	old := s.logOpen
	if !same {
		s.logOpen = nil
	}
	s.mu.Unlock()
	if same {
		return
	}
	var out io.Writer = os.Stderr
	if file != "" {
		f, err := os.OpenFile(file, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
		if err != nil {
			_ = s.conn.Notify(context.Background(), "window/showMessage", protocol.ShowMessageParams{
				Type: protocol.MessageTypeWarning, Message: "drop-lsp: the log file cannot be written: " + err.Error()})
			return
		}
		out = f
		s.mu.Lock()
		s.logOpen = f
		s.mu.Unlock()
	}
	slog.SetDefault(slog.New(slog.NewTextHandler(out, nil)))
	slog.Info("drop-lsp", "version", s.version)
	if old != nil {
		_ = old.Close()
	}
}

// setTrace says how much of the messages is traced: off, messages, verbose.
func (s *server) setTrace(params json.RawMessage) error {
	p, err := decode[struct {
		Value string `json:"value"`
	}](params)
	if err == nil {
		s.mu.Lock()
		s.trace = p.Value
		s.mu.Unlock()
	}
	return err
}

// traced notes a message that was taken, and how long it took.
func (s *server) traced(method string, began time.Time, params json.RawMessage, failure error) {
	s.mu.Lock()
	trace := s.trace
	s.mu.Unlock()
	if trace != "messages" && trace != "verbose" {
		return
	}
	note := struct {
		Message string `json:"message"`
		Verbose string `json:"verbose,omitempty"`
	}{Message: fmt.Sprintf("%s: %.1f ms", method, float64(time.Since(began).Microseconds())/1000)}
	if failure != nil {
		note.Message += ": " + failure.Error()
	}
	if trace == "verbose" {
		note.Verbose = string(params)
	}
	_ = s.conn.Notify(context.Background(), "$/logTrace", note)
}
