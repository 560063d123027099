package semantics_test

import (
	"os"
	"path/filepath"
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
