package parser

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"drop-lsp/syntax/ast"
)

// errorCount is the number of syntax errors in a file, nested items included.
func errorCount(f *ast.File) int {
	var count func(units []*ast.Unit) int
	count = func(units []*ast.Unit) int {
		n := 0
		for _, u := range units {
			n += len(u.Errors) + count(u.Children)
		}
		return n
	}
	return len(f.Errors) + count(f.Units)
}

// TestShareOfTheLibrarysFilesThatParse prints how many files of the installed library's
// sources (unstable syntax included) have an error, and holds the share against falling.
func TestShareOfTheLibrarysFilesThatParse(t *testing.T) {
	out, err := exec.Command("rustc", "--print", "sysroot").Output()
	if err != nil {
		t.Skip("no rustc, so no library sources to parse")
	}
	root := filepath.Join(strings.TrimSpace(string(out)), "lib/rustlib/src/rust/library")
	files, bad := 0, 0
	err = filepath.WalkDir(root, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".rs") {
			return err
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		files++
		if errorCount(ParseFile(string(text))) > 0 {
			bad++
		}
		return nil
	})
	if err != nil {
		t.Skipf("the library's sources are not installed (rustup component add rust-src): %v", err)
	}
	t.Logf("%d of %d files have a syntax error", bad, files)
	if bad*100 > files*8 {
		t.Errorf("%d of %d files have a syntax error", bad, files)
	}
}
