package main

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/BurntSushi/toml"
)

// This file: the crates that are compared, and what Cargo would tell rustc about each.

//go:embed crates.txt
var list string

// listed are the lines of crates.txt: a crate's name and version.
func listed() (out [][2]string) {
	for line := range strings.Lines(list) {
		if f := strings.Fields(line); len(f) == 2 {
			out = append(out, [2]string{f[0], f[1]})
		}
	}
	return out
}

// crate is a downloaded library.
type crate struct {
	Name, Root string // Root: the path of its lib.rs
	Edition    int
	Features   []string
}

// crates are the listed ones that are downloaded.
func crates(cache string) (out []crate, err error) {
	for _, l := range listed() {
		c, err := open(filepath.Join(cache, "vendor", l[0]))
		if err != nil {
			return nil, fmt.Errorf("no %s (-fetch downloads it): %w", l[0], err)
		}
		out = append(out, c)
	}
	return out, nil
}

// manifest is what is read of a Cargo.toml.
type manifest struct {
	Package struct {
		Name    string
		Edition string
	}
	Lib          struct{ Path string }
	Features     map[string][]string
	Dependencies map[string]struct{ Optional bool }
}

func open(folder string) (crate, error) {
	var m manifest
	if _, err := toml.DecodeFile(filepath.Join(folder, "Cargo.toml"), &m); err != nil {
		return crate{}, err
	}
	c := crate{Name: m.Package.Name, Root: filepath.Join(folder, "src", "lib.rs"), Edition: 2015}
	if m.Lib.Path != "" {
		c.Root = filepath.Join(folder, m.Lib.Path)
	}
	_, _ = fmt.Sscan(m.Package.Edition, &c.Edition)
	if _, err := os.Stat(c.Root); err != nil {
		return crate{}, err
	}
	if on, alone := m.closure("default"); alone {
		c.Features = on
	}
	return c, nil
}

// closure are the features that a feature turns on, itself among them; alone is false where one brings a crate in.
func (m manifest) closure(feature string) (on []string, alone bool) {
	alone = true
	var visit func(f string)
	visit = func(f string) {
		_, isFeature := m.Features[f]
		switch {
		case slices.Contains(on, f):
		case isFeature:
			on = append(on, f)
			for _, g := range m.Features[f] {
				visit(g)
			}
		case strings.HasSuffix(f, "?"), strings.Contains(f, "?/"): // only where the crate is there
		case f != "default":
			alone = false
		}
	}
	visit(feature)
	return on, alone
}
