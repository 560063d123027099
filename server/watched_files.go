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
			{GlobPattern: "**/*.rs"}, {GlobPattern: "**/Cargo.toml"}, {GlobPattern: "**/Cargo.lock"}}}}}}, nil)
}

func (s *server) didChangeWatchedFiles(json.RawMessage) error {
	s.analysis.Reread()
	beside(func() { s.again(true) })
	return nil
}

func (s *server) didChangeWorkspaceFolders(params json.RawMessage) error {
	p, err := decode[struct {
		Event struct {
			Added   []workspaceFolder `json:"added"`
			Removed []workspaceFolder `json:"removed"`
		} `json:"event"`
	}](params)
	if err != nil {
		return err
	}
	s.changeFolders(p.Event.Added, p.Event.Removed)
	return s.didChangeWatchedFiles(params)
}

// again has everything asked for or sent again; anew: diagnostics that the client has, too.
func (s *server) again(anew bool) {
	if s.client.refreshLens {
		s.refresh("workspace/codeLens/refresh")
	}
	if s.client.refreshHints {
		s.refresh("workspace/inlayHint/refresh")
	}
	s.refreshDiagnostics(anew)
}

// refreshDiagnostics has the diagnostics asked for or sent again.
func (s *server) refreshDiagnostics(anew bool) {
	if s.client.pull {
		if s.client.refreshPull {
			s.refresh("workspace/diagnostic/refresh")
		}
		return
	}
	s.mu.Lock()
	docs := s.openDocuments()
	s.mu.Unlock()
	for _, d := range docs {
		s.push(d, anew)
	}
}

// refresh asks the client to ask again.
func (s *server) refresh(method string) {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	_, _ = s.conn.Call(ctx, method, nil, nil)
}

// openDocuments lists the open documents; the caller holds the lock.
func (s *server) openDocuments() []*document {
	docs := make([]*document, 0, len(s.docs))
	for _, d := range s.docs {
		docs = append(docs, d)
	}
	return docs
}
