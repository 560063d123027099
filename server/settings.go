package server

import (
	"context"
	"encoding/json"
	"time"

	"go.lsp.dev/protocol"

	"drop-lsp/semantics"
	"drop-lsp/syntax/source"
)

// This file holds the client's settings: the section "drop-lsp" of its configuration,
// asked for by workspace/configuration, or given with initialize.

type settings struct {
	Edition string   `json:"edition"` // "2021"; empty: the package's
	Cfg     []string `json:"cfg"`
	Test    bool     `json:"test"`
	Partial bool     `json:"partial"` // show what could not be analysed
	Hints   *struct {
		Enable *bool `json:"enable"`
	} `json:"hints"`
}

// hintsEnabled is true unless said otherwise.
func (s settings) hintsEnabled() bool {
	return s.Hints == nil || s.Hints.Enable == nil || *s.Hints.Enable
}

func (s settings) options() semantics.Options {
	editions := map[string]source.Edition{"2015": source.Edition2015, "2018": source.Edition2018,
		"2021": source.Edition2021, "2024": source.Edition2024}
	return semantics.Options{Edition: editions[s.Edition], Cfg: s.Cfg, Test: s.Test}
}

// readSettings takes what it understands; settings of a wrong shape are the default.
func readSettings(raw json.RawMessage) settings {
	var s settings
	if json.Unmarshal(raw, &s) != nil {
		return settings{}
	}
	return s
}

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
	if _, err := s.conn.Call(ctx, "workspace/configuration", params, &answer); err != nil || len(answer) != 1 || string(answer[0]) == "null" {
		return
	}
	s.apply(readSettings(answer[0]))
}

// didChangeConfiguration asks again, or takes the settings from a client that sends them.
func (s *server) didChangeConfiguration(params json.RawMessage) error {
	if s.client.configuration {
		go s.loadSettings()
		return nil
	}
	p, err := decode[struct {
		Settings map[string]json.RawMessage `json:"settings"`
	}](params)
	if own, ok := p.Settings["drop-lsp"]; err == nil && ok {
		go s.apply(readSettings(own))
	}
	return err
}

// apply installs settings and has everything asked for or sent again.
func (s *server) apply(n settings) {
	s.mu.Lock()
	s.settings = n
	s.mu.Unlock()
	s.again()
}
