package semantics

import (
	"hash/maphash"
	"maps"
	"sync"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/infer"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/stdlib"
	"drop-lsp/semantics/thir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/parser"
	"drop-lsp/syntax/source"
)

// This file: Program, one immutable snapshot of a crate with the standard library
// behind it. It implements types.Queries and runs the stations, memoised.

// Program answers about one crate. It is safe for concurrent use.
type Program struct {
	*frame
	Crate *hir.Crate

	opts    Options
	read    func(string) (string, bool)
	ids     *hir.Interner
	files   map[string]*file
	was     map[string]*file // of the snapshot before, while this one is made
	order   []*file
	loader  map[string]string // by file, the file whose `mod` brought it in first
	missing map[string]bool   // paths at which a module's file was looked for in vain
	room    *room             // in the interner; shared by all snapshots that share it
	past    *past             // shared likewise
}

// file is one file of a program.
type file struct {
	path string
	text string
	sum  uint64 // of the text
	src  *hir.SourceFile

	once  sync.Once
	lines *source.LineTable
	near  *source.LineTable // of an earlier text; nil: none
}

var sumSeed = maphash.MakeSeed()

// sumOf is a number by which texts are told apart.
func sumOf(text string) uint64 { return maphash.String(sumSeed, text) }

// LoadText lowers one text as a crate root; its `mod name;` have no files. Name is the
// file's name in spans.
func LoadText(name, text string, opts Options) *Program {
	return load(nil, name, opts, func(path string) (string, bool) { return text, path == name })
}

// crateID is the local crate of a program without libraries.
const crateID = hir.FirstLocal

// load lowers the crate whose root is a file; read gives the text of each. before is an earlier
// snapshot of the same program, whose answers are kept where they still hold; nil: none.
func load(before *Program, root string, opts Options, read func(string) (string, bool)) *Program {
	p := &Program{files: map[string]*file{}, opts: opts, read: read}
	epoch := epochs.Add(1)
	var old *hir.Crate
	if before != nil {
		p.ids, old, p.room, p.past, p.was = before.ids, before.Crate, before.room, before.past, before.files
		p.frame = &frame{store: &store{in: before.in, std: before.std, line: before.line, epoch: epoch, traits: &traitItems{}}}
	} else {
		p.ids, p.room, p.past = hir.NewInterner(), newRoom(), &past{}
		p.frame = &frame{store: &store{in: types.NewInterner(), std: stdlib.Load(), line: &lineage{newest: epoch}, epoch: epoch, traits: &traitItems{}}}
	}
	in := hir.Input{MacroCrate: opts.macros}
	if opts.links != nil {
		if p.ids = opts.links.world.ids; before != nil {
			p.links, p.foreignImpls = before.links, before.foreignImpls
		} else {
			p.links = opts.links.link(read)
			p.foreignImpls = mergedImpls(p.links.order)
		}
		in.Deps, in.Missing = p.links.deps, opts.links.direct.Missing
	}
	f := p.open(root, read)
	if f == nil {
		f = p.add(root, "")
	}
	name := opts.Crate
	if name == "" {
		name = crateName(root)
	}
	in.ID, in.Name, in.Edition, in.Cfg, in.Root = opts.links.localID(root), name, editionOr(opts.Edition), cfgOf(opts), f.src
	in.Load = func(from *hir.SourceFile, inline []string, name, path string) *hir.SourceFile {
		return p.module(from, inline, name, path, read)
	}
	in.External, in.Interner, in.Before = p.std, p.ids, old
	p.Crate = lowerCrate(in)
	p.was = nil
	p.crate = p.Crate
	p.impls = indexImpls(p.Crate)
	if before == nil {
		p.memory = newMemory(nil, p.Crate, &p.line.deps)
		return p
	}
	follows := p.line.begins(epoch, before.epoch)
	if !maps.Equal(old.Features, p.Crate.Features) || old.NoStd != p.Crate.NoStd {
		p.memory = newMemory(before.memory.std, p.Crate, &p.line.deps)
		return p
	}
	changed := map[dep]bool{}
	diff := p.Crate.Diff(old)
	for id := range diff.Defs {
		changed[dep{kind: onDecl, def: id}] = true
	}
	for id := range diff.Bodies {
		changed[dep{kind: onBody, def: id}] = true
	}
	if len(diff.Defs) > 0 {
		changed[dep{kind: onItems}] = true
	}
	changedImpls(before.impls, p.impls, changed)
	changedMembers(before.store, p.store, diff, changed)
	p.memory = before.memory.after(p.Crate, changed)
	p.memory.moved(p.closureName)
	if diff.Types {
		p.memory.renamed()
	}
	p.memory.leave(before.epoch, follows)
	return p
}

// Again is the program with the texts that read gives now; nil read: as before. An edit within
// bodies redoes those; what it shares with the snapshot before stays valid for both.
func (p *Program) Again(read func(string) (string, bool)) *Program {
	if read == nil {
		read = p.read
	}
	texts := readOnce(read)
	if p.room.full(p.in.Size()) || p.links != nil && p.opts.links.world.stale(p.links, texts) {
		return p.anew(read)
	}
	p.past.mu.Lock()
	defer p.past.mu.Unlock()
	if p.has(texts) {
		return p
	}
	p.room.edited()
	next := p.past.back(p, texts)
	if next == nil {
		next = p.after(texts)
	}
	next.read = read
	p.past.push(p, next)
	return next
}

// readOnce reads each file once.
func readOnce(read func(string) (string, bool)) func(string) (string, bool) {
	type text struct {
		text string
		ok   bool
	}
	seen := map[string]text{}
	return func(path string) (string, bool) {
		t, ok := seen[path]
		if !ok {
			t.text, t.ok = read(path)
			seen[path] = t
		}
		return t.text, t.ok
	}
}

// after is the program with other texts.
func (p *Program) after(read func(string) (string, bool)) *Program {
	next, files := p.rebodied(read)
	if next != nil {
		return next
	}
	next = p.reload(files, read)
	epoch := next.epoch
	if mended := p.past.mended(p, next, read); mended != nil {
		return mended
	}
	if p.line.newest != epoch { // it was tried
		next = p.reload(files, read)
	}
	return next
}

// rebodied is the program with other texts that differ within bodies; nil: they differ in more. Then
// the files are those that were parsed; nil: others belong to it now.
func (p *Program) rebodied(read func(string) (string, bool)) (*Program, map[string]*file) {
	next := &Program{files: map[string]*file{}, was: p.files, opts: p.opts, read: read, ids: p.ids, missing: p.missing, room: p.room, past: p.past}
	for _, old := range p.order {
		text, ok := read(old.path)
		if !ok {
			return nil, nil
		}
		if text == old.text {
			next.files[old.path] = old
			next.order = append(next.order, old)
			continue
		}
		next.add(old.path, text)
	}
	for path := range p.missing {
		if _, ok := read(path); ok {
			return nil, nil
		}
	}
	next.was = nil
	crate, ok := p.Crate.Rebody(func(f *hir.SourceFile) *hir.SourceFile {
		if n := next.files[f.Path]; n != nil {
			return n.src
		}
		return nil
	})
	if !ok {
		return nil, next.files
	}
	next.Crate = crate.Crate
	epoch := epochs.Add(1)
	next.frame = &frame{store: p.next(crate.Crate, epoch)}
	follows := p.line.begins(epoch, p.epoch)
	gone := map[dep]bool{}
	for _, id := range crate.Published {
		gone[dep{kind: onBody, def: id}] = true
	}
	for _, id := range crate.Declared {
		gone[dep{kind: onDecl, def: id}], gone[dep{kind: onItems}] = true, true
	}
	p.memory.spread(gone)
	closed := p.memory.closed.without(gone, p.memory.deps) // a body that publishes nothing is asked by none
	for _, id := range crate.Bodies {
		gone[dep{kind: onBody, def: id}] = true
	}
	next.memory = p.memory.handed(gone)
	next.memory.closed = closed
	next.memory.moved(next.closureName)
	next.memory.leave(p.epoch, follows)
	return next, nil
}

// reload lowers the crate anew; parsed are files that were parsed already, nil: those of before.
func (p *Program) reload(parsed map[string]*file, read func(string) (string, bool)) *Program {
	before := *p
	if parsed != nil {
		before.files = parsed
	}
	return load(&before, p.order[0].path, p.opts, read)
}

// open reads and parses a file, once; nil: there is none.
func (p *Program) open(path string, read func(string) (string, bool)) *file {
	if f := p.files[path]; f != nil {
		return f
	}
	text, ok := read(path)
	if !ok {
		if p.missing == nil {
			p.missing = map[string]bool{}
		}
		p.missing[path] = true
		return nil
	}
	return p.add(path, text)
}

func (p *Program) add(path, text string) *file {
	f := p.was[path]
	if f == nil {
		f = &file{path: path, text: text, sum: sumOf(text), src: &hir.SourceFile{Path: path, AST: parser.ParseFile(text)}}
	} else if f.text != text {
		f = &file{path: path, text: text, sum: sumOf(text), near: f.table(), src: &hir.SourceFile{Path: path, AST: parser.Reparse(f.src.AST, f.text, text)}}
	}
	p.files[path] = f
	p.order = append(p.order, f)
	return f
}

// Files are the paths of the program's files, the root's first.
func (p *Program) Files() []string {
	var out []string
	for _, f := range p.order {
		out = append(out, f.path)
	}
	return out
}

// Unseen lists what could not be expanded or found, outside of bodies.
func (p *Program) Unseen() []UnknownPart {
	var out []UnknownPart
	for _, u := range p.Crate.Unknown {
		out = append(out, UnknownPart{p.span(u.Span), u.Reason})
	}
	return out
}

// Bodies are the owners of the crate's bodies in source order: fns, consts, statics.
func (p *Program) Bodies() []types.DefID { return p.Crate.Bodies }

// Infer is the inferred types of the body of a definition, nil if it has none.
func (p *Program) Infer(def types.DefID) *infer.Result { return p.infer(def) }

// Thir is the thir of a body and its closures.
func (p *Program) Thir(def types.DefID) []*thir.Body { return p.thir(def) }

// Built is the MIR of a body and its closures as built.
func (p *Program) Built(def types.DefID) []*mir.Body { return p.built(def) }

// Prepared is the MIR that borrowck reads.
func (p *Program) Prepared(def types.DefID) []*mir.Body { return p.prepared(def) }

// Elaborated is the MIR after drop elaboration.
func (p *Program) Elaborated(def types.DefID) []*mir.Body { return p.elaborated(def) }

// Resolve makes a span absolute; false for a span without a place. A span inside an
// expansion is where its text stands.
func (p *Program) Resolve(s source.Span) (FileSpan, bool) {
	if !s.Valid() {
		return FileSpan{}, false
	}
	pl, ok := p.Crate.Place(s.Item)
	if !ok && p.links != nil {
		pl, ok = p.links.place(s.Item)
	}
	if !ok || pl.File == nil {
		return FileSpan{}, false
	}
	return FileSpan{File: pl.File.Path, Start: int(pl.Start + s.Start), End: int(pl.Start + s.End)}, true
}

// Text is the text of a file of the program.
func (p *Program) Text(path string) (string, bool) {
	f := p.files[path]
	if f == nil {
		return "", false
	}
	return f.text, true
}

// Snippet is the text of a span.
func (p *Program) Snippet(s source.Span) (string, bool) {
	fs, ok := p.Resolve(s)
	if !ok {
		return "", false
	}
	text, _ := p.Text(fs.File)
	if fs.Start < 0 || fs.End > len(text) || fs.Start > fs.End {
		return "", false
	}
	return text[fs.Start:fs.End], true
}
