package semantics

import (
	"maps"
	"runtime"
	"slices"
	"sync"

	"drop-lsp/semantics/cargo"
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/stdlib"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: the libraries that a program is linked to. They are lowered as the program's
// own crate is, but their bodies are not checked: they are asked only for what another
// crate may know of them. The crates of a workspace share them:
//
//	world    ids of definitions, lowered libraries
//	  ├ links of the library    direct dependencies, answers about all that is linked
//	  └ links of a test         the same, and the library
//
// Those from a registry never change. Of those found by path the texts are looked at before each
// snapshot; where one changed, the programs that are linked to it begin anew.

// world is what the crates of one resolution share.
type world struct {
	ids  *hir.Interner
	like string // the path by which the user spoke of the workspace
	// table and made are what was resolved, so that the same is the same thing (held by Packages' lock).
	table map[string]*cargo.Library
	made  map[string]*links

	mu     sync.Mutex
	next   hir.CrateID
	crates map[string]hir.CrateID // by what a crate is made of
	libs   map[*cargo.Library]*library
	limit  chan struct{} // how many are lowered at a time
}

// library is a lowered one.
type library struct {
	of    *cargo.Library
	deps  map[string]*library
	done  chan struct{} // closed when the rest is there
	crate *hir.Crate
	impls *implIndex
	files []*file
	// missing are the paths at which a module's file was looked for in vain.
	missing map[string]bool
}

func newWorld(like string) *world {
	return &world{ids: hir.NewInterner(), like: like, table: map[string]*cargo.Library{}, made: map[string]*links{}, next: hir.FirstLocal, crates: map[string]hir.CrateID{},
		libs: map[*cargo.Library]*library{}, limit: make(chan struct{}, runtime.GOMAXPROCS(0))}
}

// id is the id of a crate. The world is locked.
func (w *world) id(key string) hir.CrateID {
	id, ok := w.crates[key]
	if !ok {
		id = w.next
		w.next++
		w.crates[key] = id
	}
	return id
}

// links are the libraries of one crate.
type links struct {
	world  *world
	direct cargo.Links
}

// links are those libraries; the same ones for the same.
func (w *world) links(direct cargo.Links) *links {
	k := direct.Key()
	l := w.made[k]
	if l == nil {
		l = &links{w, direct}
		w.made[k] = l
	}
	return l
}

// linked is what a program knows of its libraries.
type linked struct {
	deps    map[string]*hir.Crate // by extern name
	all     map[hir.CrateID]*library
	order   []*library // by id
	answers *answers   // about all of them
}

// link lowers the libraries of a crate, as many at a time as there are processors.
func (l *links) link(read func(string) (string, bool)) *linked {
	out := &linked{deps: map[string]*hir.Crate{}, all: map[hir.CrateID]*library{}, answers: &answers{}}
	var add func(*library)
	add = func(lib *library) {
		<-lib.done
		if out.all[lib.crate.ID] == nil {
			out.all[lib.crate.ID] = lib
			out.order = append(out.order, lib)
			for _, d := range lib.deps {
				add(d)
			}
		}
	}
	for name, lib := range l.world.started(l.direct.Deps, read) {
		add(lib)
		out.deps[name] = out.all[lib.crate.ID].crate
	}
	slices.SortFunc(out.order, func(a, b *library) int { return int(a.crate.ID) - int(b.crate.ID) })
	return out
}

// started begins to lower libraries, all of one state of their texts.
func (w *world) started(of map[string]*cargo.Library, read func(string) (string, bool)) map[string]*library {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := map[string]*library{}
	for _, name := range slices.Sorted(maps.Keys(of)) {
		out[name] = w.start(of[name], read)
	}
	return out
}

// start begins to lower a library, once. The world is locked.
func (w *world) start(of *cargo.Library, read func(string) (string, bool)) *library {
	if lib := w.libs[of]; lib != nil {
		return lib
	}
	lib := &library{of: of, deps: map[string]*library{}, done: make(chan struct{})}
	for _, name := range slices.Sorted(maps.Keys(of.Deps)) {
		lib.deps[name] = w.start(of.Deps[name], read)
	}
	id := w.id(of.Key())
	w.libs[of] = lib
	go func() {
		defer close(lib.done)
		for _, d := range lib.deps {
			<-d.done
		}
		w.limit <- struct{}{}
		defer func() { <-w.limit }()
		lib.lower(w, id, read)
	}()
	return lib
}

// lower lowers a library whose dependencies are lowered.
func (lib *library) lower(w *world, id hir.CrateID, read func(string) (string, bool)) {
	of := lib.of
	root := of.Target.Root
	if of.Local {
		root = written(root, w.like)
	}
	opts := Options{Edition: of.Target.Edition, Cfg: slices.Clone(of.Cfg)}
	for _, f := range of.Features {
		opts.Cfg = append(opts.Cfg, `feature="`+f+`"`)
	}
	p := &Program{files: map[string]*file{}, ids: w.ids}
	f := p.open(root, read)
	if f == nil {
		f = p.add(root, "")
	}
	crates := map[string]*hir.Crate{}
	for name, d := range lib.deps {
		crates[name] = d.crate
	}
	lib.crate = lowerCrate(hir.Input{ID: id, Name: of.Target.Crate, Edition: opts.Edition, Cfg: cfgOf(opts), Root: f.src,
		Load: func(from *hir.SourceFile, inline []string, name, path string) *hir.SourceFile {
			return p.module(from, inline, name, path, read)
		},
		External: stdlib.Load(), Deps: crates, Missing: of.Missing, Interner: w.ids})
	lib.impls = indexImpls(lib.crate)
	lib.files, lib.missing = p.order, p.missing
}

// stale reports whether the texts of a program's libraries changed. Those that did, and all that depend
// on them, are lowered anew when somebody asks for them.
func (w *world) stale(l *linked, read func(string) (string, bool)) bool {
	var changed []*library
	for _, lib := range l.order {
		if lib.of.Local && !lib.fresh(read) {
			changed = append(changed, lib)
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, lib := range changed {
		if w.libs[lib.of] == lib {
			w.drop(lib.of)
		}
	}
	return slices.ContainsFunc(l.order, func(lib *library) bool { return w.libs[lib.of] != lib })
}

// drop lets go of a library and of all that depend on it. The world is locked.
func (w *world) drop(of *cargo.Library) {
	delete(w.libs, of)
	for other := range w.libs {
		for _, d := range other.Deps {
			if d == of {
				w.drop(other)
				break
			}
		}
	}
}

// fresh reports whether all texts are as they were, and no file is there now that was missing.
func (lib *library) fresh(read func(string) (string, bool)) bool {
	for _, f := range lib.files {
		if text, ok := read(f.path); !ok || text != f.text {
			return false
		}
	}
	for path := range lib.missing {
		if _, ok := read(path); ok {
			return false
		}
	}
	return true
}

// crateOf is the crate of a definition; nil: it is none of the program's.
func (s *store) crateOf(id types.DefID) *hir.Crate {
	if s.crate != nil && id.Crate == s.crate.ID {
		return s.crate
	}
	if s.links != nil {
		if lib := s.links.all[id.Crate]; lib != nil {
			return lib.crate
		}
	}
	return nil
}

// foreign reports whether a definition is of a linked library.
func (s *store) foreign(id types.DefID) bool {
	return s.links != nil && id.Crate != s.crate.ID && s.links.all[id.Crate] != nil
}

// RestsOn are the files on which the program rests: its own, and those of its libraries that may change.
func (p *Program) RestsOn() []string {
	out := p.Files()
	if p.links == nil {
		return out
	}
	for _, lib := range p.links.order {
		for _, f := range lib.files {
			if lib.of.Local {
				out = append(out, f.path)
			}
		}
	}
	return out
}

// localID is the id of the program's own crate.
func (l *links) localID(root string) hir.CrateID {
	if l == nil {
		return crateID
	}
	l.world.mu.Lock()
	defer l.world.mu.Unlock()
	return l.world.id("\x00" + root)
}

// place says where the text unit of a library's item stands.
func (l *linked) place(item source.ItemID) (hir.Place, bool) {
	for _, lib := range l.order {
		if pl, ok := lib.crate.Place(item); ok {
			return pl, true
		}
	}
	return hir.Place{}, false
}
