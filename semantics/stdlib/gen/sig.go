package main

import (
	"strings"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/stdlib"
)

// This file reads the signatures of functions and associated items.

// member reads an associated item, or a free function's signature, into it.
func (p *parser) member(it *stdlib.Item) {
	it.Vis = p.visibility()
	it.Default = p.eat("default")
	switch {
	case p.is("type"):
		p.next()
		it.Kind, it.Name = hir.KindAssocTy, p.next().text
		it.Generics = p.generics()
		if p.eat(":") {
			it.Bounds = p.bounds()
		}
		p.where(&it.Generics)
		if p.eat("=") {
			it.Ty = p.ty()
		}
		p.where(&it.Generics)
		p.end()
	case p.is("const") && p.at(2) == ":":
		p.next()
		it.Kind, it.Name = hir.KindAssocConst, p.next().text
		p.want(":")
		it.Ty = p.ty()
		p.where(&it.Generics)
		if p.eat("=") {
			it.Value = p.src[p.peek().pos:]
		}
	default:
		it.Kind = hir.KindAssocFn
		p.function(it)
	}
}

func (p *parser) visibility() string {
	if !p.eat("pub") {
		return ""
	}
	if !p.is("(") {
		return "pub"
	}
	var words []string
	for p.next(); !p.eat(")"); {
		words = append(words, p.next().text)
	}
	return strings.Replace(strings.Join(words, ""), "in", "in ", 1)
}

func (p *parser) function(it *stdlib.Item) {
	s := &stdlib.Sig{}
	it.Fn = s
	for !p.eat("fn") {
		switch p.next().text {
		case "const":
			s.Const = true
		case "async":
			s.Async = true
		case "unsafe":
			s.Unsafe = true
		case "safe":
		case "extern":
			s.ABI = abi(p)
		default:
			p.fail("want fn")
		}
	}
	it.Name = p.next().text
	if p.is("<") {
		p.own = append(p.own, paramNames(p.toks)...)
		p.next()
		p.sep(">", func() { it.Generics.Params = append(it.Generics.Params, p.genericParam()) })
	}
	p.want("(")
	p.sep(")", func() { p.argument(s) })
	s.Output = p.output()
	p.where(&it.Generics)
	s.HasBody = p.peek().kind == '{'
	if s.HasBody {
		p.next()
	}
	p.end()
}

func (p *parser) argument(s *stdlib.Sig) {
	if p.eat("...") {
		s.Variadic = true
		return
	}
	if len(s.Params) == 0 && p.self(s) {
		return
	}
	for depth := 0; depth > 0 || !p.is(":"); {
		switch p.next().text {
		case "":
			p.fail("want :")
		case "(", "[":
			depth++
		case ")", "]":
			depth--
		}
	}
	p.want(":")
	if p.eat("...") {
		s.Variadic = true
		return
	}
	s.Params = append(s.Params, p.ty())
}

// self reads the receiver, if that is what comes; its type is the last parameter's.
func (p *parser) self(s *stdlib.Sig) bool {
	saved := p.toks
	self := stdlib.Term{Kind: stdlib.TermSelf}
	if p.eat("&") {
		ref := stdlib.Term{Kind: stdlib.TermRef, Args: []stdlib.Term{self}}
		if p.peek().kind == 'l' {
			ref.Lifetime = p.lifetime()
		}
		ref.Mut = p.eat("mut")
		if !p.eat("self") {
			p.toks = saved
			return false
		}
		s.Self = hir.SelfRef
		if ref.Mut {
			s.Self = hir.SelfRefMut
		}
		s.Params = append(s.Params, ref)
		return true
	}
	p.eat("mut")
	if !p.eat("self") {
		p.toks = saved
		return false
	}
	s.Self = hir.SelfValue
	if p.eat(":") {
		s.Self, self = hir.SelfTyped, p.ty()
	}
	s.Params = append(s.Params, self)
	return true
}
