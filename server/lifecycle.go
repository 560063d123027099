package server

import (
	"context"
	"encoding/json"
	"slices"

	"go.lsp.dev/protocol"

	"drop-lsp/syntax/source"
)

// This file holds initialize, initialized, shutdown and exit.

// clientFeatures is what the client said it can do.
type clientFeatures struct {
	pull           bool // asks for diagnostics itself
	configuration  bool // answers workspace/configuration
	refreshHints   bool // takes workspace/inlayHint/refresh
	refreshPull    bool // takes workspace/diagnostic/refresh
	refreshLens    bool // takes workspace/codeLens/refresh
	watches        bool // watches files for us
	resolveHints   bool // asks for the tooltips of hints when it needs them
	progress       bool // shows progress
	status         bool // takes experimental/serverStatus
	showReferences bool // has the command drop-lsp.showReferences
	codeActions    bool // takes code actions that carry an edit
	// documentChanges: takes edits with the version of the document.
	documentChanges bool
	related         bool // shows related information
	markdown        bool // takes Markdown in hovers and tooltips
}

// initializeParams holds what is read of the client's side; 3.17's part is not in the library.
type initializeParams struct {
	InitializationOptions json.RawMessage   `json:"initializationOptions"`
	Trace                 string            `json:"trace"`
	RootURI               string            `json:"rootUri"`
	Folders               []workspaceFolder `json:"workspaceFolders"`
	Capabilities          struct {
		General struct {
			PositionEncodings []string `json:"positionEncodings"`
		} `json:"general"`
		TextDocument struct {
			Diagnostic *struct {
				RelatedInformation bool `json:"relatedInformation"` // 3.18's
			} `json:"diagnostic"`
			PublishDiagnostics struct {
				RelatedInformation bool `json:"relatedInformation"`
			} `json:"publishDiagnostics"`
			Hover struct {
				ContentFormat []string `json:"contentFormat"`
			} `json:"hover"`
			CodeAction struct {
				LiteralSupport *struct{} `json:"codeActionLiteralSupport"`
			} `json:"codeAction"`
			InlayHint struct {
				ResolveSupport struct {
					Properties []string `json:"properties"`
				} `json:"resolveSupport"`
			} `json:"inlayHint"`
		} `json:"textDocument"`
		Window struct {
			WorkDoneProgress bool `json:"workDoneProgress"`
		} `json:"window"`
		Experimental struct {
			ServerStatus bool `json:"serverStatusNotification"`
			Commands     struct {
				Commands []string `json:"commands"`
			} `json:"commands"`
		} `json:"experimental"`
		Workspace struct {
			WorkspaceEdit struct {
				DocumentChanges bool `json:"documentChanges"`
			} `json:"workspaceEdit"`
			Configuration bool           `json:"configuration"`
			InlayHint     refreshSupport `json:"inlayHint"`
			CodeLens      refreshSupport `json:"codeLens"`
			Diagnostics   refreshSupport `json:"diagnostics"`
			WatchedFiles  struct {
				DynamicRegistration bool `json:"dynamicRegistration"`
			} `json:"didChangeWatchedFiles"`
		} `json:"workspace"`
	} `json:"capabilities"`
}

type refreshSupport struct {
	RefreshSupport bool `json:"refreshSupport"`
}

// serverCapabilities adds 3.17's to the library's.
type serverCapabilities struct {
	PositionEncoding          string                           `json:"positionEncoding"`
	TextDocumentSync          protocol.TextDocumentSyncOptions `json:"textDocumentSync"`
	HoverProvider             bool                             `json:"hoverProvider"`
	InlayHintProvider         inlayHintOptions                 `json:"inlayHintProvider"`
	DocumentHighlightProvider bool                             `json:"documentHighlightProvider"`
	ReferencesProvider        bool                             `json:"referencesProvider"`
	CallHierarchyProvider     bool                             `json:"callHierarchyProvider"`
	CodeLensProvider          struct{}                         `json:"codeLensProvider"`
	Workspace                 workspaceCapabilities            `json:"workspace"`
	CodeActionProvider        codeActionOptions                `json:"codeActionProvider"`
	DiagnosticProvider        *diagnosticOptions               `json:"diagnosticProvider,omitempty"`
}

type workspaceCapabilities struct {
	WorkspaceFolders struct {
		Supported           bool `json:"supported"`
		ChangeNotifications bool `json:"changeNotifications"`
	} `json:"workspaceFolders"`
}

type codeActionOptions struct {
	Kinds []string `json:"codeActionKinds"`
}

type inlayHintOptions struct {
	ResolveProvider bool `json:"resolveProvider"`
}

type diagnosticOptions struct {
	Identifier            string `json:"identifier"`
	InterFileDependencies bool   `json:"interFileDependencies"`
	WorkspaceDiagnostics  bool   `json:"workspaceDiagnostics"`
}

type initializeResult struct {
	Capabilities serverCapabilities  `json:"capabilities"`
	ServerInfo   protocol.ServerInfo `json:"serverInfo"`
}

func (s *server) initialize(params json.RawMessage) (task, error) {
	p, err := decode[initializeParams](params)
	if err != nil {
		return task{}, err
	}
	c := p.Capabilities
	pulled := c.TextDocument.Diagnostic
	encoding, name := chooseEncoding(c.General.PositionEncodings)
	s.mu.Lock()
	s.encoding = encoding
	s.client = clientFeatures{pull: pulled != nil, configuration: c.Workspace.Configuration,
		refreshHints: c.Workspace.InlayHint.RefreshSupport, refreshPull: c.Workspace.Diagnostics.RefreshSupport, refreshLens: c.Workspace.CodeLens.RefreshSupport,
		watches:         c.Workspace.WatchedFiles.DynamicRegistration,
		resolveHints:    resolves(c.TextDocument.InlayHint.ResolveSupport.Properties, "label.tooltip", "label.location"),
		progress:        c.Window.WorkDoneProgress,
		status:          c.Experimental.ServerStatus,
		showReferences:  slices.Contains(c.Experimental.Commands.Commands, "drop-lsp.showReferences"),
		codeActions:     c.TextDocument.CodeAction.LiteralSupport != nil,
		documentChanges: c.Workspace.WorkspaceEdit.DocumentChanges,
		related:         c.TextDocument.PublishDiagnostics.RelatedInformation || pulled != nil && pulled.RelatedInformation,
		markdown:        slices.Contains(c.TextDocument.Hover.ContentFormat, "markdown")}
	s.initial = section(p.InitializationOptions)
	s.settings = readSettings(s.initial)
	s.state = running
	s.trace = p.Trace
	log := s.settings.LogFile
	s.mu.Unlock()
	s.setFolders(p.Folders, p.RootURI)
	if log != "" {
		s.logTo(log)
	}
	res := initializeResult{ServerInfo: protocol.ServerInfo{Name: "drop-lsp", Version: s.version}}
	res.Capabilities = serverCapabilities{PositionEncoding: name, HoverProvider: true, InlayHintProvider: inlayHintOptions{ResolveProvider: true},
		DocumentHighlightProvider: true, ReferencesProvider: true, CallHierarchyProvider: true,
		CodeActionProvider: codeActionOptions{[]string{"quickfix", fixAllKind}},
		TextDocumentSync:   protocol.TextDocumentSyncOptions{OpenClose: true, Change: protocol.TextDocumentSyncKindIncremental, Save: &protocol.SaveOptions{}}}
	res.Capabilities.Workspace.WorkspaceFolders.Supported = true
	res.Capabilities.Workspace.WorkspaceFolders.ChangeNotifications = true
	if s.client.pull {
		res.Capabilities.DiagnosticProvider = &diagnosticOptions{Identifier: "drop-lsp", InterFileDependencies: true}
	}
	return task{run: func(context.Context) (any, error) { return res, nil }}, nil
}

// resolves reports whether the client can ask for all of these later.
func resolves(properties []string, wanted ...string) bool {
	for _, w := range wanted {
		if !slices.Contains(properties, w) {
			return false
		}
	}
	return true
}

// chooseEncoding takes UTF-8, which costs us least, if offered, else the client's
// first choice that we know; without an offer the protocol says UTF-16.
func chooseEncoding(offered []string) (source.Encoding, string) {
	known := map[string]source.Encoding{"utf-8": source.UTF8, "utf-16": source.UTF16, "utf-32": source.UTF32}
	if slices.Contains(offered, "utf-8") {
		return source.UTF8, "utf-8"
	}
	for _, o := range offered {
		if e, ok := known[o]; ok {
			return e, o
		}
	}
	return source.UTF16, "utf-16"
}

func (s *server) initialized(json.RawMessage) error {
	s.say(serverStatus{Health: "ok"}) // before any request can say that it is ready
	beside(func() {
		s.watch()
		s.sayProblems(s.currentSettings())
		s.loadSettings()
	})
	return nil
}

func (s *server) shutdown(json.RawMessage) (task, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state = stopped
	for _, d := range s.docs {
		d.cancel()
	}
	return task{run: func(context.Context) (any, error) { return nil, nil }}, nil
}

// exit closes the connection, which ends Serve.
func (s *server) exit(json.RawMessage) error { return s.conn.Close() }

// cancelRequest stops a request that is still at work.
func (s *server) cancelRequest(params json.RawMessage) error {
	p, err := decode[struct {
		ID json.RawMessage `json:"id"`
	}](params)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if cancel := s.requests[string(p.ID)]; cancel != nil {
		cancel()
	}
	return nil
}
