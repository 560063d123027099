package parser

import (
	"math/big"
	"strconv"
	"strings"

	"drop-lsp/syntax/ast"
)

// This file lowers patterns and literals.

func (l *lowerer) pats(n *node) []ast.Pat {
	var out []ast.Pat
	for _, k := range n.kids {
		if (k.named || k.kind == "_") && k.field != "type" {
			out = append(out, l.pat(k))
		}
	}
	return out
}

func (l *lowerer) lastPat(n *node) ast.Pat {
	if ps := n.kids; len(ps) > 0 {
		return l.pat(ps[len(ps)-1])
	}
	l.fail(n, "expected a pattern")
	return &ast.ErrorPat{At: l.at(n)}
}

// mutable puts `mut` on the binding behind it.
func (l *lowerer) mutable(m *node, p ast.Pat) ast.Pat {
	id, ok := p.(*ast.IdentPat)
	if !ok {
		l.fail(m, "`mut` must be followed by a named binding")
		return p
	}
	id.Mut, id.Start = true, l.at(m).Start
	return id
}

func (l *lowerer) pat(n *node) ast.Pat {
	a := l.at(n)
	if n.missing {
		return &ast.ErrorPat{At: a} // collect has said so
	}
	switch n.kind {
	case "_":
		return &ast.WildPat{At: a}
	case "remaining_field_pattern":
		return &ast.RestPat{At: a}
	case "identifier", "self", "metavariable":
		return &ast.IdentPat{At: a, Name: l.ident(n)}
	case "scoped_identifier":
		return &ast.PathPat{At: a, Path: l.path(n)}
	case "ref_pattern", "mut_pattern":
		return l.bindingMode(n)
	case "captured_pattern":
		if k := n.find("identifier"); k != nil {
			return &ast.IdentPat{At: a, Name: l.ident(k), Sub: l.lastPat(n)}
		}
	case "tuple_pattern":
		ps := l.pats(n)
		if len(ps) == 1 && !n.has(",") {
			if _, rest := ps[0].(*ast.RestPat); !rest {
				return &ast.ParenPat{At: a, Pat: ps[0]}
			}
		}
		return &ast.TuplePat{At: a, Elems: ps}
	case "slice_pattern":
		return &ast.SlicePat{At: a, Elems: l.pats(n)}
	case "tuple_struct_pattern":
		if t := n.get("type"); t != nil {
			return &ast.TupleStructPat{At: a, Path: l.path(t), Elems: l.pats(n)}
		}
	case "struct_pattern":
		return l.structPat(n)
	case "reference_pattern":
		return &ast.RefPat{At: a, Mut: n.has("mutable_specifier"), Pat: l.lastPat(n)}
	case "or_pattern":
		return &ast.OrPat{At: a, Pats: l.alternatives(n)}
	case "range_pattern":
		return l.rangePat(n)
	case "macro_invocation":
		return &ast.MacroPat{At: a, Mac: l.macro(n)}
	case "string_literal", "raw_string_literal", "char_literal", "boolean_literal", "integer_literal", "float_literal", "negative_literal", "const_block":
		return &ast.LitPat{At: a, Expr: l.expr(n)}
	}
	l.fail(n, "expected a pattern")
	return &ast.ErrorPat{At: a}
}

// bindingMode lowers `ref p` and `mut p`, which the grammar nests around any pattern.
func (l *lowerer) bindingMode(n *node) ast.Pat {
	p, ok := l.lastPat(n).(*ast.IdentPat)
	if !ok {
		l.fail(n, "expected a binding")
		return &ast.ErrorPat{At: l.at(n)}
	}
	p.At = l.at(n)
	if n.kind == "ref_pattern" {
		p.Ref = true
	} else {
		p.Mut = true
	}
	return p
}

func (l *lowerer) alternatives(n *node) []ast.Pat {
	var out []ast.Pat
	for _, k := range n.kids {
		switch {
		case k.kind == "or_pattern":
			out = append(out, l.alternatives(k)...)
		case k.named || k.kind == "_":
			out = append(out, l.pat(k))
		}
	}
	return out
}

func (l *lowerer) structPat(n *node) ast.Pat {
	s := &ast.StructPat{At: l.at(n), Path: &ast.Path{At: l.at(n)}}
	if t := n.get("type"); t != nil {
		s.Path = l.path(t)
	}
	for _, k := range n.namedKids() {
		switch k.kind {
		case "remaining_field_pattern":
			s.Rest = true
		case "field_pattern":
			s.Fields = append(s.Fields, l.fieldPat(k))
		}
	}
	return s
}

func (l *lowerer) fieldPat(n *node) ast.FieldPat {
	f := ast.FieldPat{At: l.at(n)}
	name := n.get("name")
	if name == nil {
		l.fail(n, "expected a field")
		f.Pat = &ast.ErrorPat{At: f.At}
		return f
	}
	f.Name = l.ident(name)
	if p := n.get("pattern"); p != nil {
		f.Pat = l.pat(p)
		return f
	}
	f.Shorthand = true
	f.Pat = &ast.IdentPat{At: f.At, Ref: n.has("ref"), Mut: n.has("mutable_specifier"), Name: f.Name}
	return f
}

func (l *lowerer) rangePat(n *node) ast.Pat {
	r := &ast.RangePat{At: l.at(n)}
	seen := false
	for _, k := range n.kids {
		switch {
		case k.kind == ".." || k.kind == "..=" || k.kind == "...":
			seen, r.Inclusive = true, k.kind != ".."
		case !k.named:
		case seen:
			r.Hi = l.expr(k)
		default:
			r.Lo = l.expr(k)
		}
	}
	return r
}

// literal lowers a literal with its suffix and value.
func (l *lowerer) literal(n *node) ast.Lit {
	t := l.orig[n.start:n.end]
	lit := ast.Lit{At: l.at(n), Text: t}
	switch n.kind {
	case "boolean_literal":
		lit.Kind, lit.Value = ast.LitBool, t
	case "integer_literal", "float_literal":
		numberLit(&lit)
	case "char_literal":
		lit.Kind = ast.LitChar
		if t[0] == 'b' {
			lit.Kind = ast.LitByte
		}
		lit.Value = unescape(between(t, '\''))
	default:
		lit.Kind = map[byte]ast.LitKind{'b': ast.LitByteStr, 'c': ast.LitCStr}[t[0]]
		if lit.Kind == 0 {
			lit.Kind = ast.LitStr
		}
		lit.Value = between(t, '"')
		if n.kind == "string_literal" {
			lit.Value = unescape(lit.Value)
		}
	}
	return lit
}

func between(t string, q byte) string {
	i, j := strings.IndexByte(t, q), strings.LastIndexByte(t, q)
	if i < 0 || j <= i {
		return ""
	}
	return t[i+1 : j]
}

var suffixes = strings.Fields("u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f16 f32 f64 f128")

func numberLit(lit *ast.Lit) {
	t := lit.Text
	for _, s := range suffixes {
		if strings.HasSuffix(t, s) && (s[0] != 'f' || !strings.HasPrefix(t, "0x")) {
			lit.Suffix = s
			t = t[:len(t)-len(s)]
			break
		}
	}
	t = strings.ReplaceAll(t, "_", "")
	lit.Value = t
	prefixed := len(t) > 1 && t[0] == '0' && strings.IndexByte("xob", t[1]) >= 0
	if !prefixed && (strings.ContainsAny(t, ".eE") || strings.HasPrefix(lit.Suffix, "f")) {
		lit.Kind = ast.LitFloat
		return
	}
	base, digits := 10, t
	if prefixed {
		base, digits = map[byte]int{'x': 16, 'o': 8, 'b': 2}[t[1]], t[2:]
	}
	if v, ok := new(big.Int).SetString(digits, base); ok {
		lit.Value = v.String()
	}
}

var escapes = map[byte]byte{'n': '\n', 't': '\t', 'r': '\r', '0': 0, '\\': '\\', '\'': '\'', '"': '"'}

// unescape undoes escapes; a backslash at a line's end skips the white space after it.
func unescape(s string) string {
	if !strings.Contains(s, "\\") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		switch c := s[i]; {
		case c == 'x' && i+2 < len(s):
			v, _ := strconv.ParseUint(s[i+1:i+3], 16, 8)
			b.WriteByte(byte(v))
			i += 2
		case c == 'u' && strings.IndexByte(s[i:], '}') > 1:
			end := strings.IndexByte(s[i:], '}')
			v, _ := strconv.ParseUint(strings.ReplaceAll(s[i+2:i+end], "_", ""), 16, 32)
			b.WriteRune(rune(v))
			i += end
		case c == '\n' || c == '\r':
			for i+1 < len(s) && strings.IndexByte(" \t\r\n", s[i+1]) >= 0 {
				i++
			}
		default:
			if v, ok := escapes[c]; ok {
				b.WriteByte(v)
			}
		}
	}
	return b.String()
}
