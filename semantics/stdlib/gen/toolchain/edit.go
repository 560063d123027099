package toolchain

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"drop-lsp/semantics/stdlib/gen/rustdoc"
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/parser"
)

// This file: a private copy of the library's sources, with two edits.
//
//  1. rustdoc's JSON loses inherent impls for dyn types, and those in alloc for types of
//     core (`[T]::to_vec`). They become impls of a wrapper, which rustdoc keeps:
//     `impl dyn Any {` → `impl crate::FactsImpl<dyn Any> {`; package rustdoc takes it off.
//  2. rustdoc sets cfg(doc), which adds to std what other targets have. The name in the
//     conditions is changed to one that nobody sets.

// wrapper is what the wrapped impls are for.
const wrapper = "\n#[doc(hidden)] #[unstable(feature = \"facts_impl\", issue = \"none\")] pub struct " + rustdoc.Wrapper + "<T: ?Sized>(*const T);\n"

// copySources copies the library, edited, into dir.
func (t *Toolchain) copySources(dir string) error {
	root := t.library()
	wrapped := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, path)
		if err != nil {
			return err
		}
		to := filepath.Join(dir, rel)
		if d.IsDir() {
			if unneeded(filepath.ToSlash(rel)) {
				return filepath.SkipDir
			}
			return os.MkdirAll(to, 0o755)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if strings.HasSuffix(rel, ".rs") {
			edited, n := edit(filepath.ToSlash(rel), string(text))
			text, wrapped = []byte(edited), wrapped+n
		}
		return os.WriteFile(to, text, 0o644)
	})
	if err == nil && wrapped == 0 {
		err = fmt.Errorf("no impl was put on the wrapper: has the library changed its ways?")
	}
	return err
}

// unneeded reports whether a folder is of tests or of other crates.
func unneeded(rel string) bool {
	top, inner, _ := strings.Cut(rel, "/")
	return inner == "" && (strings.HasSuffix(top, "tests") || top == "vendor") || inner == "tests" || inner == "benches"
}

// edit is a file's text with the edits, and the number of impls it wrapped.
func edit(rel, text string) (string, int) {
	n := 0
	if crate, _, _ := strings.Cut(rel, "/"); crate == "core" || crate == "alloc" {
		text, n = wrapImpls(text, crate == "alloc")
		if rel == crate+"/src/lib.rs" {
			text += wrapper
		}
	}
	return withoutCfgDoc(text), n
}

// wrapImpls puts the file's own inherent impls for dyn types on the wrapper, and if
// foreign, those with methods marked rustc_allow_incoherent_impl: these are for types
// of another crate.
func wrapImpls(text string, foreign bool) (string, int) {
	if !strings.Contains(text, "impl dyn ") && !(foreign && strings.Contains(text, incoherent)) {
		return text, 0
	}
	items, _ := parser.ParseItemsText(text)
	n := 0
	for _, it := range slices.Backward(items) { // from the end, so that ranges stay true
		k, ok := it.Kind.(*ast.ImplItem)
		if !ok || k.Trait != nil || !isDyn(k.Self) && !(foreign && slices.ContainsFunc(k.Items, isIncoherent)) {
			continue
		}
		r := k.Self.Rng()
		text = text[:r.Start] + "crate::" + rustdoc.Wrapper + "<" + text[r.Start:r.End] + ">" + text[r.End:]
		n++
	}
	return text, n
}

const incoherent = "rustc_allow_incoherent_impl"

func isDyn(t ast.Type) bool {
	_, ok := t.(*ast.DynType)
	return ok
}

func isIncoherent(it *ast.Item) bool {
	return slices.ContainsFunc(it.Attrs, func(a *ast.Attr) bool {
		return a.Path != nil && len(a.Path.Segments) == 1 && a.Path.Segments[0].Name.Text == incoherent
	})
}

var (
	condition = regexp.MustCompile(`(^|[^.\w])(cfg|cfg_attr|cfg!|any|all|not)\(`)
	docName   = regexp.MustCompile(`(^|[(,\s])doc(\s*)($|[,)])`)
)

// withoutCfgDoc renames `doc` in the conditions of cfg, cfg_attr, cfg! and cfg_select!.
func withoutCfgDoc(text string) string {
	var out strings.Builder
	for {
		m := condition.FindStringSubmatchIndex(text)
		if m == nil {
			break
		}
		end := m[1] + conditionLen(text[m[1]:], text[m[4]:m[5]] == "cfg_attr")
		out.WriteString(text[:m[1]])
		out.WriteString(docName.ReplaceAllString(text[m[1]:end], "${1}facts_no_doc$2$3"))
		text = text[end:]
	}
	out.WriteString(text)
	return out.String()
}

// conditionLen is how far a condition reaches: to the parenthesis that closes it, or to
// the first comma of its own.
func conditionLen(text string, comma bool) int {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth < 0 {
				return i
			}
		case ',':
			if comma && depth == 0 {
				return i
			}
		}
	}
	return len(text)
}
