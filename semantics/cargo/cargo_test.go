package cargo

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

// files is an archive's files as a file system whose root is /w.
type files map[string]string

func archive(text string) files {
	fs := files{}
	for _, f := range txtar.Parse([]byte(text)).Files {
		fs["/w/"+f.Name] = string(f.Data)
	}
	return fs
}

func (fs files) Read(p string) (string, bool) { s, ok := fs[p]; return s, ok }
func (fs files) Exists(p string) bool         { _, ok := fs[p]; return ok }

func (fs files) List(dir string) []Entry {
	seen := map[Entry]bool{}
	var out []Entry
	for p := range fs {
		rest, ok := strings.CutPrefix(p, dir+"/")
		if !ok {
			continue
		}
		name, _, deeper := strings.Cut(rest, "/")
		if e := (Entry{name, deeper}); !seen[e] {
			seen[e] = true
			out = append(out, e)
		}
	}
	slices.SortFunc(out, func(a, b Entry) int { return strings.Compare(a.Name, b.Name) })
	return out
}

func load(t *testing.T, fs files, dir string) (*Workspace, *Manifest) {
	t.Helper()
	ws, m, err := Load(fs, dir)
	if err != nil {
		t.Fatal(err)
	}
	return ws, m
}

// listed prints targets as `kind name root edition`.
func listed(m *Manifest) string {
	var b strings.Builder
	for _, t := range m.Targets {
		kind := []string{"lib", "bin", "example", "test", "bench"}[t.Kind]
		fmt.Fprintln(&b, kind, t.Crate, strings.TrimPrefix(t.Root, m.Dir+"/"), t.Edition)
	}
	return b.String()
}

func TestTargetsAreFoundByWhereTheirFilesAre(t *testing.T) {
	fs := archive(`
-- Cargo.toml --
[package]
name = "a-b"
edition = "2021"
[[bin]]
name = "listed"
path = "tools/listed.rs"
edition = "2018"
[[test]]
name = "deep"
-- src/lib.rs --
-- src/main.rs --
-- src/bin/one.rs --
-- src/bin/two/main.rs --
-- src/bin/two/part.rs --
-- src/bin/none/part.rs --
-- src/bin/.hidden.rs --
-- tests/it.rs --
-- tests/deep/main.rs --
-- tests/common/mod.rs --
-- examples/e.rs --
-- benches/b.rs --
`)
	_, m := load(t, fs, "/w")
	want := `lib a_b src/lib.rs 2021
bin listed tools/listed.rs 2018
bin a_b src/main.rs 2021
bin one src/bin/one.rs 2021
bin two src/bin/two/main.rs 2021
example e examples/e.rs 2021
test deep tests/deep/main.rs 2021
test it tests/it.rs 2021
bench b benches/b.rs 2021
`
	if got := listed(m); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestAnEditionThatNobodySaysIs2015(t *testing.T) {
	fs := archive(`
-- Cargo.toml --
[package]
name = "a"
[[bin]]
name = "x"
path = "x.rs"
-- src/lib.rs --
-- src/main.rs --
`)
	_, m := load(t, fs, "/w")
	// In edition 2015 a list of binaries is the whole of them.
	if got, want := listed(m), "lib a src/lib.rs 2015\nbin x x.rs 2015\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDiscoveryCanBeTurnedOff(t *testing.T) {
	fs := archive(`
-- Cargo.toml --
[package]
name = "a"
edition = "2024"
autobins = false
autotests = false
[lib]
name = "other"
path = "code/root.rs"
proc-macro = true
-- src/main.rs --
-- tests/t.rs --
-- code/root.rs --
`)
	_, m := load(t, fs, "/w")
	if got, want := listed(m), "lib other code/root.rs 2024\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if !m.Lib().Macros {
		t.Error("the library is not one of procedural macros")
	}
}

const family = `
-- Cargo.toml --
[workspace]
members = ["crates/*", "app"]
exclude = ["crates/out"]
[workspace.package]
edition = "2024"
version = "1.2.3"
[workspace.dependencies]
one = { path = "crates/one", features = ["f"], default-features = false }
log = "0.4"
-- crates/one/Cargo.toml --
[package]
name = "one"
edition = "2018"
-- crates/one/src/lib.rs --
-- crates/out/Cargo.toml --
[package]
name = "out"
-- crates/out/src/lib.rs --
-- crates/readme.md --
-- app/Cargo.toml --
[package]
name = "app"
edition.workspace = true
version.workspace = true
[dependencies]
one = { workspace = true, features = ["g"] }
log.workspace = true
beside = { path = "../beside" }
-- app/src/main.rs --
-- beside/Cargo.toml --
[package]
name = "beside"
-- beside/src/lib.rs --
`

func TestMembersAreListedFoundByGlobsOrDependedOn(t *testing.T) {
	fs := archive(family)
	ws, m := load(t, fs, "/w")
	if m != nil || ws.Package != nil {
		t.Error("a virtual workspace has no package")
	}
	var names []string
	for _, m := range ws.Members {
		names = append(names, m.Name)
	}
	if want := []string{"one", "app", "beside"}; !slices.Equal(names, want) {
		t.Errorf("members %v, want %v", names, want)
	}
	out, alone := load(t, fs, "/w/crates/out")
	if out.Root != "/w/crates/out" || alone.Name != "out" || len(out.Members) != 1 {
		t.Errorf("what is excluded stands by itself: %v", out)
	}
}

func TestMembersInheritFromTheWorkspace(t *testing.T) {
	_, m := load(t, archive(family), "/w/app")
	if m.Edition != 2024 || m.Version != "1.2.3" {
		t.Errorf("edition %v, version %s", m.Edition, m.Version)
	}
	got := map[string]Dependency{}
	for _, d := range m.Deps {
		got[d.Key] = d
	}
	if one := got["one"]; one.Path != "/w/crates/one" || one.Defaults || !slices.Equal(one.Features, []string{"f", "g"}) {
		t.Errorf("one: %+v", one)
	}
	if log := got["log"]; log.Version != "0.4" || !log.Defaults {
		t.Errorf("log: %+v", log)
	}
}

func TestWhatCannotBeReadIsSaidInOneLine(t *testing.T) {
	for text, want := range map[string]string{
		"-- Cargo.toml --\n[package\n": "/w/Cargo.toml: line 1",
		"-- Cargo.toml --\n[package]\nname = \"a\"\nedition = \"2020\"\n-- src/lib.rs --\n":     `there is no edition "2020"`,
		"-- Cargo.toml --\n[package]\nname = \"a\"\n":                                           "no targets",
		"-- Cargo.toml --\n[dependencies]\n":                                                    "neither a [package] nor a [workspace]",
		"-- Cargo.toml --\n[package]\nname = \"a\"\nedition.workspace = true\n-- src/lib.rs --": "to be inherited",
		"-- Cargo.toml --\n[package]\nname = \"a\"\n[[test]]\nname = \"t\"\n-- src/lib.rs --":   "the file of the test `t`",
		"-- Cargo.toml --\n[workspace]\nmembers = [\"gone\"]\n":                                 "/w/gone/Cargo.toml: no such file",
	} {
		_, _, err := Load(archive(text), "/w")
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s\ngot %v, want %s", text, err, want)
		}
	}
}

func TestFeaturesTurnOnFeaturesAndDependencies(t *testing.T) {
	fs := archive(`
-- Cargo.toml --
[package]
name = "a"
[features]
default = ["std"]
std = ["dep:alloc", "log?/std", "memchr/std"]
extra = ["log", "serde/derive"]
[dependencies]
alloc = { version = "1", optional = true }
log = { version = "1", optional = true }
serde = { version = "1", optional = true }
memchr = "2"
-- src/lib.rs --
`)
	_, m := load(t, fs, "/w")
	for _, c := range []struct {
		choice                 Choice
		features, optional, of string
	}{
		{Choice{}, "default std", "alloc", "memchr:std"},
		{Choice{NoDefaults: true}, "", "", ""},
		{Choice{NoDefaults: true, Features: []string{"extra"}}, "extra log serde", "log serde", "serde:derive"},
		{Choice{Features: []string{"log"}}, "default log std", "alloc log", "log:std memchr:std"},
		{Choice{All: true}, "default extra log serde std", "alloc log serde", "log:std memchr:std serde:derive"},
	} {
		a := m.Activate(c.choice)
		var optional, of []string
		for d := range a.Optional {
			optional = append(optional, d)
		}
		for d, fs := range a.Of {
			for _, f := range fs {
				of = append(of, d+":"+f)
			}
		}
		slices.Sort(optional)
		slices.Sort(of)
		got := [3]string{strings.Join(a.List(), " "), strings.Join(optional, " "), strings.Join(slices.Compact(of), " ")}
		if want := [3]string{c.features, c.optional, c.of}; got != want {
			t.Errorf("%+v: got %q, want %q", c.choice, got, want)
		}
	}
	if a := m.Activate(Choice{Features: []string{"alloc"}}); !slices.Equal(a.Unknown, []string{"alloc"}) {
		t.Error("what `dep:` names is no feature")
	}
}

func TestPlatformsAreTriplesOrCfgs(t *testing.T) {
	p := Platform{Triple: "x86_64-unknown-linux-gnu", Cfg: map[string][]string{"unix": {""}, "target_os": {"linux"}, "target_has_atomic": {"8", "64"}}}
	for s, want := range map[string]bool{
		"": true, "x86_64-unknown-linux-gnu": true, "wasm32-unknown-unknown": false,
		"cfg(unix)": true, "cfg(windows)": false, "cfg(not(windows))": true,
		`cfg(all(unix, target_os = "linux"))`:                     true,
		`cfg(any(windows, all(unix, not(target_os = "macos")),))`: true,
		`cfg(target_has_atomic="64")`:                             true,
		`cfg(all())`:                                              true,
		`cfg(any())`:                                              false,
		`cfg(nonsense(unix))`:                                     false,
		`cfg(all(unix, not(any(target_os = "linux", windows))))`:  false,
	} {
		if got := p.Matches(s); got != want {
			t.Errorf("%s: %v", s, got)
		}
	}
}

func TestThePackageOfAFileIsTheNearest(t *testing.T) {
	fs := archive(family)
	for file, want := range map[string]string{"app/src/main.rs": "/w/app", "crates/one/src/lib.rs": "/w/crates/one", "notes/x.rs": "/w"} {
		if got := FindPackage(fs, path.Join("/w", file)); got != want {
			t.Errorf("%s: %s, want %s", file, got, want)
		}
	}
	if got := FindPackage(files{}, "/nowhere/x.rs"); got != "" {
		t.Error(got)
	}
}
