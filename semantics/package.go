package semantics

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"drop-lsp/semantics/cargo"
	"drop-lsp/syntax/source"
)

// This file: which crate a file belongs to. A folder with a Cargo.toml stands for the
// targets of its package or workspace, a file for the target whose modules hold it:
//
//	src/parse.rs, brought in by `mod parse;` in src/lib.rs    the library, with its edition and features
//	scratch.rs, which nothing brings in                       a root by itself, with the package's edition
//	a file outside of any package                             a root by itself

// Unit is a crate to be analysed.
type Unit struct {
	Root    string  // its file
	Options Options // those asked for, with the edition and cfg of its package
	// Only is the file that was asked for, where it is one module of the crate; "": all of it.
	Only string
}

// Choice is what of a package or workspace is meant.
type Choice struct {
	Features          []string
	AllFeatures       bool
	NoDefaultFeatures bool
	Packages          []string
	// Lenient: a feature that a package does not have is left out, as one setting serves many packages.
	Lenient bool
}

// Packages finds the packages of files, and remembers them while nothing that it read of them
// changes. The zero value is ready to use.
type Packages struct {
	mu      sync.Mutex
	folders map[string]*folder // by the folder of the manifest
	homes   map[string]string  // by file, the root of the target that held it last
	worlds  map[string]*world  // by the root of the workspace
}

// folder is what is known of a package's folder.
type folder struct {
	ws  *cargo.Workspace
	pkg *cargo.Manifest // nil: a virtual workspace, or there is none
	err error

	read     *record
	checked  time.Time
	resolved map[string]*cargo.Resolution
}

// recheck is how long what was read is trusted before it is looked at again.
const recheck = 300 * time.Millisecond

// Forget forgets everything: files changed.
func (ps *Packages) Forget() {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	ps.folders = nil
}

// Folder lists the crates of the package or workspace in a folder.
func (ps *Packages) Folder(dir string, opts Options, choice Choice, text func(string) (string, bool)) ([]Unit, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	at := ps.find(abs, text)
	switch {
	case at.err != nil:
		return nil, at.err
	case at.ws == nil || at.pkg == nil && at.ws.Root != abs || at.pkg != nil && at.pkg.Dir != abs:
		return nil, fmt.Errorf("%s: no Cargo.toml in this folder", dir)
	}
	members := []*cargo.Manifest{at.pkg}
	if at.pkg == nil || at.ws.Root == abs {
		members = at.ws.Defaults
	}
	if len(choice.Packages) > 0 {
		members = nil
		for _, name := range choice.Packages {
			m := at.ws.Member(name)
			if m == nil {
				return nil, fmt.Errorf("%s: the workspace has no package `%s`", dir, name)
			}
			members = append(members, m)
		}
	}
	if err := choice.known(members); err != nil {
		return nil, fmt.Errorf("%s: %w", dir, err)
	}
	ps.mu.Lock()
	defer ps.mu.Unlock()
	var out []Unit
	for _, m := range members {
		for i := range m.Targets {
			t := &m.Targets[i]
			b := ps.build(at, members, m, t, opts, choice, dir)
			if b.res.Active(m).Has(t.Required) {
				out = append(out, b.unit())
			}
		}
	}
	return out, nil
}

// File finds the crate that a file is part of. holds says whether the modules of a crate hold the
// file. An error says why its package cannot be read.
func (ps *Packages) File(file string, opts Options, choice Choice, text func(string) (string, bool), holds func(Unit) bool) (Unit, error) {
	alone := Unit{Root: file, Options: opts}
	if opts.Edition != 0 {
		return alone, nil
	}
	if alone.Options.Edition = opts.Otherwise; !filepath.IsAbs(file) && strings.Contains(file, "://") {
		return alone, nil // an editor's text without a file
	}
	abs, err := filepath.Abs(file)
	if err != nil {
		return alone, nil
	}
	at := ps.find(filepath.Dir(abs), text)
	if at.err != nil || at.pkg == nil {
		return alone, at.err
	}
	if err := choice.known([]*cargo.Manifest{at.pkg}); err != nil {
		return alone, fmt.Errorf("%s: %w", at.pkg.Path(), err)
	}
	for _, t := range ps.candidates(at.pkg, abs, text) {
		u := ps.unit(at, t, opts, choice, file)
		if t.Root == abs {
			u.Root = file
			u.Only = file
			return u, nil
		}
		if holds(u) {
			ps.settle(abs, t.Root)
			u.Only = file
			return u, nil
		}
	}
	u := ps.unit(at, &cargo.Target{Kind: cargo.Example, Crate: crateName(file), Root: abs, Edition: at.pkg.Edition}, opts, choice, file)
	u.Root = file
	return u, nil
}

// unit is a target of a folder's package, built as the workspace's default members are.
func (ps *Packages) unit(at *folder, t *cargo.Target, opts Options, choice Choice, like string) Unit {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	return ps.build(at, at.withDefaults(at.pkg), at.pkg, t, opts, choice, like).unit()
}

// withDefaults are the members that are built where a package is: those that are by default, and itself.
func (f *folder) withDefaults(m *cargo.Manifest) []*cargo.Manifest {
	if slices.Contains(f.ws.Defaults, m) {
		return f.ws.Defaults
	}
	return append(slices.Clip(f.ws.Defaults), m)
}

// settle remembers the target that holds a file.
func (ps *Packages) settle(file, root string) {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	if ps.homes == nil {
		ps.homes = map[string]string{}
	}
	ps.homes[file] = root
}

// known is an error if no package has a feature that was asked for.
func (c Choice) known(members []*cargo.Manifest) error {
	if c.Lenient {
		return nil
	}
	for _, f := range c.list() {
		some := slices.ContainsFunc(members, func(m *cargo.Manifest) bool {
			of := c.of(m)
			return slices.ContainsFunc(of.Features, func(g string) bool { return g == f || m.Name+"/"+g == f }) &&
				!slices.ContainsFunc(m.Activate(cargo.Choice{Features: of.Features, NoDefaults: true}).Unknown, func(g string) bool { return g == f || m.Name+"/"+g == f })
		})
		if !some {
			return fmt.Errorf("no package that is meant has the feature `%s`", f)
		}
	}
	return nil
}

// list are the features asked for, which commas or spaces may separate.
func (c Choice) list() []string {
	var out []string
	for _, f := range c.Features {
		out = append(out, strings.FieldsFunc(f, func(r rune) bool { return r == ',' || r == ' ' })...)
	}
	return out
}

// of is what is asked of one package; `NAME/feature` means the package of that name.
func (c Choice) of(m *cargo.Manifest) cargo.Choice {
	out := cargo.Choice{All: c.AllFeatures, NoDefaults: c.NoDefaultFeatures}
	for _, f := range c.list() {
		if name, of, ok := strings.Cut(f, "/"); ok && name == m.Name {
			f = of
		}
		if c.Lenient && len(m.Activate(cargo.Choice{Features: []string{f}, NoDefaults: true}).Unknown) > 0 {
			continue
		}
		out.Features = append(out.Features, f)
	}
	return out
}

// build is what goes into a unit.
type build struct {
	res   *cargo.Resolution
	world *world
	pkg   *cargo.Manifest
	t     *cargo.Target
	opts  Options
	dev   bool
	like  string
}

// build resolves what a target needs, where some members are built; like is how the user spoke of it.
func (ps *Packages) build(at *folder, members []*cargo.Manifest, m *cargo.Manifest, t *cargo.Target, opts Options, choice Choice, like string) build {
	b := build{pkg: m, t: t, opts: opts, like: like}
	b.dev = opts.Test || t.Kind > cargo.Bin
	key := at.ws.Root
	if !filepath.IsAbs(like) {
		key = "./" + key
	}
	if ps.worlds == nil {
		ps.worlds = map[string]*world{}
	}
	if b.world = ps.worlds[key]; b.world == nil {
		b.world = newWorld(like)
		ps.worlds[key] = b.world
	}
	key = fmt.Sprint(choice, b.dev, filepath.IsAbs(like))
	for _, m := range members {
		key += "\n" + m.Dir
	}
	if b.res = at.resolved[key]; b.res == nil {
		b.res = at.ws.Resolve(cargo.Request{Members: members, Dev: b.dev, Choice: choice.of, Home: cargo.Home(), Table: b.world.table,
			Platform: cargo.Platform{Triple: "x86_64-unknown-linux-gnu", Cfg: cfgOf(Options{})}})
		at.resolved[key] = b.res
	}
	return b
}

// unit is the target with the options of its package.
func (b build) unit() Unit {
	o := b.opts
	o.Cfg = slices.Clone(o.Cfg)
	for _, f := range b.res.Active(b.pkg).List() {
		o.Cfg = append(o.Cfg, `feature="`+f+`"`)
	}
	o.Cfg = append(o.Cfg, b.res.Script(b.pkg)...)
	if o.Edition == 0 {
		o.Edition = b.t.Edition
	}
	o.Crate, o.macros = b.t.Crate, b.t.Macros
	o.Test = o.Test || b.t.Kind == cargo.Test || b.t.Kind == cargo.Bench
	o.links = b.world.links(b.res.Links(b.pkg, b.t, b.dev))
	return Unit{Root: written(b.t.Root, b.like), Options: o}
}

// written is an absolute path as the user would write it, who wrote like.
func written(path, like string) string {
	if filepath.IsAbs(like) {
		return path
	}
	if dir, err := os.Getwd(); err == nil {
		if rel, err := filepath.Rel(dir, path); err == nil {
			return rel
		}
	}
	return path
}

// candidates are the targets that may hold a file: the one that is it, the one that held it last, those
// in or above whose folder it lies, and those that bring in files by path.
func (ps *Packages) candidates(m *cargo.Manifest, file string, text func(string) (string, bool)) []*cargo.Target {
	ps.mu.Lock()
	home := ps.homes[file]
	ps.mu.Unlock()
	var out, paths []*cargo.Target
	for i := range m.Targets {
		t := &m.Targets[i]
		if t.Root == file {
			return []*cargo.Target{t}
		}
		root, _ := cargo.Disk{Text: text}.Read(t.Root)
		switch {
		case t.Root == home:
			out = slices.Insert(out, 0, t)
		case strings.HasPrefix(file, filepath.Dir(t.Root)+string(filepath.Separator)) && outlined.MatchString(root):
			out = append(out, t)
		case pathAttr.MatchString(root):
			paths = append(paths, t)
		}
	}
	return append(out, paths...)
}

// outlined finds a `mod name;`, in macros too; pathAttr a #[path].
var (
	outlined = regexp.MustCompile(`\bmod\s+[$#\w]+\s*;`)
	pathAttr = regexp.MustCompile(`\bpath\s*=`)
)

// find is the package that a folder lies in.
func (ps *Packages) find(dir string, text func(string) (string, bool)) *folder {
	ps.mu.Lock()
	defer ps.mu.Unlock()
	disk := cargo.Disk{Text: text}
	at := cargo.FindPackage(disk, filepath.Join(dir, "x.rs"))
	if at == "" {
		return &folder{}
	}
	if f := ps.folders[at]; f != nil {
		if time.Since(f.checked) < recheck {
			return f
		}
		if f.read.holds(disk) {
			f.checked = time.Now()
			return f
		}
	}
	f := &folder{checked: time.Now(), resolved: map[string]*cargo.Resolution{},
		read: &record{fs: disk, fixed: cargo.Home(), texts: map[string]string{}, there: map[string]bool{}, lists: map[string][]cargo.Entry{}}}
	f.ws, f.pkg, f.err = cargo.Load(f.read, at)
	if ps.folders == nil {
		ps.folders = map[string]*folder{}
	}
	ps.folders[at] = f
	return f
}

// record is what was read, so that it can be told whether it would be read again.
type record struct {
	fs    cargo.FS
	fixed string // a folder in which nothing changes: Cargo's own
	texts map[string]string
	there map[string]bool
	lists map[string][]cargo.Entry
}

var _ cargo.FS = (*record)(nil)

// Read is a file's text.
func (r *record) Read(path string) (string, bool) {
	text, ok := r.fs.Read(path)
	if r.isFixed(path) {
		return text, ok
	}
	if r.there[path] = ok; ok {
		r.texts[path] = text
	}
	return text, ok
}

// Exists reports whether there is such a file.
func (r *record) Exists(path string) bool {
	ok := r.fs.Exists(path)
	if !r.isFixed(path) {
		r.there[path] = ok
	}
	return ok
}

// List is what a folder holds.
func (r *record) List(dir string) []cargo.Entry {
	es := r.fs.List(dir)
	if !r.isFixed(dir) {
		r.lists[dir] = es
	}
	return es
}

func (r *record) isFixed(path string) bool {
	return r.fixed != "" && strings.HasPrefix(path, r.fixed+string(filepath.Separator))
}

// holds reports whether all of it is still as it was.
func (r *record) holds(fs cargo.FS) bool {
	for path, was := range r.texts {
		if now, ok := fs.Read(path); !ok || now != was {
			return false
		}
	}
	for path, was := range r.there {
		if _, read := r.texts[path]; !read && fs.Exists(path) != was {
			return false
		}
	}
	for dir, was := range r.lists {
		if !slices.Equal(fs.List(dir), was) {
			return false
		}
	}
	return true
}

// editionOr is an edition, or 2021 where none is said.
func editionOr(e source.Edition) source.Edition {
	if e == 0 {
		return source.Edition2021
	}
	return e
}
