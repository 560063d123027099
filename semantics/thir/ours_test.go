package thir_test

import (
	"fmt"
	"math/big"
	"strings"

	"drop-lsp/semantics"
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/infer"
	"drop-lsp/semantics/thir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: our thir in the form in which it is compared with rustc's.

// reader turns one body of ours into nodes.
type reader struct {
	p     *semantics.Program
	lines *source.LineTable
	b     *thir.Body
}

func (r *reader) span(s source.Span) string {
	fs, ok := r.p.Resolve(s)
	if !ok || s.Expn != 0 {
		return "expansion"
	}
	pos := func(o int) string {
		l, c := r.lines.Position(o, source.UTF32)
		return fmt.Sprintf("%d:%d", l+1, c+1)
	}
	return pos(fs.Start) + "-" + pos(fs.End)
}

func (r *reader) typ(t types.Type) string { return canonical(show(r.p, t)) }

func (r *reader) args(a types.Args) string { return canonical("[" + showArgs(r.p, a) + "]") }

func (r *reader) name(d types.DefID) string {
	if r.p.DefKind(d) == hir.KindClosure {
		path := r.p.DefPath(d)
		return path[strings.LastIndex(path, ":")+1:]
	}
	return lastName(r.p, d)
}

func scopeID(s thir.ScopeID) string { return fmt.Sprint("scope ", s) }

func localName(l hir.LocalID) string { return fmt.Sprint("var ", l) }

func annotated(n int) string {
	if n != 0 {
		return " annotated"
	}
	return ""
}

func (r *reader) params() []*node {
	var out []*node
	for _, p := range r.b.Params {
		n := &node{label: "Param : " + r.typ(p.Type)}
		if p.Pat != 0 {
			n.add(r.pat(p.Pat))
		}
		out = append(out, n)
	}
	return out
}

func (r *reader) expr(e thir.ExprID) *node {
	x := &r.b.Exprs[e]
	n := r.kind(x)
	n.label += " : " + r.typ(x.Type)
	n.span = r.span(x.Span)
	n.ids = append(n.ids, fmt.Sprint("temp ", x.Hir))
	return n
}

var binaryNames = map[string]string{"+": "Add", "-": "Sub", "*": "Mul", "/": "Div", "%": "Rem", "^": "BitXor", "&": "BitAnd", "|": "BitOr",
	"<<": "Shl", ">>": "Shr", "==": "Eq", "<": "Lt", "<=": "Le", "!=": "Ne", ">=": "Ge", ">": "Gt", "&&": "And", "||": "Or"}

var pointerNames = map[infer.AdjustKind]string{infer.ReifyFnPointer: "ReifyFnPointer(Safe)", infer.UnsafeFnPointer: "UnsafeFnPointer",
	infer.ClosureFnPointer: "ClosureFnPointer(Safe)", infer.MutToConstPointer: "MutToConstPointer", infer.Unsize: "Unsize",
	infer.ArrayToPointer: "ArrayToPointer"}

func mutName(m bool) string {
	if m {
		return "Mut"
	}
	return "Not"
}

func borrowName(k thir.Borrow) string {
	switch {
	case k.Fake:
		return "Fake"
	case !k.Mut:
		return "Shared"
	case k.Unique:
		return "Mut { kind: ClosureCapture }"
	case k.TwoPhase:
		return "Mut { kind: TwoPhaseBorrow }"
	}
	return "Mut { kind: Default }"
}

func (r *reader) kind(x *thir.Expr) *node {
	n := &node{}
	sub := func(es ...thir.ExprID) *node {
		for _, e := range es {
			if e != 0 {
				n.add(r.expr(e))
			}
		}
		return n
	}
	is := func(format string, args ...any) { n.label = fmt.Sprintf(format, args...) }
	switch k := x.Kind.(type) {
	case thir.ScopeExpr:
		is("Scope")
		n.ids = append(n.ids, scopeID(k.Scope))
		sub(k.Value)
	case thir.If:
		is("If")
		n.ids = append(n.ids, scopeID(k.Scope))
		sub(k.Cond, k.Then, k.Else)
	case thir.Call:
		is("Call %s hir=%v", r.typ(k.FnType), k.FromHir)
		n.add(&node{label: "fn_span", span: r.span(k.FnSpan)})
		sub(k.Fun)
		sub(k.Args...)
	case thir.Deref:
		is("Deref")
		sub(k.Arg)
	case thir.Binary:
		is("Binary %s", binaryNames[k.Op])
		sub(k.L, k.R)
	case thir.Logical:
		is("LogicalOp %s", binaryNames[k.Op])
		sub(k.L, k.R)
	case thir.Unary:
		is("Unary %s", map[byte]string{'-': "Neg", '!': "Not"}[k.Op])
		sub(k.Arg)
	case thir.AssignOp:
		is("AssignOp %sAssign", binaryNames[strings.TrimSuffix(k.Op, "=")])
		sub(k.L, k.R)
	case thir.Cast:
		is("Cast")
		sub(k.Source)
	case thir.Use:
		is("Use")
		sub(k.Source)
	case thir.NeverToAny:
		is("NeverToAny")
		sub(k.Source)
	case thir.PointerCoercion:
		is("Pointer %s as=%v", pointerNames[k.Kind], !k.Implicit)
		sub(k.Source)
	case thir.Loop:
		is("Loop")
		sub(k.Body)
	case thir.Let:
		is("Let")
		sub(k.Expr).add(r.pat(k.Pat))
	case thir.Match:
		is("Match")
		sub(k.Scrutinee)
		for _, a := range k.Arms {
			n.add(r.arm(&r.b.Arms[a]))
		}
	case thir.BlockExpr:
		return r.block(k.Block)
	case thir.Assign:
		is("Assign")
		sub(k.L, k.R)
	case thir.Field:
		is("Field %d.%d", k.Variant, k.Index)
		sub(k.L)
	case thir.Index:
		is("Index")
		sub(k.L, k.Index)
	case thir.VarRef:
		is("VarRef")
		n.ids = append(n.ids, localName(k.Local))
	case thir.UpvarRef:
		is("UpvarRef")
		n.ids = append(n.ids, localName(k.Local))
	case thir.Borrow:
		is("Borrow %s", borrowName(k))
		sub(k.Arg)
	case thir.RawBorrow:
		is("RawBorrow %s", mutName(k.Mut))
		sub(k.Arg)
	case thir.Break:
		is("Break")
		n.ids = append(n.ids, scopeID(k.Label))
		sub(k.Value)
	case thir.Continue:
		is("Continue")
		n.ids = append(n.ids, scopeID(k.Label))
	case thir.Return:
		is("Return")
		sub(k.Value)
	case thir.Yield:
		is("Yield")
		sub(k.Value)
	case thir.Repeat:
		is("Repeat %s", canonical(showConst(r.p, k.Count)))
		sub(k.Value)
	case thir.Array:
		is("Array")
		sub(k.Fields...)
	case thir.Tuple:
		is("Tuple")
		sub(k.Fields...)
	case thir.Adt:
		is("Adt %s %d %s%s", lastName(r.p, k.Def), k.Variant, r.args(k.Args), annotated(k.Annotation))
		for _, f := range k.Fields {
			n.add((&node{label: fmt.Sprint("field ", f.Index)}).add(r.expr(f.Expr)))
		}
		if k.Base != 0 {
			base := (&node{label: "base"}).add(r.expr(k.Base))
			for _, t := range k.BaseTypes {
				base.label += " " + r.typ(t)
			}
			n.add(base)
		}
	case thir.PlaceTypeAscription:
		is("PlaceTypeAscription%s", annotated(k.Annotation))
		sub(k.Source)
	case thir.ValueTypeAscription:
		is("ValueTypeAscription%s", annotated(k.Annotation))
		sub(k.Source)
	case thir.ClosureExpr:
		is("Closure %s", r.name(k.Def))
		sub(k.Captures...)
		for _, f := range k.FakeReads {
			n.add((&node{label: "FakeRead"}).add(r.expr(f.Place)))
		}
	case thir.Literal:
		is("Literal %s %v", ourLiteral(k.Lit), k.Neg)
	case thir.ZstLiteral:
		is("ZstLiteral%s", annotated(k.Annotation))
	case thir.NamedConst:
		is("NamedConst %s %s", lastName(r.p, k.Def), annotated(k.Annotation))
	case thir.ConstBlock:
		is("ConstBlock %s ", r.name(k.Def))
	case thir.ConstParam:
		is("ConstParam %s", showConst(r.p, k.Const))
	case thir.StaticRef:
		is("StaticRef %s", lastName(r.p, k.Def))
	case thir.ThreadLocalRef:
		is("ThreadLocalRef %s", lastName(r.p, k.Def))
	case thir.Unknown:
		is("Unknown %s", k.Reason)
	default:
		is("%T", k)
	}
	return n
}

func ourLiteral(l hir.Lit) string {
	switch l.Kind {
	case ast.LitInt:
		v := new(big.Int).SetUint64(l.Hi)
		return "int " + v.Lsh(v, 64).Or(v, new(big.Int).SetUint64(l.Lo)).String()
	case ast.LitFloat:
		return "float"
	case ast.LitChar:
		return fmt.Sprintf("char %x", []rune(l.Value)[0])
	case ast.LitByte:
		return fmt.Sprint("byte ", l.Value[0])
	case ast.LitBool:
		return "bool " + l.Text
	}
	return "string"
}

func (r *reader) arm(a *thir.Arm) *node {
	n := &node{label: "Arm", span: r.span(a.Span), ids: []string{scopeID(a.Scope)}}
	n.add(r.pat(a.Pat))
	if a.Guard != 0 {
		n.add((&node{label: "guard"}).add(r.expr(a.Guard)))
	}
	return n.add(r.expr(a.Body))
}

func (r *reader) block(id thir.BlockID) *node {
	b := &r.b.Blocks[id]
	n := &node{label: fmt.Sprintf("Block targeted=%v", b.Targeted), ids: []string{scopeID(b.Scope)}}
	for i := range b.Stmts {
		s := &b.Stmts[i]
		if s.Pat == 0 {
			n.add((&node{label: "Stmt", ids: []string{scopeID(s.Scope)}}).add(r.expr(s.Expr)))
			continue
		}
		let := &node{label: "Let", span: r.span(s.Span), ids: []string{scopeID(s.Remainder), scopeID(s.Scope)}}
		let.add(r.pat(s.Pat))
		if s.Expr != 0 {
			let.add(r.expr(s.Expr))
		}
		if s.Else != 0 {
			let.add(r.block(s.Else))
		}
		n.add(let)
	}
	if b.Tail != 0 {
		n.add((&node{label: "tail"}).add(r.expr(b.Tail)))
	}
	return n
}

func (r *reader) pat(id thir.PatID) *node {
	p := &r.b.Pats[id]
	n := &node{}
	sub := func(ps ...thir.PatID) {
		for _, p := range ps {
			if p != 0 {
				n.add(r.pat(p))
			}
		}
	}
	fields := func(fs []thir.FieldPat) {
		for _, f := range fs {
			n.add(r.pat(f.Pat))
		}
	}
	bits := func(c types.Const) string {
		if c.Hi != 0 {
			return fmt.Sprintf("%x%016x", c.Hi, c.Lo)
		}
		return fmt.Sprintf("%x", c.Lo)
	}
	switch k := p.Kind.(type) {
	case thir.PatWild:
		n.label = "Wild"
	case thir.PatMissing:
		n.label = "Missing"
	case thir.PatAscribe:
		n.label = "Ascribe"
		sub(k.Sub)
		return n
	case thir.PatBinding:
		by := "No"
		if k.Mode != hir.NoRef {
			by = "Yes(Not, " + mutName(k.Mode == hir.RefMut) + ")"
		}
		n.label = fmt.Sprintf("Binding %q BindingMode(%s, %s) %s primary=%v", r.b.Hir.Locals[k.Local].Name, by, mutName(k.Mut), r.typ(k.Type), k.Primary)
		n.ids = append(n.ids, localName(k.Local))
		sub(k.Sub)
	case thir.PatVariant:
		n.label = fmt.Sprintf("Variant %s %d %s", lastName(r.p, k.Adt), k.Variant, r.args(k.Args))
		fields(k.Fields)
	case thir.PatLeaf:
		n.label = "Leaf"
		fields(k.Fields)
	case thir.PatDeref:
		n.label = "Deref"
		sub(k.Sub)
	case thir.PatConst:
		n.label = "Constant " + bits(k.Value)
	case thir.PatStr:
		var bytes []string
		for i := range len(k.Value) {
			bytes = append(bytes, fmt.Sprintf("%d_u8", k.Value[i]))
		}
		n.label = "Constant Branch([" + strings.Join(bytes, ", ") + "])"
	case thir.PatRange:
		lo, hi, end := "NegInfinity", "PosInfinity", "Excluded"
		if k.HasLo {
			lo = bits(k.Lo)
		}
		if k.HasHi {
			hi = bits(k.Hi)
		}
		if k.Inclusive || !k.HasHi {
			end = "Included"
		}
		n.label = "Range " + lo + ".." + hi + " " + end
	case thir.PatSlice:
		n.label = "Slice"
		if k.Array {
			n.label = "Array"
		}
		part := func(label string, ps ...thir.PatID) *node {
			out := &node{label: label}
			for _, p := range ps {
				if p != 0 {
					out.add(r.pat(p))
				}
			}
			return out
		}
		n.add(part("prefix", k.Prefix...), part("slice", k.Slice), part("suffix", k.Suffix...))
	case thir.PatOr:
		n.label = "Or"
		sub(k.Pats...)
	case thir.PatUnknown:
		n.label = "Unknown " + k.Reason
	default:
		n.label = fmt.Sprintf("%T", k)
	}
	n.label += " : " + r.typ(p.Type)
	n.span = r.span(p.Span)
	return n
}
