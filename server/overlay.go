package server

import (
	"context"
	"encoding/json"
	"net/url"
	"path/filepath"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"drop-lsp/syntax/source"
)

// This file keeps the texts of open documents. A document does not change: an edit
// makes a new one and cancels what works on the old one.

type document struct {
	uri     string
	file    string // its path, or its URI if it has none
	version int32
	text    string
	saved   string // the text that the disk has, as far as the client said
	lines   *source.LineTable
	ctx     context.Context // ends when the document is superseded or closed
	cancel  context.CancelFunc
}

func newDocument(u string, version int32, lines *source.LineTable) *document {
	text := lines.Content()
	d := &document{uri: u, file: fileOf(u), version: version, text: text, saved: text, lines: lines}
	d.ctx, d.cancel = context.WithCancel(context.Background())
	return d
}

// fileOf is the path of a file URI; any other URI is its own name.
func fileOf(u string) string {
	p, err := url.ParseRequestURI(u)
	if err != nil || p.Scheme != "file" || p.Path == "" {
		return u
	}
	return filepath.Clean(uri.URI(u).Filename())
}

// contentChange is an edit; without a range it is the whole text. (The library's type
// cannot tell the two apart.)
type contentChange struct {
	Range *protocol.Range `json:"range"`
	Text  string          `json:"text"`
}

// applyChanges gives the text after edits, each of which refers to the text after the one before it.
func applyChanges(lt *source.LineTable, changes []contentChange, enc source.Encoding) *source.LineTable {
	for _, c := range changes {
		if c.Range == nil {
			lt = source.NewLineTable(c.Text)
			continue
		}
		text := lt.Content()
		start, end := offset(lt, c.Range.Start, enc), offset(lt, c.Range.End, enc)
		if end < start {
			start, end = end, start
		}
		lt = lt.Near(text[:start] + c.Text + text[end:])
	}
	return lt
}

func offset(lt *source.LineTable, p protocol.Position, enc source.Encoding) int {
	return lt.Offset(int(p.Line), int(p.Character), enc)
}

// put makes d the document of its URI.
func (s *server) put(d *document) {
	s.mu.Lock()
	if old := s.docs[d.uri]; old != nil {
		old.cancel()
	}
	s.docs[d.uri] = d
	others := s.openDocuments()
	s.mu.Unlock()
	s.push(d, false)
	for _, o := range others {
		if o != d {
			s.push(o, false) // it may rest on this one
		}
	}
}

func (s *server) didOpen(params json.RawMessage) error {
	p, err := decode[protocol.DidOpenTextDocumentParams](params)
	if err != nil {
		return err
	}
	s.put(newDocument(string(p.TextDocument.URI), p.TextDocument.Version, source.NewLineTable(p.TextDocument.Text)))
	return nil
}

func (s *server) didChange(params json.RawMessage) error {
	p, err := decode[struct {
		TextDocument struct {
			URI     string `json:"uri"`
			Version int32  `json:"version"`
		} `json:"textDocument"`
		ContentChanges []contentChange `json:"contentChanges"`
	}](params)
	if err != nil {
		return err
	}
	old, err := s.document(p.TextDocument.URI)
	if err != nil {
		return err
	}
	d := newDocument(old.uri, p.TextDocument.Version, applyChanges(old.lines, p.ContentChanges, s.encoding))
	d.saved = old.saved
	s.put(d)
	return nil
}

// didSave: what `cargo check` now sees as well may be left to it.
func (s *server) didSave(params json.RawMessage) error {
	p, err := decode[documentParams](params)
	if err != nil {
		return err
	}
	old, err := s.document(p.TextDocument.URI)
	if err != nil {
		return err
	}
	if old.saved == old.text {
		return nil
	}
	d := newDocument(old.uri, old.version, old.lines)
	s.put(d)
	if s.currentSettings().Diagnostics.Compiler == "untilSaved" {
		beside(func() { s.refreshDiagnostics(true) })
	}
	return nil
}

func (s *server) didClose(params json.RawMessage) error {
	p, err := decode[protocol.DidCloseTextDocumentParams](params)
	if err != nil {
		return err
	}
	u := string(p.TextDocument.URI)
	s.mu.Lock()
	if d := s.docs[u]; d != nil {
		d.cancel()
		delete(s.docs, u)
		delete(s.published, u)
		delete(s.saved, u)
	}
	s.mu.Unlock()
	s.analysis.Forget(fileOf(u))
	beside(func() { s.again(true) }) // the others see what the disk has of it
	if !s.client.pull {
		return s.publish(u, 0, nil)
	}
	return nil
}

// document is an open document.
func (s *server) document(u string) (*document, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if d := s.docs[u]; d != nil {
		return d, nil
	}
	return nil, jsonrpc2.NewError(jsonrpc2.InvalidParams, "not an open document: "+u)
}

// maxText is the size of the largest text that is analysed, in bytes; a larger one is as good as empty.
const maxText = 8 << 20

// request is the question about one document, with the texts as they are now.
func (s *server) request(d *document) Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	open := make(map[string]string, len(s.docs)+1)
	for _, o := range s.docs {
		open[o.file] = o.text
	}
	open[d.file] = d.text
	for file, text := range open {
		if len(text) > maxText {
			open[file] = ""
		}
	}
	return Request{Files: []string{d.file}, Options: s.settings.options(), Choice: s.settings.choice(), Text: func(file string) (string, bool) {
		text, ok := open[file]
		return text, ok
	}, Unreadable: s.unreadable}
}

// unreadable tells the user why a package cannot be read, each reason once.
func (s *server) unreadable(why error) {
	s.mu.Lock()
	known := s.unread[why.Error()]
	if s.unread == nil {
		s.unread = map[string]bool{}
	}
	s.unread[why.Error()] = true
	s.mu.Unlock()
	if !known {
		_ = s.conn.Notify(context.Background(), "window/showMessage", protocol.ShowMessageParams{
			Type: protocol.MessageTypeWarning, Message: "drop-lsp: " + why.Error() + "; its files are taken one by one"})
	}
}

// places turns absolute spans into the protocol's.
type places struct {
	req      Request
	encoding source.Encoding
	uris     map[string]string // of open files, as the client spells them
	tables   map[string]*source.LineTable
}

func (s *server) places(d *document, req Request) *places {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := &places{req: req, encoding: s.encoding, uris: map[string]string{}, tables: map[string]*source.LineTable{d.file: d.lines}}
	for _, o := range s.docs {
		p.uris[o.file] = o.uri
	}
	p.uris[d.file] = d.uri
	return p
}

func (p *places) position(file string, off int) protocol.Position {
	lt := p.tables[file]
	if lt == nil {
		text, _ := p.req.ReadText(file)
		lt = source.NewLineTable(text)
		p.tables[file] = lt
	}
	l, c := lt.Position(off, p.encoding)
	return protocol.Position{Line: uint32(l), Character: uint32(c)}
}

func (p *places) rangeOf(file string, start, end int) protocol.Range {
	return protocol.Range{Start: p.position(file, start), End: p.position(file, end)}
}

func (p *places) location(file string, start, end int) protocol.Location {
	u, ok := p.uris[file]
	if !ok {
		if abs, err := filepath.Abs(file); err == nil {
			file = abs
		}
		u = string(uri.File(file))
	}
	return protocol.Location{URI: protocol.DocumentURI(u), Range: p.rangeOf(file, start, end)}
}
