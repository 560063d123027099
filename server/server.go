package server

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"runtime/debug"
	"sync"
	"time"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"

	"drop-lsp/syntax/source"
)

// This file runs the connection: messages are taken in order; a notification is done
// at once, a request first takes hold of the document it asks about, then works beside
// the connection until it is done, cancelled, or its document changes.

// ErrNoShutdown means that the client left without saying so first.
var ErrNoShutdown = errors.New("the client left without a shutdown request")

// state is where the connection is in its life.
type state uint8

const (
	fresh state = iota
	running
	stopped
)

type server struct {
	// Set once, before any message.
	conn     jsonrpc2.Conn
	analysis Analysis
	version  string

	// Set by initialize.
	encoding source.Encoding
	client   clientFeatures

	mu       sync.Mutex
	state    state
	settings settings
	initial  json.RawMessage               // settings given at the start
	folders  []string                      // of the client's workspace
	docs     map[string]*document          // open documents by URI
	requests map[string]context.CancelFunc // at work, by the id's JSON
	// published is what was sent last of each open document: its version and what it said.
	published map[string]string
	saved     map[string]savedErrors // of the texts that were saved last, by URI
	// unread are the packages that could not be read, as far as the client was told.
	unread map[string]bool
	// progress are the works that are shown, by token.
	progress   map[string]context.CancelFunc
	progressed int
	status     serverStatus
	atWork     int    // works that are shown
	trace      string // off, messages, verbose
	logFile    string
	logOpen    *os.File
}

// task is the second half of a request.
type task struct {
	doc *document // nil: about no document
	run func(context.Context) (any, error)
	// pulled: a pull of diagnostics, which the client must ask for again if the text changes.
	pulled bool
}

// serverCancelled with retrigger is 3.17's answer to a pull that was overtaken.
const serverCancelled jsonrpc2.Code = -32802

var retrigger = json.RawMessage(`{"retriggerRequest":true}`)

// requests is every request that is understood, each in a file of its own.
var requests = map[string]func(*server, json.RawMessage) (task, error){
	"dropLsp/glue":                      (*server).glue,
	"dropLsp/memory":                    (*server).memory,
	"dropLsp/mir":                       (*server).mir,
	"dropLsp/timeline":                  (*server).timeline,
	"initialize":                        (*server).initialize,
	"shutdown":                          (*server).shutdown,
	"callHierarchy/incomingCalls":       (*server).incomingCalls,
	"callHierarchy/outgoingCalls":       (*server).outgoingCalls,
	"textDocument/codeAction":           (*server).codeAction,
	"textDocument/codeLens":             (*server).codeLens,
	"textDocument/documentHighlight":    (*server).highlight,
	"textDocument/prepareCallHierarchy": (*server).prepareCallHierarchy,
	"textDocument/references":           (*server).references,
	"textDocument/diagnostic":           (*server).diagnostic,
	"textDocument/hover":                (*server).hover,
	"textDocument/inlayHint":            (*server).inlayHint,
	"inlayHint/resolve":                 (*server).resolveInlayHint,
}

// notifications is every notification that does something.
var notifications = map[string]func(*server, json.RawMessage) error{
	"initialized":                         (*server).initialized,
	"exit":                                (*server).exit,
	"$/cancelRequest":                     (*server).cancelRequest,
	"$/setTrace":                          (*server).setTrace,
	"window/workDoneProgress/cancel":      (*server).cancelProgress,
	"workspace/didChangeWorkspaceFolders": (*server).didChangeWorkspaceFolders,
	"textDocument/didOpen":                (*server).didOpen,
	"textDocument/didChange":              (*server).didChange,
	"textDocument/didClose":               (*server).didClose,
	"textDocument/didSave":                (*server).didSave,
	"workspace/didChangeConfiguration":    (*server).didChangeConfiguration,
	"workspace/didChangeWatchedFiles":     (*server).didChangeWatchedFiles,
}

// Serve speaks with one client until it leaves.
func Serve(ctx context.Context, conn io.ReadWriteCloser, analysis Analysis, version string) error {
	pace()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	s := &server{conn: jsonrpc2.NewConn(newStream(conn)), analysis: analysis, version: version,
		settings: defaultSettings(), docs: map[string]*document{}, requests: map[string]context.CancelFunc{}, published: map[string]string{}, saved: map[string]savedErrors{}, progress: map[string]context.CancelFunc{}}
	s.conn.Go(ctx, s.handle)
	select {
	case <-s.conn.Done():
	case <-ctx.Done():
		return nil
	}
	if err := s.conn.Err(); errors.Is(err, errFraming) {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, d := range s.docs {
		d.cancel()
	}
	if s.state != stopped {
		return ErrNoShutdown
	}
	return nil
}

// handle takes one message. It never fails: what goes wrong goes into the answer.
func (s *server) handle(ctx context.Context, reply jsonrpc2.Replier, req jsonrpc2.Request) error {
	call, ok := req.(*jsonrpc2.Call)
	if !ok {
		s.notified(req)
		return nil
	}
	t, err := s.begin(call)
	if err != nil {
		return ignore(reply(ctx, nil, err))
	}
	ctx, cancel := context.WithCancel(ctx)
	id := idKey(call.ID())
	s.mu.Lock()
	s.requests[id] = cancel
	s.mu.Unlock()
	if call.Method() == "initialize" || call.Method() == "shutdown" { // in order with what follows
		_ = s.finish(ctx, cancel, id, t, reply)
		return nil
	}
	began := time.Now()
	beside(func() {
		err := s.finish(ctx, cancel, id, t, reply)
		s.traced(call.Method(), began, call.Params(), err)
	})
	return nil
}

func ignore(error) error { return nil }

func (s *server) notified(req jsonrpc2.Request) {
	s.mu.Lock()
	dead := s.state != running && req.Method() != "exit"
	s.mu.Unlock()
	do, ok := notifications[req.Method()]
	if dead || !ok {
		return
	}
	began := time.Now()
	err := guarded(func() error { return do(s, req.Params()) })
	s.traced(req.Method(), began, req.Params(), err)
	if err != nil {
		slog.Warn("notification refused", "method", req.Method(), "error", err)
	}
}

// begin does the first half of a request.
func (s *server) begin(call *jsonrpc2.Call) (t task, err error) {
	s.mu.Lock()
	state := s.state
	s.mu.Unlock()
	do, ok := requests[call.Method()]
	switch {
	case state == fresh && call.Method() != "initialize":
		return t, jsonrpc2.NewError(jsonrpc2.ServerNotInitialized, "initialize comes first")
	case state == stopped, state == running && call.Method() == "initialize":
		return t, jsonrpc2.NewError(jsonrpc2.InvalidRequest, call.Method()+" out of place")
	case !ok:
		return t, jsonrpc2.NewError(jsonrpc2.MethodNotFound, "unknown method "+call.Method())
	}
	err = guarded(func() error { t, err = do(s, call.Params()); return err })
	return t, err
}

// finish does the second half and answers.
func (s *server) finish(ctx context.Context, cancel context.CancelFunc, id string, t task, reply jsonrpc2.Replier) error {
	defer cancel()
	if t.doc != nil {
		defer context.AfterFunc(t.doc.ctx, cancel)()
	}
	var result any
	err := guarded(func() (err error) { result, err = t.run(ctx); return err })
	s.mu.Lock()
	delete(s.requests, id)
	stale := t.doc != nil && s.docs[t.doc.uri] != t.doc
	s.mu.Unlock()
	switch {
	case stale && t.pulled:
		result, err = nil, &jsonrpc2.Error{Code: serverCancelled, Message: "content modified", Data: &retrigger}
	case stale:
		result, err = nil, protocol.ErrContentModified
	case ctx.Err() != nil, errors.Is(err, context.Canceled):
		result, err = nil, protocol.ErrRequestCancelled
	}
	_ = reply(context.WithoutCancel(ctx), result, err)
	return err
}

// guarded turns a panic into an error: the server never dies of one request.
func guarded(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			stack := debug.Stack()
			if w, ok := r.(interface{ Stack() []byte }); ok { // of the worker in which it happened
				stack = w.Stack()
			}
			slog.Error("internal error", "panic", r, "stack", string(stack))
			err = jsonrpc2.NewError(jsonrpc2.InternalError, fmt.Sprintf("internal error: %v", r))
		}
	}()
	return f()
}

// beside runs f beside the connection; what panics there is an error in the log.
func beside(f func()) {
	go func() { _ = guarded(func() error { f(); return nil }) }()
}

// decode reads a message's parameters.
func decode[T any](params json.RawMessage) (v T, err error) {
	if err := json.Unmarshal(params, &v); err != nil {
		return v, jsonrpc2.NewError(jsonrpc2.InvalidParams, err.Error())
	}
	return v, nil
}

// idKey is a request's id as JSON.
func idKey(id jsonrpc2.ID) string {
	b, _ := json.Marshal(&id)
	return string(b)
}
