package semantics

import (
	"strings"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: what a drop amounts to, and who wrote the text at which it stands, by which
// hints choose what to show: a `String` frees memory, a `File` does something, a
// `MutexGuard` releases what it borrows.

// freeing are the parts of the library whose destructors only free memory, or drop what they hold.
var freeing = []string{"alloc::", "hashbrown::", "core::array::", "std::io::error::"}

// actsInLibrary reports whether the Drop impl of a type of the library does more than to free memory.
func (v *dropView) actsInLibrary(def types.DefID) bool {
	path := v.frame.LibraryPath(def)
	for _, f := range freeing {
		if strings.HasPrefix(path, f) {
			return false
		}
	}
	return path != ""
}

// hirBody is the body of which the view's is a part.
func (v *dropView) hirBody() *hir.Body { return v.frame.Body(v.frame.crate.BodyOwner(v.body.Owner)) }

// desugaringOf names the desugaring that a local belongs to.
func (v *dropView) desugaringOf(l mir.LocalID) string {
	local := &v.body.Locals[l]
	if b := v.hirBody(); local.Desugared && b != nil && int(local.Source) < len(b.Locals) {
		switch b.Locals[local.Source].Origin {
		case hir.OriginFor:
			return "for"
		case hir.OriginAwait:
			return "await"
		}
	}
	return ""
}

// textOrigin says who wrote the text at a span: an expansion's own text bears its number, what a
// call's argument brought does not, and lies inside of the call.
func (v *dropView) textOrigin(s source.Span) TextOrigin {
	b := v.hirBody()
	if b == nil {
		return Written
	}
	for e := s.Expn; e != 0 && int(e) < len(b.Expansions); e = b.Expansions[e].Parent {
		if b.Expansions[e].Kind == hir.ExpnMacro {
			return MacroDefinition
		}
	}
	for i := range b.Expansions {
		x := &b.Expansions[i]
		if c := x.CallSite; x.Kind == hir.ExpnMacro && c.Expn == 0 && c.Item == s.Item && c.Start <= s.Start && s.End <= c.End {
			return MacroArgument
		}
	}
	return Written
}

// callOfMacro is the call of the user's at which what a macro wrote at a span stands; invalid: no macro wrote it.
func (v *dropView) callOfMacro(s source.Span) source.Span {
	b := v.hirBody()
	if b == nil {
		return source.Span{}
	}
	for e := s.Expn; e != 0 && int(e) < len(b.Expansions); e = b.Expansions[e].Parent {
		if x := &b.Expansions[e]; x.Kind == hir.ExpnMacro && x.CallSite.Expn == 0 {
			return x.CallSite
		}
	}
	return source.Span{}
}

// inWhile reports whether what a `while` stands for wrote what stands at a span.
func (v *dropView) inWhile(s source.Span) bool {
	b := v.hirBody()
	return b != nil && s.Expn != 0 && int(s.Expn) < len(b.Expansions) && b.Expansions[s.Expn].Kind == hir.ExpnWhileLoop
}
