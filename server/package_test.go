package server

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

// This file: documents of Cargo packages.

// unpack writes an archive's files into a new folder.
func unpack(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range txtar.Parse([]byte(text)).Files {
		write(t, filepath.Join(dir, f.Name), string(f.Data))
	}
	return dir
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
		t.Fatal(err)
	}
}

// opened opens a file of the disk; the result pulls its diagnostics.
func (s *session) opened(file string) (pull func() string) {
	text, err := os.ReadFile(file)
	if err != nil {
		s.t.Fatal(err)
	}
	b, _ := json.Marshal(string(text))
	s.notify("textDocument/didOpen", `{"textDocument":{"uri":"file://`+file+`","languageId":"rust","version":1,"text":`+string(b)+`}}`)
	return func() string { return s.call("textDocument/diagnostic", `{"textDocument":{"uri":"file://`+file+`"}}`) }
}

// A temporary of a block's tail, which lives too long before edition 2024.
const tail = "use std::cell::RefCell;\npub fn tail() -> usize { let c = RefCell::new(vec![1]); c.borrow().len() }\n"

func TestADocumentHasTheEditionOfItsPackage(t *testing.T) {
	dir := unpack(t, `
-- Cargo.toml --
[package]
name = "p"
edition = "2021"
-- src/lib.rs --
mod part;
-- src/part.rs --
`+tail+`
-- src/main.rs --
`+tail+`fn main() {}
`)
	s := begin(t, pulls, "", "")
	part, main := s.opened(filepath.Join(dir, "src/part.rs")), s.opened(filepath.Join(dir, "src/main.rs"))
	mustContain(t, part(), "E0597")
	mustContain(t, main(), "E0597")

	write(t, filepath.Join(dir, "Cargo.toml"), "[package]\nname = \"p\"\nedition = \"2024\"\n")
	s.notify("workspace/didChangeWatchedFiles", `{"changes":[{"uri":"file://`+dir+`/Cargo.toml","type":2}]}`)
	mustContain(t, part(), `"items":[]`)
	mustContain(t, main(), `"items":[]`)

	// A document outside of packages has the settings' edition, else 2021.
	loose := filepath.Join(t.TempDir(), "loose.rs")
	write(t, loose, tail)
	mustContain(t, s.opened(loose)(), "E0597")
}

func TestAPackageThatCannotBeReadIsSaidOnce(t *testing.T) {
	dir := unpack(t, `
-- Cargo.toml --
[package
-- src/lib.rs --
`+tail)
	s := begin(t, pulls, "", "")
	said := make(chan string, 8)
	s.messages.Store(&said)
	pull := s.opened(filepath.Join(dir, "src/lib.rs"))
	mustContain(t, pull(), "E0597") // a root by itself
	mustContain(t, pull(), "E0597")
	mustContain(t, <-said, "Cargo.toml", "one by one")
	if len(said) > 0 {
		t.Errorf("said again: %s", <-said)
	}
}

func TestADocumentFollowsItsDependencies(t *testing.T) {
	dir := unpack(t, `
-- Cargo.toml --
[package]
name = "p"
edition = "2024"
[dependencies]
dep = { path = "dep" }
-- src/lib.rs --
pub fn f(s: String) -> String { dep::take(s); s }
-- dep/Cargo.toml --
[package]
name = "dep"
edition = "2015"
-- dep/src/lib.rs --
pub fn take(async: String) {}
`)
	s := begin(t, pulls, "", "")
	main := s.opened(filepath.Join(dir, "src/lib.rs"))
	mustContain(t, main(), "E0382")

	// An edit of the dependency that is not saved.
	s.opened(filepath.Join(dir, "dep/src/lib.rs"))
	s.notify("textDocument/didChange", `{"textDocument":{"uri":"file://`+dir+`/dep/src/lib.rs","version":2},"contentChanges":[{"text":"pub fn take(_: &str) {}"}]}`)
	mustContain(t, main(), `"items":[]`) // a type error, which is the compiler's to report
	s.notify("textDocument/didChange", `{"textDocument":{"uri":"file://`+dir+`/dep/src/lib.rs","version":3},"contentChanges":[{"text":"pub fn take<T: Clone>(_: T) {}"}]}`)
	mustContain(t, main(), "E0382")
}

// Such as another branch being checked out, and the first one again.
func TestAModuleOfADependencyThatIsBackIsReadAgain(t *testing.T) {
	dir := unpack(t, `
-- Cargo.toml --
[package]
name = "p"
edition = "2024"
[dependencies]
dep = { path = "dep" }
-- src/lib.rs --
pub fn f(s: dep::part::S) -> dep::part::S { drop(s); s }
-- dep/Cargo.toml --
[package]
name = "dep"
edition = "2024"
-- dep/src/lib.rs --
pub mod part;
-- dep/src/part.rs --
pub struct S(String);
`)
	s := begin(t, pulls, "", "")
	pull := s.opened(filepath.Join(dir, "src/lib.rs"))
	part := filepath.Join(dir, "dep/src/part.rs")
	for range 2 {
		mustContain(t, pull(), "E0382")
		if err := os.Rename(part, part+".old"); err != nil {
			t.Fatal(err)
		}
		s.notify("workspace/didChangeWatchedFiles", `{"changes":[{"uri":"file://`+part+`","type":3}]}`)
		mustContain(t, pull(), `"items":[]`)
		if err := os.Rename(part+".old", part); err != nil {
			t.Fatal(err)
		}
		s.notify("workspace/didChangeWatchedFiles", `{"changes":[{"uri":"file://`+part+`","type":1}]}`)
	}
	mustContain(t, pull(), "E0382")
}

// Settings of features are applied while the server runs, to the package and what it depends on.
func TestSettingsChooseTheFeatures(t *testing.T) {
	dir := unpack(t, `
-- Cargo.toml --
[workspace]
members = ["a", "b"]
resolver = "2"
-- a/Cargo.toml --
[package]
name = "a"
edition = "2024"
[dependencies]
b = { path = "../b" }
[features]
default = ["usual"]
usual = []
more = ["b/deep"]
-- a/src/lib.rs --
#[cfg(feature = "usual")]
pub fn usual(s: String) { drop(s); drop(s); }
#[cfg(feature = "more")]
pub fn more(s: String) { b::take(s); b::take(s); }
-- b/Cargo.toml --
[package]
name = "b"
edition = "2024"
[features]
deep = []
-- b/src/lib.rs --
#[cfg(feature = "deep")]
pub fn take(_: String) {}
`)
	for settings, want := range map[string]int{
		`{}`:                                   1,
		`{"cargo":{"noDefaultFeatures":true}}`: 0,
		`{"cargo":{"features":["more","nobodys"]}}`:                  2,
		`{"cargo":{"features":["a/more"],"noDefaultFeatures":true}}`: 1,
		`{"cargo":{"allFeatures":true}}`:                             2,
	} {
		s := begin(t, pulls, "", "")
		pull, other := s.opened(filepath.Join(dir, "a/src/lib.rs")), s.opened(filepath.Join(dir, "b/src/lib.rs"))
		if got := strings.Count(pull(), `"code":"E0382"`); got != 1 {
			t.Errorf("without settings: %d errors", got)
		}
		s.notify("workspace/didChangeConfiguration", `{"settings":{"drop-lsp":`+settings+`}}`)
		got := -1
		for end := time.Now().Add(10 * time.Second); got != want && time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
			got = strings.Count(pull(), `"code":"E0382"`)
		}
		if got != want {
			t.Errorf("%s: %d errors, want %d", settings, got, want)
		}
		mustContain(t, other(), `"items":[]`)
	}
}
