package cargo

import (
	"path/filepath"
	"slices"
	"strings"

	"drop-lsp/syntax/source"
)

// This file: the targets of a package, those that are listed and those that are found
// by where their files are (reference, Cargo Targets, "Target auto-discovery").

// Kind is a kind of target.
type Kind uint8

// The kinds, in the order in which they are analysed.
const (
	Lib Kind = iota
	Bin
	Example
	Test
	Bench
)

// Target is one crate of a package.
type Target struct {
	Kind     Kind
	Name     string // as Cargo has it
	Crate    string // as code has it
	Root     string // its file
	Edition  source.Edition
	Macros   bool     // a library of procedural macros
	Required []string // the features without which it is not built
}

// kinds says where each kind is listed and where it is found.
var kinds = []struct {
	kind      Kind
	key, auto string
	dir       string
}{
	{Bin, "bin", "autobins", "src/bin"},
	{Example, "example", "autoexamples", "examples"},
	{Test, "test", "autotests", "tests"},
	{Bench, "bench", "autobenches", "benches"},
}

// targets lists the targets of a package.
func targets(fs FS, m *Manifest, t, pkg table) ([]Target, error) {
	var out []Target
	if lib := t.table("lib"); lib != nil || pkg.flag("autolib", true) && fs.Exists(filepath.Join(m.Dir, "src/lib.rs")) {
		x := Target{Kind: Lib, Name: lib.str("name"), Root: filepath.Join(m.Dir, "src/lib.rs"), Edition: m.Edition,
			Macros: lib.flag("proc-macro", false) || slices.Contains(lib.strs("crate-type"), "proc-macro")}
		if x.Name == "" {
			x.Name = crateNameOf(m.Name)
		}
		if p := lib.str("path"); p != "" {
			x.Root = filepath.Join(m.Dir, p)
		}
		if err := x.finish(m, lib); err != nil {
			return nil, err
		}
		out = append(out, x)
	}
	for _, k := range kinds {
		found := discovered(fs, filepath.Join(m.Dir, k.dir))
		if k.kind == Bin && fs.Exists(filepath.Join(m.Dir, "src/main.rs")) {
			found = slices.Insert(found, 0, Target{Name: m.Name, Root: filepath.Join(m.Dir, "src/main.rs")})
		}
		listed := t.tables(k.key)
		xs, err := merged(m, k.kind, k.key, listed, found, pkg.flag(k.auto, m.Edition != source.Edition2015 || len(listed) == 0))
		if err != nil {
			return nil, err
		}
		out = append(out, xs...)
	}
	if len(out) == 0 {
		return nil, errorf(m.Path(), "the package has no targets: neither src/lib.rs nor src/main.rs is there")
	}
	return out, nil
}

// merged are the listed targets, and with auto those that were found besides.
func merged(m *Manifest, kind Kind, key string, listed []table, found []Target, auto bool) ([]Target, error) {
	var out []Target
	names := map[string]bool{}
	for _, l := range listed {
		x := Target{Kind: kind, Name: l.str("name"), Edition: m.Edition}
		if x.Name == "" {
			return nil, errorf(m.Path(), "a [[%s]] has no name", key)
		}
		if p := l.str("path"); p != "" {
			x.Root = filepath.Join(m.Dir, p)
		} else if i := slices.IndexFunc(found, func(f Target) bool { return f.Name == x.Name }); i >= 0 {
			x.Root = found[i].Root
		} else {
			return nil, errorf(m.Path(), "the file of the %s `%s` is not to be found", key, x.Name)
		}
		if err := x.finish(m, l); err != nil {
			return nil, err
		}
		names[x.Name] = true
		out = append(out, x)
	}
	for _, x := range found {
		if auto && !names[x.Name] {
			x.Kind, x.Edition = kind, m.Edition
			if err := x.finish(m, nil); err != nil {
				return nil, err
			}
			out = append(out, x)
		}
	}
	return out, nil
}

// finish reads what all kinds of targets may say.
func (x *Target) finish(m *Manifest, t table) error {
	if s := t.str("edition"); s != "" {
		e, ok := editionOf(s)
		if !ok {
			return errorf(m.Path(), "there is no edition %q", s)
		}
		x.Edition = e
	}
	x.Crate = crateNameOf(x.Name)
	x.Required = t.strs("required-features")
	return nil
}

// discovered are the files `NAME.rs` and `NAME/main.rs` of a folder.
func discovered(fs FS, dir string) []Target {
	var out []Target
	for _, e := range fs.List(dir) {
		at := filepath.Join(dir, e.Name)
		switch {
		case strings.HasPrefix(e.Name, "."):
		case e.Dir:
			if root := filepath.Join(at, "main.rs"); fs.Exists(root) {
				out = append(out, Target{Name: e.Name, Root: root})
			}
		case filepath.Ext(e.Name) == ".rs":
			out = append(out, Target{Name: strings.TrimSuffix(e.Name, ".rs"), Root: at})
		}
	}
	return out
}
