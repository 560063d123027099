package cargo

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestVersionsSatisfyRequirements(t *testing.T) {
	for _, c := range []struct {
		req, ver string
		want     bool
	}{
		{"1", "1.9.3", true}, {"1", "2.0.0", false}, {"1.2", "1.1.9", false}, {"1.2.3", "1.2.2", false},
		{"0.4", "0.4.20", true}, {"0.4", "0.5.0", false}, {"0.0.3", "0.0.4", false}, {"0", "0.9.0", true},
		{"^1.2", "1.9.0", true}, {"~1.2", "1.2.9", true}, {"~1.2", "1.3.0", false}, {"~1", "1.9.0", true},
		{"=1.2", "1.2.7", true}, {"=1.2.3", "1.2.4", false}, {"*", "7.0.0", true}, {"1.*", "1.5.0", true}, {"1.2.*", "1.3.0", false},
		{">=1.2, <1.5", "1.4.9", true}, {">=1.2, <1.5", "1.5.0", false}, {"> 1.2", "1.2.5", false}, {"<=1.2", "1.2.5", true},
		{"1", "1.0.0-beta.1", false}, {"1.0.0-beta.1", "1.0.0-beta.1", true}, {"", "3.1.4", true}, {"1", "1.2.3+meta", true},
	} {
		if got := matches(c.req, c.ver); got != c.want {
			t.Errorf("%q takes %q: %v", c.req, c.ver, got)
		}
	}
}

const graph = `
-- Cargo.toml --
[workspace]
members = ["app", "tool"]
resolver = "2"
-- Cargo.lock --
version = 4
[[package]]
name = "app"
version = "0.1.0"
dependencies = ["log 0.4.2", "net"]
[[package]]
name = "net"
version = "2.0.0"
source = "registry+x"
dependencies = ["log 0.4.2"]
[[package]]
name = "log"
version = "0.3.9"
source = "registry+x"
[[package]]
name = "log"
version = "0.4.2"
source = "registry+x"
-- app/Cargo.toml --
[package]
name = "app"
version = "0.1.0"
[dependencies]
diary = { package = "log", version = "0.4", features = ["std"] }
net = "2"
gone = "1"
derive-it = { path = "../macros" }
[target.'cfg(windows)'.dependencies]
windows-only = "1"
[dev-dependencies]
tool = { path = "../tool" }
-- app/src/lib.rs --
-- app/tests/t.rs --
-- tool/Cargo.toml --
[package]
name = "tool"
[lib]
name = "tool_box"
-- tool/src/lib.rs --
-- macros/Cargo.toml --
[package]
name = "derive-it"
[lib]
proc-macro = true
-- macros/src/lib.rs --
-- home/registry/src/index/net-2.0.0/Cargo.toml --
[package]
name = "net"
version = "2.0.0"
edition = "2018"
[dependencies]
log = { version = "0.4", features = ["kv"], default-features = false }
-- home/registry/src/index/net-2.0.0/src/lib.rs --
-- home/registry/src/index/log-0.4.2/Cargo.toml --
[package]
name = "log"
version = "0.4.2"
build = "script.rs"
[features]
default = ["more"]
more = []
std = []
kv = []
-- home/registry/src/index/log-0.4.2/src/lib.rs --
-- home/registry/src/index/log-0.4.2/script.rs --
fn main() { println!("cargo:rustc-cfg=fast"); }
-- home/registry/src/index/log-0.3.9/Cargo.toml --
[package]
name = "log"
version = "0.3.9"
-- target/debug/build/log-0123/output --
cargo:rerun-if-changed=x
cargo:rustc-cfg=fast
-- target/debug/build/log-extra-0123/output --
cargo:rustc-cfg=other
`

func resolved(t *testing.T, fs files, dev bool) (*Resolution, *Manifest) {
	ws, app := load(t, fs, "/w/app")
	return ws.Resolve(Request{Members: []*Manifest{app}, Dev: dev, Choice: func(*Manifest) Choice { return Choice{} }, Home: "/w/home",
		Platform: Platform{Cfg: map[string][]string{"unix": {""}}}, Table: map[string]*Library{}}), app
}

func TestALibraryIsBuiltOnceWithTheFeaturesThatAnyoneAsksFor(t *testing.T) {
	r, app := resolved(t, archive(graph), false)
	l := r.Links(app, app.Lib(), false)
	if got := strings.Join(slices.Sorted(maps.Keys(l.Deps)), " "); got != "diary net" {
		t.Errorf("linked: %s", got)
	}
	if got := strings.Join(slices.Sorted(maps.Keys(l.Missing)), " "); got != "derive_it gone" {
		t.Errorf("not to be had: %s", got)
	}
	log := l.Deps["diary"]
	if log == nil || log.Package.Version != "0.4.2" || log != l.Deps["net"].Deps["log"] || log.Local {
		t.Fatalf("log: %+v", log)
	}
	if got := strings.Join(log.Features, " "); got != "default kv more std" {
		t.Errorf("features: %s", got)
	}
	if !slices.Equal(log.Cfg, []string{"fast"}) {
		t.Errorf("cfg: %v", log.Cfg)
	}
}

func TestTestsMayNameTheLibraryAndDevDependencies(t *testing.T) {
	r, app := resolved(t, archive(graph), true)
	test := &app.Targets[1]
	l := r.Links(app, test, true)
	if got := strings.Join(slices.Sorted(maps.Keys(l.Deps)), " "); got != "app diary net tool_box" {
		t.Errorf("linked: %s", got)
	}
	if !l.Deps["app"].Local {
		t.Error("the library is found by path")
	}
}

func TestALibraryWhoseConfigurationIsNotKnownIsNotToBeHad(t *testing.T) {
	fs := archive(graph)
	delete(fs, "/w/target/debug/build/log-0123/output")
	r, app := resolved(t, fs, false)
	if l := r.Links(app, app.Lib(), false); !l.Missing["diary"] || !l.Deps["net"].Missing["log"] {
		t.Errorf("the script may set a cfg: %v", l)
	}
	fs["/w/target/debug/build/log-0123/output"] = "cargo:rustc-cfg=fast\n"
	fs["/w/target/debug/build/log-4567/output"] = "cargo::rustc-cfg=slow\n"
	r, app = resolved(t, fs, false)
	if l := r.Links(app, app.Lib(), false); !l.Missing["diary"] {
		t.Errorf("the script said this and that: %v", l)
	}
}
