package source

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestColumnsInEachEncoding(t *testing.T) {
	text := "a\r\nß𝄞x\n"
	lt := NewLineTable(text)
	if lt.Lines() != 3 || lt.Text(0) != "a" || lt.Text(1) != "ß𝄞x" || lt.Text(2) != "" {
		t.Fatalf("lines: %d %q %q", lt.Lines(), lt.Text(0), lt.Text(1))
	}
	x := 3 + 2 + 4 // the byte offset of x
	for enc, want := range map[Encoding]int{UTF8: 6, UTF16: 3, UTF32: 2} {
		if l, c := lt.Position(x, enc); l != 1 || c != want {
			t.Errorf("encoding %d: %d:%d, want 1:%d", enc, l, c, want)
		}
		if off := lt.Offset(1, want, enc); off != x {
			t.Errorf("encoding %d: offset %d, want %d", enc, off, x)
		}
	}
	if lt.Offset(0, 99, UTF16) != 1 || lt.Offset(9, 0, UTF16) != len(text) || lt.Offset(1, 2, UTF16) != 5 {
		t.Error("columns behind the end, or inside a character, are not cut")
	}
}

func TestTheTableAfterAnEditIsThatOfTheNewText(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	text := strings.Repeat("a line\n\nß\r\n", 60)
	table := NewLineTable(text)
	for range 2000 {
		from := r.IntN(len(text) + 1)
		to := min(from+r.IntN(30)*r.IntN(2), len(text))
		text = text[:from] + []string{"", "x", "\n", "\n\n", "new\nlines\n", "a line\n"}[r.IntN(6)] + text[to:]
		table = table.Near(text)
		if want := NewLineTable(text); table.Content() != text || !slices.Equal(table.starts, want.starts) {
			t.Fatalf("%q: %v, want %v", text, table.starts, want.starts)
		}
	}
}
