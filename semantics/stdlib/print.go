package stdlib

import (
	"strings"

	"drop-lsp/semantics/hir"
)

// This file: terms back in Rust syntax with canonical paths, for messages about the
// facts and for the generator, which holds each term against the text it was read from.

// String is a term of these facts in Rust syntax.
func (f *Facts) String(t *Term) string { return Print(t, f.Path) }

// Print is a term in Rust syntax; path names definitions.
func Print(t *Term, path func(hir.DefID) string) string {
	p := &printer{path: path}
	p.term(t)
	return p.out.String()
}

// PrintBounds is a list of bounds in Rust syntax.
func PrintBounds(bs []Bound, path func(hir.DefID) string) string {
	p := &printer{path: path}
	p.bounds(bs)
	return p.out.String()
}

type printer struct {
	path func(hir.DefID) string
	out  strings.Builder
}

func (p *printer) put(ss ...string) {
	for _, s := range ss {
		p.out.WriteString(s)
	}
}

func (p *printer) terms(ts []Term) {
	for i := range ts {
		if i > 0 {
			p.put(", ")
		}
		p.term(&ts[i])
	}
}

func (p *printer) term(t *Term) {
	switch t.Kind {
	case TermNone:
	case TermPath:
		p.pathTerm(t)
	case TermPrim:
		p.put(t.Prim.String())
	case TermParam, TermConst:
		p.put(t.Name)
	case TermSelf:
		p.put("Self")
	case TermNever:
		p.put("!")
	case TermInfer:
		p.put("_")
	case TermLifetime:
		p.put(t.Lifetime.Name)
	case TermRef:
		p.put("&")
		if t.Lifetime.Name != "" {
			p.put(t.Lifetime.Name, " ")
		}
		if t.Mut {
			p.put("mut ")
		}
		p.pointee(&t.Args[0])
	case TermPtr:
		p.put(map[bool]string{true: "*mut ", false: "*const "}[t.Mut])
		p.pointee(&t.Args[0])
	case TermSlice:
		p.put("[")
		p.term(&t.Args[0])
		p.put("]")
	case TermArray:
		p.put("[")
		p.term(&t.Args[0])
		p.put("; ")
		p.term(&t.Args[1])
		p.put("]")
	case TermTuple:
		p.put("(")
		p.terms(t.Args)
		if len(t.Args) == 1 {
			p.put(",")
		}
		p.put(")")
	case TermFnPtr:
		p.fnPtr(t)
	case TermDyn:
		p.put("dyn ")
		p.bounds(t.Bounds)
	case TermImpl:
		p.put("impl ")
		p.bounds(t.Bounds)
	case TermProjection:
		p.projection(t)
	case TermPattern:
		p.term(&t.Args[0])
		p.put(" is ", t.Name)
	default:
		panic("stdlib: unknown form of term")
	}
}

// pointee puts `dyn A + B` into parentheses.
func (p *printer) pointee(t *Term) {
	if (t.Kind == TermDyn || t.Kind == TermImpl) && len(t.Bounds) > 1 {
		p.put("(")
		defer p.put(")")
	}
	p.term(t)
}

func (p *printer) fnPtr(t *Term) {
	p.binder(t.For)
	if t.Unsafe {
		p.put("unsafe ")
	}
	if t.ABI != "" {
		p.put(`extern "`, t.ABI, `" `)
	}
	n := len(t.Args) - 1
	p.put("fn(")
	p.terms(t.Args[:n])
	if t.Variadic {
		p.put(", ...")
	}
	p.put(")")
	p.output(&t.Args[n])
}

func (p *printer) output(t *Term) {
	if t.Kind == TermTuple && len(t.Args) == 0 {
		return
	}
	p.put(" -> ")
	p.term(t)
}

func (p *printer) binder(names []string) {
	if len(names) > 0 {
		p.put("for<", strings.Join(names, ", "), "> ")
	}
}

func (p *printer) pathTerm(t *Term) {
	name := t.Name
	if !t.Def.IsZero() {
		name = p.path(t.Def)
	}
	p.put(name)
	if isFnTrait(name) && len(t.Args) == 1 && t.Args[0].Kind == TermTuple && len(t.Assoc) == 1 {
		p.put("(")
		p.terms(t.Args[0].Args)
		p.put(")")
		p.output(&t.Assoc[0].Ty)
		return
	}
	p.args(t.Args, t.Assoc)
}

// isFnTrait reports whether a trait is written with parentheses.
func isFnTrait(name string) bool {
	switch lastSegment(name) {
	case "Fn", "FnMut", "FnOnce", "AsyncFn", "AsyncFnMut", "AsyncFnOnce":
		return true
	}
	return false
}

func (p *printer) args(args []Term, assoc []Assoc) {
	if len(args)+len(assoc) == 0 {
		return
	}
	p.put("<")
	p.terms(args)
	for i := range assoc {
		if i > 0 || len(args) > 0 {
			p.put(", ")
		}
		a := &assoc[i]
		p.put(a.Name)
		p.args(a.Args, nil)
		if a.Ty.Kind == TermNone {
			p.put(": ")
			p.bounds(a.Bounds)
		} else {
			p.put(" = ")
			p.term(&a.Ty)
		}
	}
	p.put(">")
}

func (p *printer) projection(t *Term) {
	if t.Trait != nil {
		p.put("<")
		p.term(&t.Args[0])
		p.put(" as ")
		p.term(t.Trait)
		p.put(">")
	} else {
		p.term(&t.Args[0])
	}
	p.put("::", t.Name)
	p.args(t.Args[1:], nil)
}

func (p *printer) bounds(bs []Bound) {
	for i := range bs {
		b := &bs[i]
		if i > 0 {
			p.put(" + ")
		}
		switch {
		case b.Use:
			p.put("use")
			p.args(b.Captures, nil)
		case b.Trait.Kind == TermNone:
			p.put(b.Lifetime.Name)
		default:
			if b.Maybe {
				p.put("?")
			}
			p.binder(b.For)
			p.term(&b.Trait)
		}
	}
}
