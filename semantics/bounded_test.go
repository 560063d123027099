package semantics_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"drop-lsp/semantics"
	"drop-lsp/syntax/source"
)

// This file: everything ends. The programs of testdata/bounded need themselves, grow
// without end or are enormous; each is analysed to its end, with a message or in silence.

func TestEverythingEnds(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "bounded", "*.rs"))
	if err != nil || len(files) == 0 {
		t.Fatal("no programs", err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			analyse(string(text))
		})
	}
}

// analyse asks everything of a program.
func analyse(text string) {
	p := semantics.LoadText("bounded.rs", text, semantics.Options{Edition: source.Edition2021})
	p.Check()
	p.Drops()
	p.Glue()
}

// A match of thousands of arms is read in steps that grow with the arms, not their square.
func TestLongMatchesEnd(t *testing.T) {
	t.Parallel()
	var chars, words, variants, arms strings.Builder
	for i := range 2000 {
		fmt.Fprintf(&chars, "'\\u{%x}'..='\\u{%x}' => %d,\n", 0x100+3*i, 0x101+3*i, i)
		fmt.Fprintf(&words, "\"w%d\" => %d,\n", i, i)
		fmt.Fprintf(&variants, "V%d,\n", i)
		fmt.Fprintf(&arms, "E::V%d => %d,\n", i, i)
	}
	analyse("fn c(x: char) -> u32 { match x {\n" + chars.String() + "_ => 0 } }\n" +
		"fn s(x: &str) -> u32 { match x {\n" + words.String() + "_ => 0 } }\n" +
		"enum E {\n" + variants.String() + "}\nfn e(x: E) -> u32 { match x {\n" + arms.String() + "} }\n")
}
