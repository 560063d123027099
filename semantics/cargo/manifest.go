package cargo

import (
	"path/filepath"
	"strings"

	"drop-lsp/syntax/source"
)

// This file: one package's manifest.

// Manifest is the Cargo.toml of a package.
type Manifest struct {
	Dir     string
	Name    string
	Version string
	Edition source.Edition
	Targets []Target
	Deps    []Dependency
	// Features are those that the manifest lists, with what each enables.
	Features map[string][]string
	Build    string // the build script; "": none
	Links    bool   // it names a native library, whose build may be overridden
}

// Path is the manifest's file.
func (m *Manifest) Path() string { return filepath.Join(m.Dir, "Cargo.toml") }

// Lib is the package's library; nil: it has none.
func (m *Manifest) Lib() *Target {
	for i := range m.Targets {
		if m.Targets[i].Kind == Lib {
			return &m.Targets[i]
		}
	}
	return nil
}

// editionOf reads an edition's name.
func editionOf(s string) (source.Edition, bool) {
	e, ok := map[string]source.Edition{"2015": source.Edition2015, "2018": source.Edition2018,
		"2021": source.Edition2021, "2024": source.Edition2024}[s]
	return e, ok
}

// manifest makes a package of its table; ws is the table of its workspace, nil: none, in wsDir.
func manifest(fs FS, dir string, t table, ws table, wsDir string) (*Manifest, error) {
	path := filepath.Join(dir, "Cargo.toml")
	pkg := t.table("package")
	if pkg == nil {
		pkg = t.table("project")
	}
	m := &Manifest{Dir: dir, Name: pkg.str("name"), Features: map[string][]string{}}
	if m.Name == "" {
		return nil, errorf(path, "the package has no name")
	}
	shared := ws.table("package")
	inherited := func(key string) (string, error) {
		if !pkg.inherits(key) {
			return pkg.str(key), nil
		}
		if s := shared.str(key); s != "" {
			return s, nil
		}
		return "", errorf(path, "package.%s is to be inherited, but workspace.package.%s is not there", key, key)
	}
	var err error
	if m.Version, err = inherited("version"); err != nil {
		return nil, err
	}
	edition, err := inherited("edition")
	if err != nil {
		return nil, err
	}
	m.Edition = source.Edition2015 // reference, manifest: the edition field
	if edition != "" {
		e, ok := editionOf(edition)
		if !ok {
			return nil, errorf(path, "there is no edition %q", edition)
		}
		m.Edition = e
	}
	for name := range t.table("features") {
		m.Features[name] = t.table("features").strs(name)
	}
	if m.Deps, err = dependencies(path, dir, t, ws, wsDir); err != nil {
		return nil, err
	}
	m.Build = buildScript(fs, dir, pkg)
	m.Links = pkg.str("links") != ""
	if m.Targets, err = targets(fs, m, t, pkg); err != nil {
		return nil, err
	}
	return m, nil
}

// buildScript is the package's build script.
func buildScript(fs FS, dir string, pkg table) string {
	switch b := pkg.get("build").(type) {
	case string:
		return filepath.Join(dir, b)
	case bool:
		if !b {
			return ""
		}
	}
	if p := filepath.Join(dir, "build.rs"); fs.Exists(p) {
		return p
	}
	return ""
}

// crateNameOf is a package's or target's name as code has it.
func crateNameOf(name string) string { return strings.ReplaceAll(name, "-", "_") }
