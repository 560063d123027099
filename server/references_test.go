package server

import (
	"encoding/json"
	"fmt"
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
