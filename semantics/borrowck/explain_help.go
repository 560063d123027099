package borrowck

import (
	"fmt"
	"slices"
	"strings"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// This file: help about moves: borrow instead, clone, bound by Copy, hoist; and the branches
// that do not initialise a variable.

type answer = traits.Answer

const (
	yes = traits.Yes
	no  = traits.No
)

// implements asks for a trait by its lang item or its path in std.
func (c *checker) implements(t types.Type, lang string) answer {
	trait := c.q.Lang(lang)
	if trait.IsZero() || t == nil {
		return traits.Unknown
	}
	return c.tc.env.Implements(types.EraseRegions(c.q.Interner(), t), trait)
}

func (c *checker) implementsClone(t types.Type) answer { return c.implements(t, "clone") }

func (c *checker) hasDefault(t types.Type) bool { return c.implements(t, "default") == yes }

// iteratesByRef: `&T: IntoIterator`.
func (c *checker) iteratesByRef(t types.Type) bool {
	if t == nil {
		return false
	}
	in := c.q.Interner()
	trait := c.traitOf(c.q.Lang("into_iter"))
	if trait.IsZero() {
		return false
	}
	return c.tc.env.Implements(in.Ref(types.Erased, types.EraseRegions(in, t), false), trait) == yes
}

// uninitConditions are the branches that leave the variable without value.
func (c *checker) uninitConditions(inits []source.Span, name string) []diag.Label {
	if c.hir.body == nil {
		return nil
	}
	var out []diag.Label
	add := func(s source.Span, format string, args ...any) {
		out = append(out, diag.Label{Span: s, Text: fmt.Sprintf(format, args...)})
	}
	h := &c.hir
	var visit func(e hir.ExprID)
	visit = func(e hir.ExprID) {
		if e <= 0 || int(e) >= len(h.body.Exprs) {
			return
		}
		ex := &h.body.Exprs[e]
		switch k := ex.Kind.(type) {
		case hir.ExprIf:
			cond, then := h.body.Exprs[h.dropTemps(k.Cond)].Span, h.body.Exprs[k.Then].Span
			a := h.initialises(k.Then, inits)
			switch {
			case k.Else == 0 && a:
				add(cond, "if this `if` condition is `false`, %s is not initialized", name)
				add(shrinkHi(ex.Span), "an `else` arm might be missing here, initializing %s", name)
			case k.Else == 0:
			case a && !h.initialises(k.Else, inits):
				other := h.body.Exprs[k.Else].Span
				if d, ok := h.desugaring(other); ok && d == hir.ExpnWhileLoop {
					add(cond, "if this condition isn't met and the `while` loop runs 0 times, %s is not initialized", name)
				} else {
					gap := then
					gap.Start, gap.End = then.End, other.Start
					add(gap, "if the `if` condition is `false` and this `else` arm is executed, %s is not initialized", name)
				}
			case !a && h.initialises(k.Else, inits):
				add(cond, "if this condition is `true`, %s is not initialized", name)
			}
		case hir.ExprMatch:
			some, all := false, true
			seen := make([]bool, len(k.Arms))
			for i, a := range k.Arms {
				seen[i] = h.initialises(a.Body, inits)
				some, all = some || seen[i], all && seen[i]
			}
			if some && !all {
				for i, a := range k.Arms {
					if seen[i] {
						continue
					}
					_, returns := h.kind(a.Body).(hir.ExprReturn)
					switch {
					case k.Source == hir.MatchForLoop:
						add(h.body.Exprs[k.Scrutinee].Span, "if the `for` loop runs 0 times, %s is not initialized", name)
					case returns:
					case a.Guard != 0:
						s := h.body.Pats[a.Pat].Span
						s.End = h.body.Exprs[a.Guard].Span.End
						add(s, "if this pattern and condition are matched, %s is not initialized", name)
					default:
						add(h.body.Pats[a.Pat].Span, "if this pattern is matched, %s is not initialized", name)
					}
				}
			}
		}
		children(ex.Kind, visit)
	}
	visit(h.body.Value)
	return out
}

func (h *hirBody) dropTemps(e hir.ExprID) hir.ExprID {
	if k, ok := h.kind(e).(hir.ExprDropTemps); ok {
		return k.Expr
	}
	return e
}

// initialises: the expression's own block has a statement at one of the spans.
func (h *hirBody) initialises(e hir.ExprID, inits []source.Span) bool {
	found := false
	var visit func(hir.ExprID)
	visit = func(e hir.ExprID) {
		if found || e <= 0 || int(e) >= len(h.body.Exprs) {
			return
		}
		var blk *hir.Block
		switch k := h.body.Exprs[e].Kind.(type) {
		case hir.ExprBlock:
			blk = k.Block
		case hir.ExprLoop:
			blk = k.Body
		default:
			children(k, visit)
			return
		}
		if blk == nil {
			return
		}
		for _, s := range blk.Stmts {
			if x, ok := s.Kind.(hir.StmtExpr); ok && x.Semi {
				for _, i := range inits {
					if h.body.Exprs[x.Expr].Span == i {
						found = true
					}
				}
			}
		}
		visit(blk.Tail)
	}
	visit(e)
	return found
}

// suggestCopyBound: a type parameter could be bound by Copy.
func (c *checker) suggestCopyBound(m *message, t types.Type) {
	p, ok := t.(*types.Param)
	if !ok || c.in.Crate == nil {
		return
	}
	for _, pred := range c.tc.env.Preds {
		if pred.Kind == types.PredTrait && pred.Trait.Args.Len() > 0 && pred.Trait.Args.List[0] == types.Arg(t) && c.isLang(pred.Trait.Trait, "fn", "fn_mut", "fn_once") {
			return
		}
	}
	g, _ := c.param(p)
	if g == nil {
		return
	}
	if g.Synthetic {
		m.suggest(diag.MaybeIncorrect, fmt.Sprintf("consider restricting type parameter `%s` with trait `Copy`", p.Name), edit(shrinkHi(g.Span), " + Copy"))
		return
	}
	if n := len(g.Bounds); n > 0 {
		m.suggest(diag.MaybeIncorrect, fmt.Sprintf("consider further restricting type parameter `%s` with trait `Copy`", p.Name),
			edit(shrinkHi(g.Bounds[n-1].Span), " + Copy"))
		return
	}
	at, text := shrinkHi(g.Span), ": Copy"
	colon := at
	colon.End++
	if c.startsWith(colon, ":") { // `T:` without a bound
		at, text = shrinkHi(colon), " Copy"
	}
	m.suggest(diag.MaybeIncorrect, fmt.Sprintf("consider restricting type parameter `%s` with trait `Copy`", p.Name), edit(at, text))
}

// param is the declaration of a type parameter.
func (c *checker) param(p *types.Param) (*hir.GenericParam, *hir.Def) {
	if c.in.Crate == nil {
		return nil, nil
	}
	for def := c.tc.root(); !def.IsZero(); {
		d := c.in.Crate.Defs.At(def)
		if d == nil {
			return nil, nil
		}
		if d.Generics != nil {
			for i := range d.Generics.Params {
				if d.Generics.Params[i].Name == p.Name {
					return &d.Generics.Params[i], d
				}
			}
		}
		def = d.Parent
	}
	return nil, nil
}

// suggestRefOrClone advises how the move could have been avoided.
func (c *checker) suggestRefOrClone(m *message, path mir.MovePathID, u useSpans, moved mir.Place, closure bool, o *captureOpts) {
	if c.hir.body == nil {
		return
	}
	span := u.argsOrUse()
	if u.form == closureUse {
		span = u.kindSpan
	}
	place := c.moves.Paths[path].Place
	h := &c.hir
	e := h.exprAt(span)
	if l, ok := asLocal(place); ok && e != 0 {
		decl := c.body.Locals[l].Span
		for at := h.parent(e); at != 0; at = h.parent(at) {
			if contains(h.body.Exprs[at].Span, decl) {
				break
			}
			if loop, ok := h.kind(at).(hir.ExprLoop); ok {
				m.label(c.loopHead(at, loop), "inside of this loop")
			}
		}
		c.adviseArgument(m, e, u, moved, place, closure, o)
	}
	c.suggestRefPattern(m, span)
}

// loopHead is what rustc shows of a loop: `loop`, `while cond`, `for pat in expr`.
func (c *checker) loopHead(e hir.ExprID, loop hir.ExprLoop) source.Span {
	s := c.hir.callSite(c.hir.body.Exprs[e].Span)
	switch loop.Source {
	case hir.LoopLoop:
		s.End = s.Start + int32(len("loop"))
		if loop.Label != nil {
			s = c.hir.body.Exprs[e].Span
			s.Start = loop.Body.Span.Start - 5
			s.End = s.Start + 4
		}
	default:
		// Up to the body's brace.
		if text, ok := c.snippet(s); ok {
			if i := strings.Index(text, "{"); i > 0 {
				head := strings.TrimRight(text[:i], " \t\n")
				s.End = s.Start + int32(len(head))
			}
		}
	}
	return s
}

// adviseArgument: the value was moved into a call.
func (c *checker) adviseArgument(m *message, e hir.ExprID, u useSpans, moved, place mir.Place, closure bool, o *captureOpts) {
	h := &c.hir
	t := c.placeType(place)
	var callee types.DefID
	pos, clone := -1, true
	parent := h.parent(e)
	var args []hir.ExprID
	offset := 0
	switch k := h.kind(parent).(type) {
	case hir.ExprCall:
		args = k.Args
		callee = c.calledAt(h.body.Exprs[parent].Span)
	case hir.ExprMethodCall:
		args, offset = k.Args, 1
		callee = c.calledAt(h.body.Exprs[parent].Span)
	}
	for i, a := range args {
		if a == e {
			pos = i + offset
		}
	}
	if pos >= 0 && !callee.IsZero() {
		sig := c.q.FnSig(callee)
		generic := false
		if sig != nil && pos < len(sig.Inputs) {
			_, generic = sig.Inputs[pos].(*types.Param)
		}
		if r, ok := t.(*types.Ref); ok && r.Mut && generic {
			o.reborrowed = true
			c.suggestReborrow(m, h.body.Exprs[e].Span, moved)
			return
		}
		if borrowed, mut := c.suggestBorrowArgument(m, callee, pos, t, moved, e); borrowed {
			clone = mut
		} else {
			c.noteParameter(m, callee, pos)
		}
	}
	forLoop := u.form == selfUse && u.callee.intoIter
	switch {
	case forLoop, u.form == selfUse && u.callee.form == callNormal, closure:
	case clone:
		c.suggestCloning(m, place, t, e, u)
	}
}

// calledAt is the function that the call of a span invokes; zero: not a known one.
func (c *checker) calledAt(span source.Span) types.DefID {
	for b := range c.body.Blocks {
		t := &c.body.Blocks[b].Term
		if call, ok := t.Kind.(mir.Call); ok && t.Span == span && call.Func.Kind == mir.Constant {
			if fn, ok := call.Func.Const.Type.(*types.FnDef); ok {
				return fn.Def
			}
		}
	}
	return types.DefID{}
}

// noteParameter: a local function could borrow the parameter instead.
func (c *checker) noteParameter(m *message, callee types.DefID, pos int) {
	if c.in.Crate == nil {
		return
	}
	d := c.in.Crate.Defs.At(callee)
	if d == nil || d.Fn == nil || pos >= len(d.Fn.Params) {
		return
	}
	descr := "function"
	if d.Kind == hir.KindAssocFn {
		descr = "method"
	}
	at := d.Fn.Params[pos].Span
	m.Subs = append(m.Subs, diag.Sub{Level: diag.Note,
		Msg: fmt.Sprintf("consider changing this parameter type in %s `%s` to borrow instead if owning the value isn't necessary", descr, d.Name),
		Labels: []diag.Label{{Span: at, Primary: true, Text: "this parameter takes ownership of the value"},
			{Span: d.NameSpan, Text: "in this " + descr}}})
}

// suggestRefPattern: a binding that moved could borrow.
func (c *checker) suggestRefPattern(m *message, span source.Span) {
	for i := range c.hir.body.Pats {
		p := &c.hir.body.Pats[i]
		b, ok := p.Kind.(hir.PatBinding)
		if !ok || b.Ref != hir.NoRef {
			continue
		}
		ident := source.NoSpan
		if int(b.Local) < len(c.hir.body.Locals) {
			ident = c.hir.body.Locals[b.Local].Span
		}
		if p.Span == span || ident == span {
			m.suggest(diag.MachineApplicable, "borrow this binding in the pattern to avoid moving the value", edit(shrinkLo(p.Span), "ref "))
			return
		}
	}
}

// suggestCloning suggests to clone a value, or says what would have to implement Clone.
func (c *checker) suggestCloning(m *message, p mir.Place, t types.Type, e hir.ExprID, u useSpans) {
	h := &c.hir
	if e == 0 || t == nil {
		return
	}
	if k, ok := h.kind(e).(hir.ExprStruct); ok && k.Base != 0 {
		return
	}
	switch c.implementsClone(t) {
	case yes:
		if !h.inMoveClosure(e) {
			c.suggestCloneCall(m, p, t, e)
		}
		return
	case no:
	default:
		return
	}
	span := h.body.Exprs[e].Span
	switch t := t.(type) {
	case *types.Adt:
		if c.in.Crate != nil && c.in.Crate.Defs.At(t.Def) == nil {
			c.noteUnclonedParts(m, t, span)
			return
		}
		if c.in.Crate == nil || !c.fieldsClone(t) {
			return
		}
		at := c.in.Crate.Defs.At(t.Def).HeadSpan
		m.Subs = append(m.Subs, diag.Sub{Level: diag.Note, Msg: fmt.Sprintf("if `%s` implemented `Clone`, you could clone the value", c.typeName(t)),
			Labels: []diag.Label{{Span: at, Primary: true, Text: "consider implementing `Clone` for this type"}, {Span: span, Text: "you could clone this value"}}})
	case *types.Param:
		if u.form == selfUse && u.callee.form == callFn {
			return
		}
		g, _ := c.param(t)
		if g == nil {
			return
		}
		m.Subs = append(m.Subs, diag.Sub{Level: diag.Help, Msg: fmt.Sprintf("if `%s` implemented `Clone`, you could clone the value", c.typeName(t)),
			Labels: []diag.Label{{Span: g.Span, Primary: true, Text: "consider constraining this type parameter with `Clone`"}, {Span: span, Text: "you could clone this value"}}})
	}
}

// fieldsClone: all fields implement Clone.
func (c *checker) fieldsClone(t *types.Adt) bool {
	for _, v := range c.sh.Shape(t).Variants {
		for _, f := range v.Fields {
			if c.implementsClone(f) != yes {
				return false
			}
		}
	}
	return true
}

func (h *hirBody) inMoveClosure(e hir.ExprID) bool {
	for at := h.parent(e); at != 0; at = h.parent(at) {
		if k, ok := h.kind(at).(hir.ExprClosure); ok && k.Move {
			return true
		}
	}
	return false
}

// suggestCloneCall suggests `.clone()`, without the & or * before the value.
func (c *checker) suggestCloneCall(m *message, p mir.Place, t types.Type, e hir.ExprID) {
	h := &c.hir
	if _, ok := h.kind(e).(hir.ExprClosure); ok {
		return
	}
	if k, ok := h.kind(e).(hir.ExprMethodCall); ok && k.Seg.Name == "clone" {
		return
	}
	span := h.body.Exprs[e].Span
	inner := e
loop:
	for {
		switch k := h.kind(inner).(type) {
		case hir.ExprAddrOf:
			if k.Mut {
				return
			}
			inner = k.Expr
		case hir.ExprUnary:
			if k.Op != '*' {
				break loop
			}
			inner = k.Expr
		default:
			break loop
		}
	}
	const msg = "consider cloning the value if the performance cost is acceptable"
	if inner != e && c.throughRaw(p) {
		m.suggest(diag.MachineApplicable, msg, edit(shrinkLo(span), "("), edit(shrinkHi(span), ").clone()"))
		return
	}
	in := h.body.Exprs[inner].Span
	var edits []diag.Edit
	if in.Start != span.Start {
		cut := span
		cut.End = in.Start
		edits = append(edits, edit(cut, ""))
	}
	end := shrinkHi(span)
	if in.End != span.End {
		end = span
		end.Start = in.End
	}
	text := ".clone()"
	if p := h.parent(e); p != 0 {
		if k, ok := h.kind(p).(hir.ExprStruct); ok {
			for _, f := range k.Fields {
				if f.Expr == e && f.Shorthand {
					text = ": " + f.Name + ".clone()"
				}
			}
		}
	}
	edits = append(edits, edit(end, text))
	why := msg
	if a, ok := t.(*types.Adt); ok && a.Def.IsStd() {
		if n := lastSegment(c.q.DefPath(a.Def)); n == "Rc" || n == "Arc" {
			why = "clone the value to increment its reference count"
		}
	}
	m.suggest(diag.MachineApplicable, why, edits...)
}

// noteUnclonedParts: a std container could be cloned if the local types in it could.
func (c *checker) noteUnclonedParts(m *message, t *types.Adt, span source.Span) {
	var parts []*types.Adt
	ok := true
	var visit func(t *types.Adt, depth int)
	visit = func(t *types.Adt, depth int) {
		for _, a := range t.Args.Types() {
			if depth > 8 || c.implementsClone(a) == yes {
				continue
			}
			part, isAdt := a.(*types.Adt)
			switch {
			case !isAdt || c.implementsClone(a) != no:
				ok = false
			case c.in.Crate.Defs.At(part.Def) != nil:
				if !slices.Contains(parts, part) {
					parts = append(parts, part)
				}
			default:
				visit(part, depth+1)
			}
		}
	}
	visit(t, 0)
	if !ok || len(parts) == 0 {
		return
	}
	s := diag.Sub{Level: diag.Note}
	var names []string
	for _, p := range parts {
		names = append(names, "`"+c.typeName(p)+"`")
		s.Labels = append(s.Labels, diag.Label{Span: c.in.Crate.Defs.At(p.Def).HeadSpan, Primary: true, Text: "consider implementing `Clone` for this type"})
	}
	s.Labels = append(s.Labels, diag.Label{Span: span, Text: "you could clone this value"})
	list := names[0]
	if n := len(names); n > 1 {
		list = strings.Join(names[:n-1], ", ") + " and " + names[n-1]
	}
	s.Msg = "if " + list + " implemented `Clone`, you could clone the value"
	m.Subs = append(m.Subs, s)
}
