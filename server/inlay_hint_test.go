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
