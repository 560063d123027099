package server

import (
	"context"
	"encoding/json"
	"time"

	"go.lsp.dev/protocol"
)

// This file: files that change, appear or vanish outside of the editor. The client watches
// them for us, if it can; then what rests on them is asked for or sent again.

// watch asks the client to watch. It waits for the answer, so it must not be called from the
// connection's own goroutine.
func (s *server) watch() {
	if !s.client.watches {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	_, _ = s.conn.Call(ctx, "client/registerCapability", protocol.RegistrationParams{Registrations: []protocol.Registration{{
		ID: "drop-lsp.files", Method: "workspace/didChangeWatchedFiles",
		RegisterOptions: protocol.DidChangeWatchedFilesRegistrationOptions{Watchers: []protocol.FileSystemWatcher{
			{GlobPattern: "**/*.rs"}, {GlobPattern: "**/Cargo.toml"}}}}}}, nil)
}

func (s *server) didChangeWatchedFiles(json.RawMessage) error {
	go s.again()
	return nil
}

// again has everything asked for or sent again.
func (s *server) again() {
	s.mu.Lock()
	docs := make([]*document, 0, len(s.docs))
	for _, d := range s.docs {
		docs = append(docs, d)
	}
	s.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	if s.client.refreshHints {
		_, _ = s.conn.Call(ctx, "workspace/inlayHint/refresh", nil, nil)
	}
	if s.client.pull && s.client.refreshPull {
		_, _ = s.conn.Call(ctx, "workspace/diagnostic/refresh", nil, nil)
	}
	for _, d := range docs {
		s.push(d)
	}
}
