package server

import (
	"encoding/json"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"go.lsp.dev/protocol"
)

const implicit = `struct D(u8);
struct E(D);
impl Drop for D { fn drop(&mut self) { } }
impl Drop for E { fn drop(&mut self) { let own = D(0); } }
fn f(early: bool) {
    let a = D(1);
    if early { return; }
    let v = vec![E(D(2))];
    drop(a);
}
fn g(e: E) -> E { e }
`

// lines are those of an answer's ranges, from 1.
func lines(ranges []protocol.Range) string {
	var out []string
	for _, r := range ranges {
		out = append(out, fmt.Sprint(r.Start.Line+1))
	}
	return strings.Join(out, " ")
}

func TestImplicitCallsOfADestructorAreFound(t *testing.T) {
	s := begin(t, pulls, `{"lens":{"implicitDrops":{"enable":true}}}`, implicit)
	for mark, want := range map[string]string{
		"drop(&mut self) { }":   "4 7 10",
		"drop(&mut self) { let": "10",
	} {
		var locations []protocol.Location
		_ = json.Unmarshal([]byte(s.call("textDocument/references", `{`+doc+`,"position":`+s.at(mark, 1)+`,"context":{}}`)), &locations)
		var ranges []protocol.Range
		for _, l := range locations {
			ranges = append(ranges, l.Range)
		}
		if got := lines(ranges); got != want {
			t.Errorf("references of %q: lines %s, want %s", mark, got, want)
		}
	}
	if got := s.call("textDocument/references", `{`+doc+`,"position":`+s.at("early", 1)+`,"context":{}}`); got != "null" && got != "" {
		t.Errorf("other servers know better: %s", got)
	}
	mustContain(t, s.call("textDocument/codeLens", `{`+doc+`}`), "3 implicit calls", "1 implicit call\"")
	if got := begin(t, pulls, "", implicit).call("textDocument/codeLens", `{`+doc+`}`); got != "[]" {
		t.Errorf("off by default: %s", got)
	}
}

func TestTheCallHierarchyOfADestructor(t *testing.T) {
	s := begin(t, pulls, "", implicit)
	raw := s.call("textDocument/prepareCallHierarchy", `{`+doc+`,"position":`+s.at("drop(&mut self) { }", 1)+`}`)
	mustContain(t, raw, `"detail":"impl Drop for D"`)
	item := strings.TrimSuffix(strings.TrimPrefix(raw, "["), "]")
	var calls []struct {
		From       callItem
		FromRanges []protocol.Range
	}
	_ = json.Unmarshal([]byte(s.call("callHierarchy/incomingCalls", `{"item":`+item+`}`)), &calls)
	got := ""
	for _, c := range calls {
		got += c.From.Name + "@" + lines(c.FromRanges) + " "
	}
	if want := "<E as Drop>::drop@4 f@7 10 "; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	item = strings.TrimSuffix(strings.TrimPrefix(s.call("textDocument/prepareCallHierarchy", `{`+doc+`,"position":`+s.at("drop(&mut self) { let", 1)+`}`), "["), "]")
	mustContain(t, s.call("callHierarchy/outgoingCalls", `{"item":`+item+`}`), `"detail":"impl Drop for D"`)
}

func TestHighlightsOfDrops(t *testing.T) {
	s := begin(t, pulls, "", implicit)
	for _, c := range []struct {
		mark string
		n    int
		want string
	}{
		{"a = D", 0, "6 7 9"},  // its declaration, the return that drops it, the move into drop()
		{"return", 2, "7 6"},   // the return, what it drops
		{"}\nfn g", 1, "10 8"}, // the brace, what it drops
		{"early", 1, ""},
	} {
		var marks []protocol.DocumentHighlight
		_ = json.Unmarshal([]byte(s.call("textDocument/documentHighlight", `{`+doc+`,"position":`+s.at(c.mark, c.n)+`}`)), &marks)
		var ranges []protocol.Range
		for _, m := range marks {
			ranges = append(ranges, m.Range)
		}
		if got := lines(ranges); got != c.want {
			t.Errorf("%q: lines %q, want %q", c.mark, got, c.want)
		}
	}
}

// TestImplicitCallsInTheWorkspace: in every program of it, whether open or not, once each, with the texts of now.
func TestImplicitCallsInTheWorkspace(t *testing.T) {
	dir := unpack(t, `
-- ws/Cargo.toml --
[workspace]
members = ["a", "b"]
-- ws/a/Cargo.toml --
[package]
name = "a"
edition = "2021"
-- ws/a/src/lib.rs --
pub mod d;
pub fn in_lib(d: d::D) {}
-- ws/a/src/d.rs --
pub struct D(pub u8);
impl Drop for D {
    fn drop(&mut self) {}
}
pub struct Two(D, D);
impl Drop for Two {
    fn drop(&mut self) { let own = D(1); }
}
-- ws/a/src/main.rs --
mod d;
fn main() { let d = d::D(1); }
-- ws/b/Cargo.toml --
[package]
name = "b"
edition = "2021"
-- ws/b/src/main.rs --
#[path = "../../a/src/d.rs"]
mod d;
fn main() { let d = d::D(1); }
-- loose/one.rs --
#[path = "../ws/a/src/d.rs"]
mod d;
mod two;
fn main() { let d = d::D(1); }
-- loose/two.rs --
pub fn two() { let d = super::d::D(1); }
`)
	s := begin(t, `{"textDocument":{"diagnostic":{}}},"workspaceFolders":[{"uri":"file://`+dir+`/ws","name":"ws"}],"x":{"y":1}`, `{"lens":{"implicitDrops":{"enable":true}}}`, "")
	file := filepath.Join(dir, "ws/a/src/d.rs")
	s.opened(file)
	at := `"textDocument":{"uri":"file://` + file + `"},"position":{"line":2,"character":8}`
	where := func() string {
		var locations []protocol.Location
		_ = json.Unmarshal([]byte(s.call("textDocument/references", `{`+at+`,"context":{}}`)), &locations)
		var out []string
		for _, l := range locations {
			out = append(out, fmt.Sprintf("%s:%d", strings.TrimPrefix(string(l.URI), "file://"+dir+"/"), l.Range.Start.Line+1))
		}
		return strings.Join(out, " ")
	}
	if got, want := where(), "ws/a/src/d.rs:7 ws/a/src/lib.rs:2 ws/a/src/main.rs:2 ws/b/src/main.rs:3"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	mustContain(t, s.call("textDocument/codeLens", `{"textDocument":{"uri":"file://`+file+`"}}`), "4 implicit calls")

	// another root comes, one text changes in the editor, one on disk
	s.notify("workspace/didChangeWorkspaceFolders", `{"event":{"added":[{"uri":"file://`+dir+`/loose","name":"loose"}],"removed":[]}}`)
	s.opened(filepath.Join(dir, "ws/b/src/main.rs"))
	s.notify("textDocument/didChange", `{"textDocument":{"uri":"file://`+dir+`/ws/b/src/main.rs","version":2},"contentChanges":[{"text":"#[path = \"../../a/src/d.rs\"]\nmod d;\nfn main() {}\n"}]}`)
	write(t, filepath.Join(dir, "ws/a/src/main.rs"), "mod d;\nfn main() {\n    let d = d::D(1);\n}\n")
	if got, want := where(), "loose/one.rs:4 loose/two.rs:1 ws/a/src/d.rs:7 ws/a/src/lib.rs:2 ws/a/src/main.rs:4"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}

	// a destructor among the callers can be asked on
	raw := s.call("textDocument/prepareCallHierarchy", `{`+at+`}`)
	raw = s.call("callHierarchy/incomingCalls", `{"item":`+strings.TrimSuffix(strings.TrimPrefix(raw, "["), "]")+`}`)
	mustContain(t, raw, `"name":"\u003cTwo as Drop\u003e::drop"`, `"data":{"uri":`, `loose/two.rs"`)
}

func TestAnAsyncFnIsCalledByItsName(t *testing.T) {
	s := begin(t, pulls, "", "struct D(u8);\nimpl Drop for D { fn drop(&mut self) {} }\nasync fn f() {}\nasync fn g(d: D) {\n    f().await;\n}\n")
	item := s.call("textDocument/prepareCallHierarchy", `{`+doc+`,"position":`+s.at("drop(", 1)+`}`)
	var items []json.RawMessage
	_ = json.Unmarshal([]byte(item), &items)
	mustContain(t, s.call("callHierarchy/incomingCalls", `{"item":`+string(items[0])+`}`), `"name":"g"`, `"range":{"start":{"line":3,"character":0}`)
	mustContain(t, s.call("dropLsp/timeline", `{`+doc+`,"position":`+s.at("await", 1)+`}`), `"name":"g"`)
}
