package cargo

import (
	"path/filepath"
	"slices"
	"strings"
)

// This file: the workspace of a package: who belongs to it, and what its members
// inherit (reference, Workspaces).

// Workspace is a workspace, or a package without one, which is as good as a workspace of its own.
type Workspace struct {
	Root    string // its folder
	Members []*Manifest
	// Package is the package of the root folder; nil: there is none (a virtual workspace).
	Package *Manifest
	// Defaults are the members that are meant where none is named.
	Defaults []*Manifest

	fs     FS
	table  table // [workspace]; nil: none
	whole  table // the root's manifest
	loaded map[string]*Manifest
}

// FindPackage is the nearest folder around a file that has a Cargo.toml; "": none has one.
func FindPackage(fs FS, file string) string {
	for dir := filepath.Dir(file); ; dir = filepath.Dir(dir) {
		if fs.Exists(filepath.Join(dir, "Cargo.toml")) {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
	}
}

// Load reads the workspace of the manifest in a folder, and the manifest's own package; nil: the
// manifest is that of a virtual workspace.
func Load(fs FS, dir string) (*Workspace, *Manifest, error) {
	dir = filepath.Clean(dir)
	own, err := readTable(fs, dir)
	if err != nil {
		return nil, nil, err
	}
	ws, err := findWorkspace(fs, dir, own)
	if err != nil {
		return nil, nil, err
	}
	hasPackage := own.table("package") != nil || own.table("project") != nil
	if !hasPackage && ws.Root != dir || !hasPackage && ws.table == nil {
		return nil, nil, errorf(filepath.Join(dir, "Cargo.toml"), "neither a [package] nor a [workspace]")
	}
	var m *Manifest
	if hasPackage {
		if m, err = ws.manifest(dir); err != nil {
			return nil, nil, err
		}
	}
	if err := ws.readMembers(m); err != nil {
		return nil, nil, err
	}
	return ws, m, nil
}

func readTable(fs FS, dir string) (table, error) {
	path := filepath.Join(dir, "Cargo.toml")
	text, ok := fs.Read(path)
	if !ok {
		return nil, errorf(path, "no such file")
	}
	return parseTOML(path, text)
}

// findWorkspace is the workspace to which the manifest in a folder belongs: the one that it names,
// the nearest around it that does not exclude it, or itself.
func findWorkspace(fs FS, dir string, own table) (*Workspace, error) {
	alone := &Workspace{Root: dir, fs: fs, table: own.table("workspace"), whole: own, loaded: map[string]*Manifest{}}
	if alone.table != nil {
		return alone, nil
	}
	pkg := own.table("package")
	if named := pkg.str("workspace"); named != "" {
		root := filepath.Join(dir, named)
		t, err := readTable(fs, root)
		if err != nil {
			return nil, err
		}
		return &Workspace{Root: root, fs: fs, table: t.table("workspace"), whole: t, loaded: alone.loaded}, nil
	}
	for up := filepath.Dir(dir); ; up = filepath.Dir(up) {
		if t, err := readTable(fs, up); err == nil && t.table("workspace") != nil {
			ws := &Workspace{Root: up, fs: fs, table: t.table("workspace"), whole: t, loaded: alone.loaded}
			if !ws.excludes(dir) {
				return ws, nil
			}
			return alone, nil
		}
		if up == filepath.Dir(up) {
			return alone, nil
		}
	}
}

// excludes reports whether a folder lies in an excluded one, and no member names it.
func (w *Workspace) excludes(dir string) bool {
	for _, e := range w.table.strs("exclude") {
		if under(dir, filepath.Join(w.Root, e)) {
			for _, m := range w.table.strs("members") {
				if filepath.Join(w.Root, m) == dir {
					return false
				}
			}
			return true
		}
	}
	return false
}

func under(path, dir string) bool {
	return path == dir || strings.HasPrefix(path, dir+string(filepath.Separator))
}

// manifest is the package in a folder, read once.
func (w *Workspace) manifest(dir string) (*Manifest, error) {
	if m := w.loaded[dir]; m != nil {
		return m, nil
	}
	t := w.whole
	if dir != w.Root {
		var err error
		if t, err = readTable(w.fs, dir); err != nil {
			return nil, err
		}
	}
	m, err := manifest(w.fs, dir, t, w.table, w.Root)
	if err == nil {
		w.loaded[dir] = m
	}
	return m, err
}

// readMembers finds the members: the root's package, those listed, and what they depend on by path
// inside the workspace's folder. A member that cannot be read is an error, as for Cargo.
func (w *Workspace) readMembers(own *Manifest) error {
	seen := map[string]bool{}
	var add func(dir string) error
	add = func(dir string) error {
		if seen[dir] {
			return nil
		}
		seen[dir] = true
		m, err := w.manifest(dir)
		if err != nil {
			return err
		}
		w.Members = append(w.Members, m)
		for i := range m.Deps {
			if d := &m.Deps[i]; d.Path != "" && under(d.Path, w.Root) && !w.excludes(d.Path) && w.table != nil && w.fs.Exists(filepath.Join(d.Path, "Cargo.toml")) {
				if err := add(d.Path); err != nil {
					return err
				}
			}
		}
		return nil
	}
	if w.whole.table("package") != nil || w.whole.table("project") != nil {
		if err := add(w.Root); err != nil {
			return err
		}
		w.Package = w.loaded[w.Root]
	}
	for _, dir := range w.listed("members") {
		if err := add(dir); err != nil {
			return err
		}
	}
	if own != nil && !seen[own.Dir] {
		if err := add(own.Dir); err != nil {
			return err
		}
	}
	w.Defaults = w.defaults()
	return nil
}

// defaults are `default-members`, else the root's package, else all.
func (w *Workspace) defaults() []*Manifest {
	var out []*Manifest
	for _, dir := range w.listed("default-members") {
		if m := w.loaded[dir]; m != nil {
			out = append(out, m)
		}
	}
	switch {
	case len(out) > 0:
		return out
	case w.Package != nil:
		return []*Manifest{w.Package}
	}
	return w.Members
}

// listed are the folders with a manifest that a list of the workspace names, globs spread out.
func (w *Workspace) listed(key string) []string {
	var out []string
	for _, pattern := range w.table.strs(key) {
		pattern = strings.TrimSuffix(filepath.ToSlash(pattern), "/")
		glob := strings.ContainsAny(pattern, "*?[")
		for _, dir := range spread(w.fs, w.Root, strings.Split(pattern, "/")) {
			has := w.fs.Exists(filepath.Join(dir, "Cargo.toml"))
			if (glob && (!has || w.excludes(dir))) || slices.Contains(out, dir) {
				continue
			}
			out = append(out, dir)
		}
	}
	return out
}

// spread are the folders that a pattern's parts name below dir.
func spread(fs FS, dir string, parts []string) []string {
	if len(parts) == 0 {
		return []string{dir}
	}
	if parts[0] == "**" {
		out := spread(fs, dir, parts[1:])
		for _, e := range fs.List(dir) {
			if e.Dir && !strings.HasPrefix(e.Name, ".") && e.Name != "target" {
				out = append(out, spread(fs, filepath.Join(dir, e.Name), parts)...)
			}
		}
		return out
	}
	if !strings.ContainsAny(parts[0], "*?[") {
		return spread(fs, filepath.Join(dir, parts[0]), parts[1:])
	}
	var out []string
	for _, e := range fs.List(dir) {
		if ok, _ := filepath.Match(parts[0], e.Name); ok && e.Dir {
			out = append(out, spread(fs, filepath.Join(dir, e.Name), parts[1:])...)
		}
	}
	return out
}

// Member is the member of a name; nil: there is none.
func (w *Workspace) Member(name string) *Manifest {
	for _, m := range w.Members {
		if m.Name == name {
			return m
		}
	}
	return nil
}
