package server

import (
	"math/rand"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"go.lsp.dev/protocol"

	"drop-lsp/syntax/source"
)

// naive applies an edit on units of the encoding, without any table.
func naive(units []rune, r protocol.Range, text []rune) []rune {
	at := func(p protocol.Position) int {
		i := 0
		for l := 0; l < int(p.Line); l++ {
			n := slices.Index(units[i:], '\n')
			if n < 0 {
				return len(units)
			}
			i += n + 1
		}
		end := len(units)
		if n := slices.Index(units[i:], '\n'); n >= 0 {
			end = i + n
		}
		return min(i+int(p.Character), end)
	}
	a, b := at(r.Start), at(r.End)
	if b < a {
		a, b = b, a
	}
	return slices.Concat(units[:a], text, units[b:])
}

// units cuts a text as the encoding counts; only texts without halves of characters
// come back, so the edits below stay on whole ones.
func units(s string, enc source.Encoding) (out []rune) {
	switch enc {
	case source.UTF8:
		for _, b := range []byte(s) {
			out = append(out, rune(b))
		}
	case source.UTF16:
		for _, u := range utf16.Encode([]rune(s)) {
			out = append(out, rune(u))
		}
	default:
		out = []rune(s)
	}
	return out
}

// TestEditsGiveTheSameTextAsApplyingThemNaively runs random sequences of edits.
func TestEditsGiveTheSameTextAsApplyingThemNaively(t *testing.T) {
	pieces := []string{"", "a", "ß", "𝄞", "\n", "fn f() {}\n", "é𝄞\nx"}
	for seed := int64(0); seed < 300; seed++ {
		rng := rand.New(rand.NewSource(seed))
		enc := []source.Encoding{source.UTF8, source.UTF16, source.UTF32}[rng.Intn(3)]
		text := "let ä = 1;\n𝄞𝄞\n\nend"
		want := units(text, enc)
		for i := 0; i < 20; i++ {
			lt := source.NewLineTable(text)
			place := func() protocol.Position { // the start of a character, or behind the line or the text
				var at int
				if at = rng.Intn(len(text) + 1); rng.Intn(8) == 0 {
					return protocol.Position{Line: uint32(rng.Intn(9)), Character: 1000}
				}
				l, c := lt.Position(at, enc)
				return protocol.Position{Line: uint32(l), Character: uint32(c)}
			}
			r := protocol.Range{Start: place(), End: place()}
			put := pieces[rng.Intn(len(pieces))]
			text = applyChanges(source.NewLineTable(text), []contentChange{{Range: &r, Text: put}}, enc).Content()
			want = naive(want, r, units(put, enc))
			if !slices.Equal(units(text, enc), want) {
				t.Fatalf("seed %d, edit %d: %q", seed, i, text)
			}
		}
	}
}

func TestAChangeWithoutARangeIsTheWholeText(t *testing.T) {
	one := protocol.Range{Start: protocol.Position{Line: 0, Character: 1}, End: protocol.Position{Line: 0, Character: 2}}
	got := applyChanges(source.NewLineTable("old"), []contentChange{{Text: "a\r\nb"}, {Range: &one, Text: "x"}}, source.UTF16).Content()
	if got != "ax\r\nb" || !strings.Contains(got, "x") {
		t.Errorf("%q", got)
	}
}
