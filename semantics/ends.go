package semantics

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: the errors at which rustc ends before the borrow checker. Its phases, and what an
// error in each means for the bodies of the crate, as rustc 1.95 answers:
//
//	tokens     a delimiter without partner, a literal or comment without end    ends, in any file
//	           unknown characters, bad escapes and numbers, unknown prefixes    goes on
//	parse      in an item's header or between items, in the root's file         ends
//	           the same in another file: its module is empty                    goes on
//	           in braces, in a fn's parentheses, a line's missing semicolon     goes on
//	expand     no rule takes a macro call; the recursion limit                  ends
//	           unknown macros, derives and attributes, compile_error!, built-in
//	           macros' arguments, what does not parse after expansion           goes on
//	           a module's file is missing                                       goes on
//	resolve    imports, names, duplicates, privacy, lifetimes, labels           goes on
//	lower      a bound or impl whose trait is none (E0404, E0405, E0433)        ends
//	           features, attributes, ABIs, what is not allowed where it stands  goes on
//	item check well-formedness, coherence, orphans, main, recursion of types    goes on
//	           a cycle of queries (E0391), the overflow of an obligation (E0275) ends
//	typeck     a body's type errors: that body and its closures are not checked
//	patterns   exhaustiveness, per body, closures apart                         likewise
//	borrowck   per body; unsafety, const checks, lints at deny do not hinder it
//
// An error of one body leaves the others alone; Tainted (hir, infer, thir) says which it is.

// Ends is the first error at which rustc ends before it checks any body.
func (p *Program) Ends() (hir.Unknown, bool) {
	for i, f := range p.order {
		for _, e := range []*ast.SyntaxError{f.src.AST.Fatal, f.src.AST.Stops} {
			if e != nil && (i == 0 || e == f.src.AST.Fatal) {
				return hir.Unknown{Span: p.spanIn(f, e.Range), Reason: e.Msg}, true
			}
		}
	}
	if len(p.Crate.Fatal) > 0 {
		return p.Crate.Fatal[0], true
	}
	for _, id := range p.Crate.Order {
		if f := p.Crate.Defs.At(id).Fatal; len(f) > 0 {
			return f[0], true
		}
	}
	for _, owner := range p.Bodies() {
		if f := p.fatal(owner); len(f) > 0 {
			return f[0], true
		}
	}
	return hir.Unknown{}, false
}

// fatal are the errors in a body at which rustc ends.
func (p *Program) fatal(owner types.DefID) []hir.Unknown {
	body := p.Body(owner)
	if body == nil {
		return nil
	}
	return body.Fatal
}

// spanIn is a range of a file as a span of the text unit that it begins in.
func (p *Program) spanIn(f *file, r source.Range) source.Span {
	best, found := source.Span{}, false
	for _, u := range f.src.AST.Units {
		if item, ok := p.Crate.UnitItem(u); ok && (!found || u.Start <= r.Start) {
			best, found = source.Span{Item: item, Start: r.Start - u.Start, End: r.End - u.Start}, true
		}
	}
	return best
}
