package cargo

import (
	"os"
	"path/filepath"
	"strings"
)

// This file: where the sources of dependencies are on this machine: those that Cargo has
// downloaded, and those that are vendored. Nothing is downloaded.

// Home is Cargo's folder.
func Home() string {
	if h := os.Getenv("CARGO_HOME"); h != "" {
		return h
	}
	h, err := os.UserHomeDir()
	if err != nil {
		return ""
	}
	return filepath.Join(h, ".cargo")
}

// sources finds packages by name, version and the source that the lock file names.
type sources struct {
	fs       FS
	registry []string            // folders with a folder NAME-VERSION for each package
	vendored []string            // folders that replace sources, a folder for each package
	byFolder map[string][]string // what is in them
	git      string
}

// sourcesOf reads the configuration that holds in a workspace.
func sourcesOf(fs FS, home, root string) *sources {
	s := &sources{fs: fs, git: filepath.Join(home, "git", "checkouts"), byFolder: map[string][]string{}}
	src := filepath.Join(home, "registry", "src")
	for _, e := range fs.List(src) {
		if e.Dir {
			s.registry = append(s.registry, filepath.Join(src, e.Name))
		}
	}
	for dir := root; ; dir = filepath.Dir(dir) {
		s.config(dir, filepath.Join(dir, ".cargo"))
		if dir == filepath.Dir(dir) {
			break
		}
	}
	s.config(home, home)
	return s
}

// config reads the folders that replace sources; relative ones are relative to dir.
func (s *sources) config(dir, at string) {
	for _, name := range []string{"config.toml", "config"} {
		text, ok := s.fs.Read(filepath.Join(at, name))
		if !ok {
			continue
		}
		t, err := parseTOML(name, text)
		if err != nil {
			continue
		}
		all := t.table("source")
		for _, from := range sorted(all) {
			to := all.table(from).str("replace-with")
			if d := all.table(to).str("directory"); to != "" && d != "" {
				if !filepath.IsAbs(d) {
					d = filepath.Join(dir, d)
				}
				s.vendored = append(s.vendored, d)
			}
		}
		return
	}
}

// find is the folder of a package; "": it is not there.
func (s *sources) find(name, version, source string) string {
	for _, dir := range s.vendored {
		for _, folder := range []string{name + "-" + version, name} {
			at := filepath.Join(dir, folder)
			if t, err := readTable(s.fs, at); err == nil && t.table("package").str("name") == name && t.table("package").str("version") == version {
				return at
			}
		}
	}
	if rev, ok := gitRevision(source); ok {
		return s.checkout(name, rev)
	}
	for _, dir := range s.registry {
		if at := filepath.Join(dir, name+"-"+version); s.fs.Exists(filepath.Join(at, "Cargo.toml")) {
			return at
		}
	}
	return ""
}

// gitRevision is the commit that a git source names.
func gitRevision(source string) (string, bool) {
	if !strings.HasPrefix(source, "git+") {
		return "", false
	}
	_, rev, ok := strings.Cut(source, "#")
	return rev, ok
}

// checkout finds a package in the checkout of a commit.
func (s *sources) checkout(name, rev string) string {
	if len(rev) < 7 {
		return ""
	}
	for _, repo := range s.fs.List(s.git) {
		at := filepath.Join(s.git, repo.Name, rev[:7])
		if dir := s.packageIn(at, name, 4); dir != "" {
			return dir
		}
	}
	return ""
}

// packageIn finds a package by name in a folder tree.
func (s *sources) packageIn(dir, name string, depth int) string {
	if t, err := readTable(s.fs, dir); err == nil && t.table("package").str("name") == name {
		return dir
	}
	if depth == 0 {
		return ""
	}
	for _, e := range s.fs.List(dir) {
		if e.Dir && !strings.HasPrefix(e.Name, ".") && e.Name != "target" {
			if at := s.packageIn(filepath.Join(dir, e.Name), name, depth-1); at != "" {
				return at
			}
		}
	}
	return ""
}

// newest is the highest version of a package that a requirement takes and that is there.
func (s *sources) newest(name, req string) (version string) {
	for _, dir := range append(append([]string(nil), s.vendored...), s.registry...) {
		names, ok := s.byFolder[dir]
		if !ok {
			for _, e := range s.fs.List(dir) {
				names = append(names, e.Name)
			}
			s.byFolder[dir] = names
		}
		for _, n := range names {
			v, ok := strings.CutPrefix(n, name+"-")
			if n == name {
				if t, err := readTable(s.fs, filepath.Join(dir, n)); err == nil {
					v, ok = t.table("package").str("version"), true
				}
			}
			if ok && matches(req, v) && (version == "" || higher(v, version)) {
				version = v
			}
		}
	}
	return version
}

func higher(a, b string) bool {
	v, _, _ := parseVersion(a)
	w, _, _ := parseVersion(b)
	return v.compare(w) > 0
}
