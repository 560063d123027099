package semantics

import (
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// layers is the order of the packages: each imports only packages above it.
// The table is the one in CONTRIBUTING.md.
var layers = []string{
	"syntax/source",
	"syntax/diag",
	"syntax/halftyped",
	"syntax/ast",
	"syntax/parser",
	"syntax/macro",
	"semantics/hir",
	"semantics/types",
	"semantics/stdlib",
	"semantics/traits",
	"semantics/infer",
	"semantics/thir",
	"semantics/mir",
	"semantics/mirbuild",
	"semantics/consteval",
	"semantics/drops",
	"semantics/borrowck",
	"semantics/lints",
	"semantics/cargo",
	"semantics",
	"semantics/mirtest",
	"server/draw",
	"server",
	"cmd/drop-lsp",
}

// TestEachPackageImportsOnlyPackagesAboveIt holds the imports of the code (tests
// aside) against layers. Generators below a package (its gen folder) are programs of
// their own and may import only what their package may.
func TestEachPackageImportsOnlyPackagesAboveIt(t *testing.T) {
	rank := map[string]int{}
	for i, l := range layers {
		rank[l] = i
	}
	checked := 0
	for _, top := range []string{"syntax", "semantics", "server", "cmd"} {
		err := filepath.WalkDir(filepath.Join("..", top), func(path string, d os.DirEntry, err error) error {
			if err != nil {
				return err
			}
			if d.IsDir() && d.Name() == "testdata" {
				return filepath.SkipDir
			}
			if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return nil
			}
			rel, err := filepath.Rel("..", filepath.Dir(path))
			if err != nil {
				return err
			}
			self, ok := owner(filepath.ToSlash(rel), rank)
			if !ok {
				t.Errorf("%s: package %s is not in the table of layers", path, rel)
				return nil
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
			if err != nil {
				return err
			}
			for _, imp := range f.Imports {
				name := strings.Trim(imp.Path.Value, `"`)
				in, ok := strings.CutPrefix(name, "drop-lsp/")
				if !ok {
					if name == "C" && self != "syntax/parser" {
						t.Errorf("%s: cgo outside syntax/parser", path)
					}
					continue
				}
				checked++
				target, ok := owner(in, rank)
				if !ok || target != self && rank[target] >= rank[self] {
					t.Errorf("%s: %s may not import %s", path, self, in)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if checked == 0 {
		t.Fatal("no import was checked")
	}
}

// owner is the package of the table that a folder is, or lies below.
func owner(dir string, rank map[string]int) (string, bool) {
	for dir != "." && dir != "" {
		if _, ok := rank[dir]; ok {
			return dir, true
		}
		i := strings.LastIndex(dir, "/")
		if i < 0 {
			return "", false
		}
		dir = dir[:i]
		if dir == "semantics" {
			return "", false // a folder of semantics must be in the table itself
		}
	}
	return "", false
}
