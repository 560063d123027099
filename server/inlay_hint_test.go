package server

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestHintsInEveryPlace holds the hints of testdata/hints.rs against the same text with hints.
func TestHintsInEveryPlace(t *testing.T) {
	text, err := os.ReadFile("testdata/hints.rs")
	if err != nil {
		t.Fatal(err)
	}
	want, _ := os.ReadFile("testdata/hints.want")
	got := begin(t, pulls, "", string(text)).shown()
	if os.Getenv("DROP_LSP_UPDATE") != "" {
		if err := os.WriteFile("testdata/hints.want", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("- want, + got:\n%s", diff)
	}
}

const guards = `struct D(u8);
impl Drop for D { fn drop(&mut self) {} }
macro_rules! m { ($e:expr) => { $e } }
fn f(m: &std::sync::Mutex<u8>) {
    let s = String::new();
    let d = D(1);
    let g = m.lock().unwrap();
    m!({ let e = D(2); });
}
`

func TestSettingsChooseWhatHintsShow(t *testing.T) {
	for settings, want := range map[string]string{
		`{"show":"glue"}`:             "}⟨drops 1 g, 2 d: D, 3 s⟩",
		`{"show":"destructors"}`:      "}⟨drops 1 g, 2 d: D⟩",
		`{"show":"guards"}`:           "}⟨drops g⟩",
		`{"types":"always"}`:          "}⟨drops 1 g: MutexGuard<u8>, 2 d: D, 3 s: String⟩",
		`{"types":"never"}`:           "}⟨drops 1 g, 2 d, 3 s⟩",
		`{"maxNames":1}`:              "}⟨drops 1 g … 2 more⟩",
		`{"places":["statementEnd"]}`: "2); });\n}\n",
		`{"insideMacroCalls":false}`:  "m!({ let e = D(2); });",
		`{"insideMacroCalls":true}`:   "m!({ let e = D(2); }⟨drops e: D⟩);",
		`{"enable":false}`:            "2); });\n}\n",
	} {
		s := begin(t, pulls, `{"inlayHints":{"dropOrder":`+settings+`}}`, guards)
		if got := s.shown(); !strings.Contains(got, want) {
			t.Errorf("%s: no %q in\n%s", settings, want, got)
		}
	}
}

func TestTooltipsAreResolvedWhereTheClientAsksForThem(t *testing.T) {
	s := begin(t, `{"textDocument":{"inlayHint":{"resolveSupport":{"properties":["label.tooltip","label.location"]}}}}`, "", guards)
	ask := `{` + doc + `,"range":{"start":` + s.at("}\n", 0) + `,"end":{"line":99,"character":0}}}`
	raw := s.call("textDocument/inlayHint", ask)
	if strings.Contains(raw, "tooltip") || strings.Contains(raw, "location") {
		t.Errorf("made before it is asked for: %s", raw)
	}
	var hints []json.RawMessage
	_ = json.Unmarshal([]byte(raw), &hints)
	last := string(hints[len(hints)-1])
	whole := s.call("inlayHint/resolve", last)
	mustContain(t, whole, "MutexGuard", "'a must be live: MutexGuard\\u003c'a, T\\u003e implements Drop", `"kind":"plaintext"`, "Runs D::drop.", "Only frees memory.",
		`"location":{"uri":"file:///t.rs","range":{"start":{"line":5,"character":8}`, `"location":{"uri":"file:///t.rs","range":{"start":{"line":1,"character":0}`)
	s.edit(2, guards+"\n")
	if got := s.call("inlayHint/resolve", last); strings.Contains(got, "tooltip") {
		t.Errorf("resolved against another text: %s", got)
	}
}

// TestAGuardInThePrintedArgumentsIsSeen: a macro's own `;` drops it, behind whose call the hint stands.
func TestAGuardInThePrintedArgumentsIsSeen(t *testing.T) {
	const text = "fn f(m: &std::sync::Mutex<u8>) {\n    println!(\"{}\", m.lock().unwrap());\n}\n"
	if got := begin(t, pulls, "", text).shown(); !strings.Contains(got, "unwrap())⟨drops temporary: MutexGuard<u8>⟩;") {
		t.Error(got)
	}
	if got := begin(t, pulls, `{"inlayHints":{"dropOrder":{"insideMacroCalls":false}}}`, text).shown(); strings.Contains(got, "⟨") {
		t.Error(got)
	}
}

// TestWhatAMacrosDefinitionDropsIsShownAtTheCall: the braces and the `return` stand in the definition, which many calls share.
func TestWhatAMacrosDefinitionDropsIsShownAtTheCall(t *testing.T) {
	const text = `struct D(u8);
impl Drop for D { fn drop(&mut self) {} }
macro_rules! scoped { ($($b:tt)*) => {{ let _guard = D(0); $($b)* }}; }
macro_rules! tried { ($e:expr) => { match $e { Some(v) => v, None => return None } }; }
fn f(o: Option<D>) -> Option<u8> {
    let a = scoped! { let inner = D(1); inner.0 };
    scoped! { scoped! { let low = D(2); } let high = D(3); }
    let v = tried!(o);
    let n = tried!(v.0.checked_add(a));
    Some(n)
}
`
	for _, edition := range []string{"2021", "2024"} {
		s := begin(t, pulls, `{"edition":"`+edition+`"}`, text)
		mustContain(t, s.shown(), "$($b)* }}; }\n", "None => return None } }; }\n",
			"inner.0 }⟨drops 1 inner: D, 2 _guard: D⟩;\n",
			"D(2); }⟨drops 1 low: D, 2 _guard: D⟩ let high = D(3); }⟨drops 1 high: D, 2 _guard: D⟩\n",
			"tried!(o);\n", "tried!(v.0.checked_add(a))⟨drops at return v: D⟩;\n", "}⟨drops v: D⟩\n")
		mustContain(t, s.call("textDocument/hover", `{`+doc+`,"position":`+s.at("inner", 1)+`}`), "line 6")
		mustContain(t, s.call("textDocument/references", `{`+doc+`,"position":`+s.at("drop(", 1)+`,"context":{}}`), `"line":5`, `"line":6`, `"line":8`)
	}
}

// TestWhatOnlyAFailedConditionDropsIsMarked: behind `if let` what the condition holds lives on into the block.
func TestWhatOnlyAFailedConditionDropsIsMarked(t *testing.T) {
	const text = `use std::sync::Mutex;
fn f(m: &Mutex<Vec<u8>>) -> u8 {
    if m.lock().unwrap().is_empty() { return 0; }
    if let Some(x) = m.lock().unwrap().pop() { drop(x); } else { return 1; }
    while let Some(x) = m.lock().unwrap().pop() { drop(x); }
    let Some(x) = m.lock().unwrap().pop() else { return 2 };
    x
}
`
	s := begin(t, pulls, `{"edition":"2024"}`, text)
	mustContain(t, s.shown(), "is_empty()⟨drops temporary: MutexGuard<Vec<u8>>⟩ {",
		"if let Some(x) = m.lock().unwrap().pop()⟨else drops temporary: MutexGuard<Vec<u8>>⟩ { drop(x); }⟨drops temporary: MutexGuard<Vec<u8>>⟩ else",
		"while let Some(x) = m.lock().unwrap().pop()⟨else drops temporary: MutexGuard<Vec<u8>>⟩ { drop(x); }⟨drops",
		"let Some(x) = m.lock().unwrap().pop()⟨else drops temporary: MutexGuard<Vec<u8>>⟩ else { return 2 };⟨drops temporary")
	mustContain(t, s.call("textDocument/hover", `{`+doc+`,"position":`+s.at("unwrap().pop() {", 1)+`}`), "condition that does not hold")
}

// TestTheEndOfAWhileLoopIsNoBreakThatSomebodyWrote: before edition 2024 what its condition holds is dropped after the body, each time.
func TestTheEndOfAWhileLoopIsNoBreakThatSomebodyWrote(t *testing.T) {
	const text = `use std::sync::Mutex;
struct D(u8);
impl Drop for D { fn drop(&mut self) {} }
fn f(m: &Mutex<Vec<D>>) {
    while let Some(x) = m.lock().unwrap().pop() {
        if x.0 == 1 { break; }
    }
}
`
	s := begin(t, pulls, `{"edition":"2021"}`, text)
	mustContain(t, s.shown(), "break⟨drops 1 x: D, 2 temporary: MutexGuard<Vec<D>>⟩;",
		"    }⟨drops 1 x: D, 2 temporary: MutexGuard<Vec<D>>; after the loop temporary: MutexGuard<Vec<D>>⟩\n")
	if got := s.say("while", 1); got != "" {
		t.Error(got)
	}
	mustContain(t, s.say("unwrap", 1), "line 7](file:///t.rs#L7) (end of the loop)")
}

func TestTheOldValueBehindAGuardHasNoName(t *testing.T) {
	const text = "fn f(m: &std::sync::Mutex<String>) {\n    *m.lock().unwrap() = String::new();\n}\n"
	mustContain(t, begin(t, pulls, "", text).shown(), "=⟨drops old value: String⟩ String::new();⟨drops temporary: MutexGuard<String>⟩\n")
}
