package server

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const cycle = `use std::cell::Cell;
struct Node<'a>(Cell<Option<&'a Node<'a>>>);
impl Drop for Node<'_> {
    fn drop(&mut self) {}
}
fn main() {
    let left = Node(Cell::new(None));
    left.0.set(Some(&left));
}
`

func TestADiagnosticHasItsLabelsWhereTheClientShowsThem(t *testing.T) {
	ask := `{` + doc + `}`
	s := begin(t, `{"textDocument":{"diagnostic":{},"publishDiagnostics":{"relatedInformation":true}}}`, "", cycle)
	mustContain(t, s.call("textDocument/diagnostic", ask), `"code":"E0597"`, `"source":"drop-lsp"`, `"href":"https://doc.rust-lang.org/error_codes/E0597.html"`,
		`"relatedInformation":[{"location":{"uri":"file:///t.rs"`, "dropped here while still borrowed")
	s = begin(t, `{"textDocument":{"diagnostic":{}}}`, "", cycle)
	got := s.call("textDocument/diagnostic", ask)
	mustContain(t, got, `\nline 9: `, "dropped here while still borrowed")
	if strings.Contains(got, "relatedInformation") {
		t.Error("related information for a client that shows none")
	}
}

// TestAClientThatPullsMaySayThereWhatItShows, as since 3.18.
func TestAClientThatPullsMaySayThereWhatItShows(t *testing.T) {
	s := begin(t, `{"textDocument":{"diagnostic":{"relatedInformation":true}}}`, "", cycle)
	mustContain(t, s.call("textDocument/diagnostic", `{`+doc+`}`), `"relatedInformation":[{"location"`)
}

func TestWhatDidNotChangeIsPulledOnce(t *testing.T) {
	s := begin(t, pulls, "", cycle)
	var r struct{ Kind, ResultID string }
	_ = json.Unmarshal([]byte(s.call("textDocument/diagnostic", `{`+doc+`}`)), &r)
	if r.Kind != "full" {
		t.Fatal(r)
	}
	again := `{` + doc + `,"previousResultId":"` + r.ResultID + `"}`
	if got := s.call("textDocument/diagnostic", again); got != `{"kind":"unchanged","resultId":"`+r.ResultID+`"}` {
		t.Error(got)
	}
	s.edit(2, strings.Replace(cycle, "left.0", "//", 1))
	mustContain(t, s.call("textDocument/diagnostic", again), `"kind":"full"`, `"items":[]`)
}

func TestWhoPullsIsSentNothing(t *testing.T) {
	s := begin(t, pulls, "", cycle)
	s.call("textDocument/diagnostic", `{`+doc+`}`)
	select {
	case m := <-s.published:
		t.Error(m)
	case <-time.After(50 * time.Millisecond):
	}
}

// TestWhatCargoCheckShowsIsLeftToIt goes through a package on disk.
func TestWhatCargoCheckShowsIsLeftToIt(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "src", "main.rs")
	_ = os.MkdirAll(filepath.Dir(file), 0o755)
	_ = os.WriteFile(file, []byte(cycle), 0o644)
	uri := `"textDocument":{"uri":"file://` + file + `"}`
	items := func(s *session) int {
		var r struct{ Items []any }
		_ = json.Unmarshal([]byte(s.call("textDocument/diagnostic", `{`+uri+`}`)), &r)
		return len(r.Items)
	}
	open := func(setting string) *session {
		s := begin(t, pulls, `{"diagnostics":{"compilerErrors":"`+setting+`"}}`, "")
		b, _ := json.Marshal(cycle)
		s.notify("textDocument/didOpen", `{"textDocument":{"uri":"file://`+file+`","languageId":"rust","version":1,"text":`+string(b)+`}}`)
		return s
	}
	if n := items(open("never")); n != 1 {
		t.Errorf("outside of a package nobody else shows it: %d", n)
	}
	_ = os.WriteFile(filepath.Join(dir, "Cargo.toml"), []byte("[package]\nname = \"p\"\nedition = \"2021\"\n"), 0o644)
	if n := items(open("always")); n != 1 {
		t.Errorf("always: %d", n)
	}
	if n := items(open("never")); n != 0 {
		t.Errorf("never: %d", n)
	}
	s := open("untilSaved")
	if n := items(s); n != 0 {
		t.Errorf("saved: %d", n)
	}
	change := func(version int, text string) {
		s.notify("textDocument/didChange", fmt.Sprintf(`{"textDocument":{"uri":"file://%s","version":%d},"contentChanges":[{"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":0}},"text":%q}]}`, file, version, text))
	}
	// What the save has told goes on being shown by the one who told it; what came since is ours to show.
	change(2, "\n")
	if n := items(s); n != 0 {
		t.Errorf("told at the save: %d", n)
	}
	change(3, "fn twice(s: String) { drop(s); drop(s); }\n")
	if n := items(s); n != 1 {
		t.Errorf("not saved: %d", n)
	}
	change(4, "fn again(s: String) { drop(s); drop(s); }\n")
	if n := items(s); n != 2 {
		t.Errorf("the same twice, not saved: %d", n)
	}
	s.notify("textDocument/didSave", `{`+uri+`}`)
	if n := items(s); n != 0 {
		t.Errorf("saved again: %d", n)
	}
}

func TestSettingsSilenceDiagnostics(t *testing.T) {
	for settings, want := range map[string]bool{
		`{}`:                                         true,
		`{"diagnostics":{"enable":false}}`:           false,
		`{"diagnostics":{"disabled":["E0597"]}}`:     false,
		`{"diagnostics":{"disabled":["E0502"]}}`:     true,
		`{"diagnostics":{"compilerErrors":"never"}}`: true, // no package: no cargo check
	} {
		got := begin(t, pulls, settings, cycle).call("textDocument/diagnostic", `{`+doc+`}`)
		if strings.Contains(got, "E0597") != want {
			t.Errorf("%s: %s", settings, got)
		}
	}
}

func TestTheOtherOpenFilesFollowAnEdit(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		f := filepath.Join(dir, name)
		_ = os.WriteFile(f, []byte(text), 0o644)
		return f
	}
	root := write("lib.rs", "mod part;\nfn f() { let x = String::new(); part::take(x); drop(x); }\n")
	part := write("part.rs", "pub fn take(_: String) {}\n")
	s := begin(t, `{}`, "", "")
	<-s.published
	open := func(f string) {
		text, _ := os.ReadFile(f)
		b, _ := json.Marshal(string(text))
		s.notify("textDocument/didOpen", `{"textDocument":{"uri":"file://`+f+`","languageId":"rust","version":1,"text":`+string(b)+`}}`)
	}
	next := func(f string) string {
		for {
			select {
			case m := <-s.published:
				if m["uri"] == "file://"+f {
					b, _ := json.Marshal(m["diagnostics"])
					return string(b)
				}
			case <-time.After(5 * time.Second):
				t.Fatal("nothing is sent")
			}
		}
	}
	open(root)
	mustContain(t, next(root), "E0382")
	open(part)
	s.notify("textDocument/didChange", `{"textDocument":{"uri":"file://`+part+`","version":2},"contentChanges":[{"text":"pub fn take(_: &String) {}\n"}]}`)
	// `take(x)` is now a type error, which is rustc's business.
	if got := next(root); got != "[]" {
		t.Errorf("%s", got)
	}
}
