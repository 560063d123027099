package draw

import (
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"drop-lsp/semantics"
	"drop-lsp/syntax/source"
)

// everyFunction calls f with every function of the programs whose drop order and verdicts are tested.
func everyFunction(t *testing.T, f func(file string, tl *semantics.Timeline, text string)) {
	t.Helper()
	readOnce.Do(func() { read(t) })
	for _, x := range functions {
		f(x.file, x.tl, x.text)
	}
}

// functions is the corpus, read once.
var (
	readOnce  sync.Once
	functions []struct {
		file, text string
		tl         *semantics.Timeline
	}
)

func read(t *testing.T) {
	files, err := filepath.Glob("../../cmd/drop-lsp/oracle/testdata/*/*.rs")
	if err != nil || len(files) < 50 {
		t.Fatal(err, len(files))
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		p := semantics.LoadText(file, string(text), semantics.Options{Edition: source.Edition2021})
		for _, name := range p.FunctionNames() {
			if tl, ok := p.TimelineOf(name); ok {
				functions = append(functions, struct {
					file, text string
					tl         *semantics.Timeline
				}{file, string(text), tl})
			}
		}
	}
}

func TestPicturesAreWellFormed(t *testing.T) {
	n := 0
	everyFunction(t, func(file string, tl *semantics.Timeline, text string) {
		for _, o := range []Options{{}, {Embedded: true}} {
			d := xml.NewDecoder(strings.NewReader(Timeline(tl, text, o)))
			for {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("%s: %s: %v", file, tl.Name, err)
				}
			}
			n++
		}
	})
	if n == 0 {
		t.Fatal("nothing was drawn")
	}
}

// TestNothingIsWrittenOverAnotherThing: labels keep clear of each other, of the bars right of them, and of the edge.
func TestNothingIsWrittenOverAnotherThing(t *testing.T) {
	everyFunction(t, func(file string, tl *semantics.Timeline, text string) {
		l := place(tl, text, maxCode)
		type box struct {
			x1, x2 float64
			y      int
			text   string
		}
		var boxes []box
		for _, b := range l.labels {
			x := l.lanes[b.lane].x + b.dx
			n := box{x, x + float64(utf8.RuneCountInString(b.text+b.dim))*charWidth, b.y, b.text + b.dim}
			if b.arrow {
				n.x2 += arrowWidth
			}
			if b.lane+1 < len(l.lanes) && n.x2 > l.lanes[b.lane+1].x || n.x2 > l.width {
				t.Errorf("%s: %s: %q reaches into the next lane", file, tl.Name, n.text)
			}
			for _, o := range boxes {
				if o.y < n.y+12 && n.y < o.y+12 && o.x1 < n.x2 && n.x1 < o.x2 {
					t.Errorf("%s: %s: %q stands on %q", file, tl.Name, n.text, o.text)
				}
			}
			boxes = append(boxes, n)
		}
		for v := range tl.Values {
			for w := range v {
				if l.laneOf[v] < 0 || l.laneOf[v] != l.laneOf[w] {
					continue
				}
				f1, l1, _ := l.extent(v)
				f2, l2, _ := l.extent(w)
				if f1 <= l2 && f2 <= l1 {
					t.Errorf("%s: %s: %s and %s share a lane at one time", file, tl.Name, tl.Values[v].Name, tl.Values[w].Name)
				}
			}
		}
	})
}

func TestTheCellCycleSaysWhichDropNeedsWhichBorrow(t *testing.T) {
	text, err := os.ReadFile("../../cmd/drop-lsp/testdata/examples/cell-cycle.rs")
	if err != nil {
		t.Fatal(err)
	}
	tl, ok := semantics.LoadText("t.rs", string(text), semantics.Options{}).TimelineOf("main")
	if !ok {
		t.Fatal("no main")
	}
	svg := Timeline(tl, string(text), Options{})
	for _, want := range []string{"<style>", "prefers-color-scheme: dark", ">left<tspan class=\"dl-dim\">: Node&lt;&#39;_&gt;</tspan>",
		"line 22: right is dropped while the borrow &amp;right of line 21 is", "dl-bad link"} {
		if !strings.Contains(svg, want) {
			t.Errorf("no %s in\n%s", want, svg)
		}
	}
}
