package server

import (
	"context"
	"encoding/json"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.lsp.dev/protocol"

	"drop-lsp/syntax/source"
)

const fixing = `{"general":{"positionEncodings":["utf-8"]},"workspace":{"workspaceEdit":{"documentChanges":true}},
"textDocument":{"diagnostic":{},"codeAction":{"codeActionLiteralSupport":{"codeActionKind":{"valueSet":[]}}}}}`

// actions are those for the whole document.
func (s *session) actions(only string) []codeAction {
	s.t.Helper()
	var out []codeAction
	raw := s.call("textDocument/codeAction", `{`+doc+`,`+everything+`,"context":{"diagnostics":[]`+only+`}}`)
	if err := json.Unmarshal([]byte(raw), &out); err != nil {
		s.t.Fatal(err, raw)
	}
	return out
}

// after is the text after an action.
func (s *session) after(a codeAction) string {
	var changes []contentChange
	for _, e := range a.Edit.DocumentChanges[0].Edits {
		changes = append(changes, contentChange{Range: &e.Range, Text: e.NewText})
	}
	text := s.text
	for i := len(changes) - 1; i >= 0; i-- { // from the end: positions are those of the old text
		for j := range i {
			if changes[j].Range.Start.Line > changes[i].Range.Start.Line {
				changes[i], changes[j] = changes[j], changes[i]
			}
		}
	}
	for i := len(changes) - 1; i >= 0; i-- {
		text = applyChanges(source.NewLineTable(text), changes[i:i+1], source.UTF8).Content()
	}
	return text
}

func (s *session) codes() string {
	var r struct{ Items []protocol.Diagnostic }
	_ = json.Unmarshal([]byte(s.call("textDocument/diagnostic", `{`+doc+`}`)), &r)
	var out []string
	for _, i := range r.Items {
		out = append(out, i.Code.(string))
	}
	return strings.Join(out, " ")
}

const dropper = "struct D(u8);\nimpl Drop for D { fn drop(&mut self) {} }\nstruct Guard<'a>(&'a mut D);\nimpl Drop for Guard<'_> { fn drop(&mut self) {} }\nstruct Holder<'a>(std::cell::Cell<Option<&'a D>>);\nimpl Drop for Holder<'_> { fn drop(&mut self) {} }\n"

// TestEveryFixCuresItsError: the title says what becomes of the drop order, the fixed text is
// analysed without the error.
func TestEveryFixCuresItsError(t *testing.T) {
	for _, c := range []struct{ name, text, title, want string }{
		{"explicit call", "fn f(d: D) { d.drop(); }", "Consider using `drop` function (`d` no longer dropped at the end of its scope)", "{ drop(d); }"},
		{"reorder", "fn f() {\n    let h = Holder(Default::default());\n    // lives too short\n    let d = D(1); // one\n    h.0.set(Some(&d));\n}",
			"Declare `d` before `h` (drops `h` before `d`)", "    // lives too short\n    let d = D(1);\n    let h = Holder(Default::default()); // one\n"},
		{"guard", "fn f() {\n    let mut d = D(1);\n    let g = Guard(&mut d);\n    d.0 = 2;\n}", "Drop `g` before this (instead of at the end of the scope, line 11)", "    drop(g);\n    d.0 = 2;"},
		{"block", "fn f() {\n    let mut d = D(1);\n    let g = Guard(&mut d);\n    d.0 = 2;\n}", "End `g` in a block of its own (instead of at the end of the scope, line 11)", "    {\n        let g = Guard(&mut d);\n    }\n    d.0 = 2;"},
		{"temporary", "fn get(d: &D) -> &u8 { &d.0 }\nfn f() {\n    let n = get(&D(1));\n    println!(\"{}\", n);\n}", "Consider using a `let` binding to create a longer lived value (`binding` dropped at the end of its scope; `temporary` no longer dropped at the end of its statement)", "let binding = D(1);\n    let n = get(&binding);"},
		{"temporary further out", "fn last(v: &[u8]) -> &u8 { &v[0] }\nfn f() {\n    let binding;\n    {\n        binding = last(&vec![1]);\n    }\n    println!(\"{}\", binding);\n}", "Bind the temporary to `binding2` (`binding2` dropped at the end of its scope; `temporary` no longer dropped at the end of its statement)", "    let binding2 = vec![1];\n    {\n        binding = last(&binding2);"},
		{"tail", "fn f() -> usize {\n    let m = std::sync::Mutex::new(vec![1]);\n    m.lock().unwrap().len()\n}", "Bind the block's last expression to `x` (drops `temporary` before `m`)", "    let x = m.lock().unwrap().len();\n    x\n"},
		{"block of several", "fn f() {\n    let mut d = D(1);\n    let g = Guard(&mut d);\n    let s = String::new();\n    println!(\"{s}\");\n    d.0 = 2;\n}", "End `g` in a block of its own (`s`, `g` dropped here instead of at the end of the scope, line 13)", "    {\n        let g = Guard(&mut d);\n        let s = String::new();\n        println!(\"{s}\");\n    }\n    d.0 = 2;"},
		{"closure", "fn f(s: String) -> impl FnOnce() -> usize {\n    || s.len()\n}", "Use `move`, to take ownership of `s` (`s` dropped by the closure)", "move || s.len()"},
		{"derive", "#[derive(Clone, Copy)]\nstruct C(u8);\nimpl Drop for C { fn drop(&mut self) {} }", "Remove `Copy` (a type with a destructor is moved)", "#[derive(Clone)]"},
		{"impl", "#[derive(Clone)]\nstruct C(u8);\nimpl Copy for C {}\nimpl Drop for C { fn drop(&mut self) {} }", "Remove `impl Copy` (a type with a destructor is moved)", "struct C(u8);\nimpl Drop for C"},
		{"a map's index", "fn f(m: &mut std::collections::HashMap<u8, D>) {\n    m[&1] = D(1);\n}", "Use `.insert()` to insert a value into a `HashMap<u8, D>`, `.get_mut()` to modify it, or the entry API for more flexibility: `if let Some(val) = m.get_mut(&1) { *val = D(1); };` (same drop order)", "if let Some(val) = m.get_mut(&1) { *val = D(1); };"},
		{"rustc's", "fn f() {\n    let v = vec![D(1)];\n    v.push(D(2));\n}", "Consider changing this to be mutable (same drop order)", "let mut v"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := begin(t, fixing, `{"edition":"2021"}`, dropper+c.text+"\n")
			if s.codes() == "" {
				t.Fatal("no error")
			}
			var titles []string
			for _, a := range s.actions("") {
				titles = append(titles, a.Title)
				if a.Title != c.title {
					continue
				}
				after := s.after(a)
				if !strings.Contains(after, c.want) {
					t.Errorf("the fixed text:\n%s", after)
				}
				s.edit(2, after)
				if left := s.codes(); left != "" {
					t.Errorf("left: %s in\n%s", left, after)
				}
				compiles(t, after)
				return
			}
			t.Errorf("no %q in %q", c.title, titles)
		})
	}
}

// compiles holds a fixed text against rustc, where there is one.
func compiles(t *testing.T, text string) {
	t.Helper()
	if _, err := exec.LookPath("rustc"); err != nil || testing.Short() {
		return
	}
	file := filepath.Join(t.TempDir(), "fixed.rs")
	write(t, file, text)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, "rustc", "--edition=2021", "--crate-type=lib", "--emit=metadata", "-Awarnings", "-o", file+".meta", file)
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s\n%s", err, out, text)
	}
}

func TestAFixThatDoesNotCureIsNotOffered(t *testing.T) {
	for name, text := range map[string]string{
		"the guard is used later":  "fn f() {\n    let mut d = D(1);\n    let g = Guard(&mut d);\n    d.0 = 2;\n    g.0.0 = 3;\n}",
		"they point at each other": strings.TrimPrefix(cycle, "use std::cell::Cell;\n"),
		"Copy is needed":           "#[derive(Clone, Copy)]\nstruct C(u8);\nimpl Drop for C { fn drop(&mut self) {} }\nfn f(c: C) -> (C, C) { (c, c) }",
	} {
		s := begin(t, fixing, "", "use std::cell::Cell;\n"+dropper+text+"\n")
		if s.codes() == "" {
			t.Errorf("%s: no error", name)
		}
		if got := s.actions(`,"only":["quickfix"]`); len(got) != 0 {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestFixAllAppliesWhatRustcCallsMachineApplicable(t *testing.T) {
	s := begin(t, fixing, "", dropper+"fn f() {\n    let v = vec![D(1)];\n    let ä = vec![1];\n    v.push(D(2));\n    ä.push(2);\n}\nfn g(d: D) { d.drop(); }\n")
	if got := s.actions(`,"only":["refactor"]`); len(got) != 0 {
		t.Error(got)
	}
	all := s.actions(`,"only":["source.fixAll"]`)
	if len(all) != 1 || all[0].Kind != fixAllKind || all[0].Title != "Fix all that rustc can fix (same drop order)" {
		t.Fatal(all)
	}
	s.edit(2, s.after(all[0]))
	if got := s.codes(); got != "E0040" {
		t.Errorf("%s left in\n%s", got, s.text)
	}
	if got := s.actions(`,"only":["source.fixAll"]`); len(got) != 0 {
		t.Error(got)
	}
}

// TestARangeWithHundredsOfErrorsIsNotTriedWhole: the work is bounded, the first errors have their fixes.
func TestARangeWithHundredsOfErrorsIsNotTriedWhole(t *testing.T) {
	var text strings.Builder
	text.WriteString(dropper)
	for i := range 150 {
		fmt.Fprintf(&text, "fn f%d(d: D) { d.drop(); }\n", i)
	}
	s := begin(t, fixing, "", text.String())
	if got := s.actions(""); len(got) != maxTried || !strings.Contains(s.after(got[0]), "fn f0(d: D) { drop(d); }") {
		t.Errorf("%d actions", len(got))
	}
}
