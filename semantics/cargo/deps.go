package cargo

import (
	"path/filepath"
	"slices"
	"strings"
)

// This file: the dependencies that a manifest lists (reference, Specifying Dependencies).

// DepKind says what needs a dependency.
type DepKind uint8

// The kinds.
const (
	Normal   DepKind = iota
	Dev              // examples, tests and benches
	BuildDep         // the build script
)

// Dependency is one entry of a table of dependencies.
type Dependency struct {
	Key      string // its name in the manifest
	Package  string // the name of the package
	Kind     DepKind
	Platform string // "": every one
	Optional bool
	// Defaults: with its default features.
	Defaults bool
	Features []string
	Version  string // the requirement; "": any
	Path     string // its folder; "": not by path
	Git      string // its repository; "": not by one
}

// Renamed reports whether code calls it by the manifest's name for it, not by its own.
func (d *Dependency) Renamed() bool { return d.Key != d.Package }

// dependencies reads all tables of dependencies.
func dependencies(path, dir string, t, ws table, wsDir string) ([]Dependency, error) {
	var out []Dependency
	read := func(t table, platform string) error {
		for _, k := range []struct {
			key  string
			kind DepKind
		}{{"dependencies", Normal}, {"dev-dependencies", Dev}, {"build-dependencies", BuildDep}} {
			deps := t.table(k.key)
			for _, name := range sorted(deps) {
				d, err := dependency(path, dir, name, deps, ws, wsDir)
				if err != nil {
					return err
				}
				d.Kind, d.Platform = k.kind, platform
				out = append(out, d)
			}
		}
		return nil
	}
	if err := read(t, ""); err != nil {
		return nil, err
	}
	per := t.table("target")
	for _, platform := range sorted(per) {
		if err := read(per.table(platform), platform); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// dependency reads one: a version, a table, or what the workspace says of it, to which features are added.
func dependency(path, dir, name string, deps, ws table, wsDir string) (Dependency, error) {
	if v := deps.str(name); v != "" {
		return Dependency{Key: name, Package: name, Defaults: true, Version: v}, nil
	}
	t := deps.table(name)
	if t == nil {
		return Dependency{}, errorf(path, "the dependency `%s` is neither a version nor a table", name)
	}
	if !t.flag("workspace", false) {
		return tabled(dir, name, t), nil
	}
	shared := ws.table("dependencies")
	if shared.get(name) == nil {
		return Dependency{}, errorf(path, "the dependency `%s` is to be inherited, but workspace.dependencies has none of that name", name)
	}
	d := Dependency{Key: name, Package: name, Defaults: true, Version: shared.str(name)}
	if of := shared.table(name); of != nil {
		d = tabled(wsDir, name, of)
	}
	d.Features = append(slices.Clip(d.Features), t.strs("features")...)
	d.Optional = t.flag("optional", false)
	d.Defaults = d.Defaults || t.flag("default-features", false)
	return d, nil
}

// tabled reads the long form; paths in it are relative to dir.
func tabled(dir, name string, t table) Dependency {
	d := Dependency{Key: name, Package: t.str("package"), Optional: t.flag("optional", false), Defaults: t.flag("default-features", true),
		Features: t.strs("features"), Version: t.str("version"), Git: t.str("git")}
	if d.Package == "" {
		d.Package = name
	}
	if p := t.str("path"); p != "" {
		d.Path = filepath.Join(dir, p)
	}
	return d
}

// sorted are the keys of a table.
func sorted(t table) []string {
	var out []string
	for k := range t {
		out = append(out, k)
	}
	slices.SortFunc(out, strings.Compare)
	return out
}
