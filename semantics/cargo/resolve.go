package cargo

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"drop-lsp/syntax/source"
)

// This file: the libraries that the crates of a workspace are linked to, each with its
// features. A package that several depend on is built once, with the features that any
// of them asks for (reference, Features, "Feature unification"):
//
//	app → log (std)     app → net → log (kv)      log is built with std and kv
//
// Procedural macros run on the host and are not linked; build scripts are not run.

// Library is a library with its dependencies.
type Library struct {
	Package  *Manifest
	Target   *Target
	Features []string
	Cfg      []string // set by its build script
	Local    bool     // found by path: its files may change
	Links
}

// Links are what the code of a crate may name: libraries by their extern names.
type Links struct {
	Deps map[string]*Library
	// Missing are the dependencies that are not to be had: not downloaded, procedural macros, or of
	// an unknown configuration.
	Missing map[string]bool
}

// Request is what is to be resolved.
type Request struct {
	Members  []*Manifest // what is built
	Dev      bool        // with their dev-dependencies
	Choice   func(*Manifest) Choice
	Platform Platform
	Home     string // Cargo's folder
	// Table holds the libraries of all resolutions that share it: what is made of the same is the same.
	Table map[string]*Library
}

// Resolution are the libraries of a request.
type Resolution struct {
	w    *Workspace
	req  Request
	lock lock
	src  *sources

	found  map[string]*Manifest // by folder
	local  map[string]bool      // folders found by path
	asked  map[string]*Choice   // by folder
	active map[string]*Active
	libs   map[string]*Library
	target string
	patch  map[string]string // folders of patched packages, by name
}

// Resolve finds the libraries that members of the workspace need.
func (w *Workspace) Resolve(req Request) *Resolution {
	r := &Resolution{w: w, req: req, lock: readLock(w.fs, w.Root), src: sourcesOf(w.fs, req.Home, w.Root),
		found: map[string]*Manifest{}, local: map[string]bool{}, asked: map[string]*Choice{}, active: map[string]*Active{},
		libs: map[string]*Library{}, target: targetDir(w.fs, w.Root), patch: map[string]string{}}
	for _, m := range w.Members {
		r.found[m.Dir], r.local[m.Dir] = m, true
	}
	for _, source := range sorted(w.whole.table("patch")) {
		of := w.whole.table("patch").table(source)
		for _, key := range sorted(of) {
			if d := tabled(w.Root, key, of.table(key)); d.Path != "" {
				r.patch[d.Package] = d.Path
			}
		}
	}
	var todo []*Manifest
	for _, m := range req.Members {
		c := req.Choice(m)
		r.asked[m.Dir] = &c
		todo = append(todo, m)
	}
	roots, old := slices.Clone(todo), w.resolver() == "1"
	for len(todo) > 0 {
		m := todo[0]
		todo = todo[1:]
		a := m.Activate(*r.asked[m.Dir])
		r.active[m.Dir] = a
		for i := range m.Deps {
			d := &m.Deps[i]
			if !r.needs(m, d, a, (req.Dev || old) && slices.Contains(roots, m)) && !(old && d.Kind == BuildDep && a.Enabled(d)) {
				continue
			}
			if of := r.find(m, d); of != nil && (old || !of.macros()) && r.ask(of, d, a) {
				todo = append(todo, of)
			}
		}
	}
	return r
}

// resolver is the version of Cargo's resolver: from 2 on, what the host and the target need is told apart.
func (w *Workspace) resolver() string {
	for _, t := range []table{w.table, w.whole.table("package")} {
		if s := t.str("resolver"); s != "" {
			return s
		}
	}
	if w.Package != nil && w.Package.Edition >= source.Edition2021 {
		return "2"
	}
	return "1"
}

// macros reports whether a package's library is one of procedural macros.
func (m *Manifest) macros() bool {
	lib := m.Lib()
	return lib != nil && lib.Macros
}

// targetDir is where Cargo builds.
func targetDir(fs FS, root string) string {
	if d := os.Getenv("CARGO_TARGET_DIR"); d != "" {
		return d
	}
	if text, ok := fs.Read(filepath.Join(root, ".cargo", "config.toml")); ok {
		if t, err := parseTOML("", text); err == nil && t.table("build").str("target-dir") != "" {
			d := t.table("build").str("target-dir")
			if !filepath.IsAbs(d) {
				d = filepath.Join(root, d)
			}
			return d
		}
	}
	return filepath.Join(root, "target")
}

// needs reports whether a dependency is linked.
func (r *Resolution) needs(_ *Manifest, d *Dependency, a *Active, dev bool) bool {
	return (d.Kind == Normal || d.Kind == Dev && dev) && a.Enabled(d) && r.req.Platform.Matches(d.Platform)
}

// ask adds what a dependency asks of a package; it reports whether that is more than before.
func (r *Resolution) ask(of *Manifest, d *Dependency, a *Active) bool {
	c := r.asked[of.Dir]
	more := c == nil
	if more {
		c = &Choice{NoDefaults: true}
		r.asked[of.Dir] = c
	}
	if d.Defaults && c.NoDefaults {
		c.NoDefaults, more = false, true
	}
	for _, f := range append(slices.Clone(d.Features), a.Of[d.Key]...) {
		if !slices.Contains(c.Features, f) {
			c.Features, more = append(c.Features, f), true
		}
	}
	return more
}

// find is the package of a dependency; nil: it is not to be had.
func (r *Resolution) find(from *Manifest, d *Dependency) *Manifest {
	dir, local := d.Path, d.Path != ""
	if dir == "" {
		switch l := r.lock.dependency(from, d); {
		case l != nil && l.source == "" && r.patch[d.Package] != "":
			dir, local = r.patch[d.Package], true
		case l != nil:
			dir = r.src.find(l.name, l.version, l.source)
		case len(r.lock) == 0 && d.Git == "":
			if p := r.patch[d.Package]; p != "" {
				dir, local = p, true
			} else if v := r.src.newest(d.Package, d.Version); v != "" {
				dir = r.src.find(d.Package, v, "")
			}
		}
	}
	if dir == "" {
		return nil
	}
	if m, ok := r.found[dir]; ok {
		return m
	}
	m := r.read(dir, local || d.Git != "")
	r.found[dir], r.local[dir] = m, local
	return m
}

// read reads a package; one with a workspace of its own inherits from that.
func (r *Resolution) read(dir string, workspace bool) *Manifest {
	if workspace {
		if t, err := readTable(r.w.fs, dir); err == nil {
			if ws, err := findWorkspace(r.w.fs, dir, t); err == nil {
				if m, err := ws.manifest(dir); err == nil {
					return m
				}
			}
		}
		return nil
	}
	t, err := readTable(r.w.fs, dir)
	if err != nil {
		return nil
	}
	m, err := manifest(r.w.fs, dir, t, nil, "")
	if err != nil {
		return nil
	}
	return m
}

// Active are the features of a member.
func (r *Resolution) Active(m *Manifest) *Active {
	if a := r.active[m.Dir]; a != nil {
		return a
	}
	return m.Activate(r.req.Choice(m))
}

// Script are the cfgs that a package's build script set, as far as that is known.
func (r *Resolution) Script(m *Manifest) []string {
	cfg, _ := scriptCfg(r.w.fs, m, r.target)
	return cfg
}

// Links are what a target of a member may name; with dev its dev-dependencies too.
func (r *Resolution) Links(m *Manifest, t *Target, dev bool) Links {
	out := r.links(m, dev || t.Kind > Bin)
	if lib := m.Lib(); lib != nil && t.Kind != Lib {
		out.add(lib.Crate, r.library(m, nil))
	}
	return out
}

func (l *Links) add(name string, lib *Library) {
	if lib == nil {
		l.Missing[name] = true
		return
	}
	l.Deps[name] = lib
}

func (r *Resolution) links(m *Manifest, dev bool) Links {
	out := Links{Deps: map[string]*Library{}, Missing: map[string]bool{}}
	a := r.Active(m)
	for i := range m.Deps {
		d := &m.Deps[i]
		if !r.needs(m, d, a, dev) {
			continue
		}
		name := crateNameOf(d.Key)
		of := r.find(m, d)
		var lib *Library
		if of != nil {
			if t := of.Lib(); t != nil && !d.Renamed() {
				name = t.Crate
			}
			lib = r.library(of, m)
		}
		out.add(name, lib)
	}
	return out
}

// library is a package's library; nil: it has none, or none that can be analysed.
func (r *Resolution) library(m, _ *Manifest) *Library {
	if l, ok := r.libs[m.Dir]; ok {
		return l
	}
	r.libs[m.Dir] = nil // what depends on itself is not to be had
	t := m.Lib()
	if t == nil || t.Macros {
		return nil
	}
	cfg, known := scriptCfg(r.w.fs, m, r.target)
	if !known {
		return nil
	}
	l := &Library{Package: m, Target: t, Features: r.Active(m).List(), Cfg: cfg, Local: r.local[m.Dir], Links: r.links(m, false)}
	if same := r.req.Table[l.Key()]; same != nil {
		l = same
	}
	r.req.Table[l.Key()], r.libs[m.Dir] = l, l
	return l
}

// Key says what a library is made of: the same key, the same library.
func (l *Library) Key() string {
	return fmt.Sprintln(l.Target.Root, l.Target.Edition, l.Target.Crate, l.Features, l.Cfg, l.Local) + l.Links.Key()
}

// Key says what the links are.
func (l Links) Key() string {
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(l.Deps)) {
		fmt.Fprintf(&b, "%s=%p\n", name, l.Deps[name])
	}
	fmt.Fprintln(&b, slices.Sorted(maps.Keys(l.Missing)))
	return b.String()
}
