package server

import (
	"context"
	"encoding/json"
	"reflect"
	"strings"
	"time"

	"go.lsp.dev/protocol"
)

// This file asks the client for its settings: by workspace/configuration where it
// answers that, again whenever it says that they changed; else it takes what comes with
// initialize and with the change.

// loadSettings asks the client. It waits for the answer, so it must not be called
// from the connection's own goroutine.
func (s *server) loadSettings() {
	if !s.client.configuration {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	var answer []json.RawMessage
	params := protocol.ConfigurationParams{Items: []protocol.ConfigurationItem{{Section: "drop-lsp"}}}
	if _, err := s.conn.Call(ctx, "workspace/configuration", params, &answer); err != nil || len(answer) != 1 {
		return
	}
	if string(answer[0]) != "null" {
		s.apply(readSettings(answer[0]))
	} else if n := readSettings(s.initial); !reflect.DeepEqual(n, s.currentSettings()) { // it has none any more
		s.apply(n)
	}
}

// didChangeConfiguration asks again, or takes the settings from a client that sends them.
func (s *server) didChangeConfiguration(params json.RawMessage) error {
	if s.client.configuration {
		beside(s.loadSettings)
		return nil
	}
	p, err := decode[struct {
		Settings json.RawMessage `json:"settings"`
	}](params)
	if err == nil && len(p.Settings) > 0 {
		beside(func() { s.apply(readSettings(section(p.Settings))) })
	}
	return err
}

// section is the part of a client's settings that is ours: under our name, or all of it.
func section(raw json.RawMessage) json.RawMessage {
	var whole map[string]json.RawMessage
	if json.Unmarshal(raw, &whole) == nil {
		if own, ok := whole["drop-lsp"]; ok {
			return own
		}
	}
	return raw
}

// apply installs settings and has everything asked for or sent again.
func (s *server) apply(n settings) {
	s.mu.Lock()
	s.settings = n
	s.mu.Unlock()
	s.sayProblems(n)
	s.logTo(n.LogFile)
	s.again(false)
}

// sayProblems tells the user which settings could not be read.
func (s *server) sayProblems(n settings) {
	if len(n.problems) > 0 {
		_ = s.conn.Notify(context.Background(), "window/showMessage", protocol.ShowMessageParams{
			Type: protocol.MessageTypeWarning, Message: "drop-lsp: " + strings.Join(n.problems, "; ")})
	}
}
