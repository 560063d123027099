package server

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
)

func cellCycle(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../cmd/drop-lsp/testdata/examples/cell-cycle.rs")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestTheTimelineOfARejectedFunction(t *testing.T) {
	s := begin(t, pulls, "", cellCycle(t))
	var tl timelineAnswer
	if err := json.Unmarshal([]byte(s.call("dropLsp/timeline", `{`+doc+`,"position":`+s.at("left.peer", 2)+`,"svg":true}`)), &tl); err != nil {
		t.Fatal(err)
	}
	if tl.Name != "main" || tl.Status != "complete" || tl.First != 17 || tl.Last != 21 || tl.URI != "file:///t.rs" || len(tl.Values) != 2 || len(tl.Errors) != 2 {
		t.Fatalf("%+v", tl)
	}
	right := tl.Values[1]
	if right.Name != "right" || right.Kind != "variable" || !right.DropGlue || right.Range.Start.Line != 19 || len(right.Bars) != 1 || right.Bars[0] != (timelineBar{19, 21, false}) {
		t.Errorf("right is %+v", right)
	}
	b := tl.Borrows[1]
	if b.Place != "right" || b.Conflict == nil || b.Conflict.Access != "drop" || b.Conflict.Need != "drop" || b.Conflict.Value == nil || *b.Conflict.Value != 0 || b.Conflict.NeedRange.Start.Line != 21 {
		t.Errorf("the borrow of right is %+v, its conflict %+v", b, b.Conflict)
	}
	if !strings.Contains(tl.SVG, `data-line="19"`) || strings.Contains(tl.SVG, "<style>") {
		t.Errorf("the picture is\n%s", tl.SVG)
	}
	if got := s.call("dropLsp/timeline", `{`+doc+`,"position":{"line":0,"character":0}}`); got != "" && got != "null" {
		t.Errorf("outside of a function: %s", got)
	}
}

func TestGlueAndMIRAreTextToRead(t *testing.T) {
	s := begin(t, pulls, "", cellCycle(t))
	mustContain(t, s.call("dropLsp/glue", `{`+doc+`,"position":`+s.at("Node<'a>", 1)+`}`), `"name":"Node\u003c'a\u003e"`, `├─ its own Drop::drop\n`, `├─ name: String\n`, `peer: Cell`, `(no drop glue)`, `'a must be live when it drops`)
	mustContain(t, s.call("dropLsp/mir", `{`+doc+`,"position":`+s.at("left.peer", 1)+`}`), `"name":"main"`, `debug left =\u003e _1;`, `drop(_5) -\u003e [`)
	if got := s.call("dropLsp/mir", `{`+doc+`,"position":{"line":0,"character":0}}`); got != "" && got != "null" {
		t.Errorf("outside of a function: %s", got)
	}
}
