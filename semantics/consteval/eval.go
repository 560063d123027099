package consteval

import (
	"strconv"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
)

// This file: the interpreter: frames, places, statements and terminators.

// World is what the interpreter asks.
type World interface {
	types.Queries
	// ConstMIR is the MIR that the borrow checker reads, of a const, const fn or anonymous
	// constant; nil where there is none, or it is partial or wrong.
	ConstMIR(types.DefID) *mir.Body
	// ConstValue is the value of another constant, memoised.
	ConstValue(def types.DefID, args types.Args) *Value
	// LibraryPath is the canonical path of a definition of the library: `core::mem::size_of`.
	LibraryPath(types.DefID) string
}

// The bounds of one evaluation.
const (
	maxSteps  = 200_000
	maxFrames = 64
	maxNodes  = 1 << 16
)

// Eval is the value of a const or anonymous const with its arguments, of kind Failed where it has
// none; nil: not known.
func Eval(w World, def types.DefID, args types.Args) (out *Value) {
	m := &machine{w: w, in: w.Interner(), env: traits.NewEnv(w, nil)}
	defer func() {
		if r := recover(); r != nil {
			why, ours := r.(giveUp)
			if !ours {
				panic(r)
			}
			if out = nil; why.failed {
				out = &Value{Kind: Failed}
			}
		}
	}()
	def, args = m.resolve(def, args)
	return m.run(def, args, nil)
}

// giveUp unwinds an evaluation that cannot go on; failed: for it panics.
type giveUp struct {
	why    string
	failed bool
}

type machine struct {
	w             World
	in            *types.Interner
	env           *traits.Env
	steps, frames int
	nodes         int
}

func (m *machine) stop(why string) { panic(giveUp{why: why}) }

func (m *machine) fail() { panic(giveUp{why: "panics", failed: true}) }

// frame is one call.
type frame struct {
	*machine
	body   *mir.Body
	args   types.Args
	locals []*Value
	info   *mir.TypeInfo
}

// resolve finds the item of an impl that a trait's item stands for.
func (m *machine) resolve(def types.DefID, args types.Args) (types.DefID, types.Args) {
	d, a, out := m.env.Resolve(def, args)
	if out != traits.Holds {
		m.stop("item of a trait")
	}
	return d, a
}

// run evaluates a body with the values of its parameters.
func (m *machine) run(def types.DefID, args types.Args, params []*Value) *Value {
	body := m.w.ConstMIR(def)
	if body == nil || len(body.Blocks) == 0 {
		m.stop("no body")
	}
	if g := m.w.Generics(def); g.Count() > args.Len() || args.Flags()&types.HasParam != 0 {
		m.stop("generic")
	}
	return m.call(body, args, params)
}

func (m *machine) call(body *mir.Body, args types.Args, params []*Value) *Value {
	if m.frames++; m.frames > maxFrames || len(params) != body.ArgCount {
		m.stop("too deep")
	}
	f := &frame{machine: m, body: body, args: args, locals: make([]*Value, len(body.Locals)), info: mir.NewTypes(m.w, m.env)}
	for i := range f.locals {
		f.locals[i] = &Value{}
	}
	for i, p := range params {
		f.locals[i+1] = p
	}
	f.blocks()
	m.frames--
	return f.locals[mir.ReturnPlace]
}

func (f *frame) blocks() {
	for bb := mir.BlockID(0); ; {
		if int(bb) < 0 || int(bb) >= len(f.body.Blocks) {
			f.stop("no block")
		}
		b := &f.body.Blocks[bb]
		for i := range b.Stmts {
			f.tick()
			f.stmt(b.Stmts[i].Kind)
		}
		f.tick()
		next, done := f.term(b.Term.Kind)
		if done {
			return
		}
		bb = next
	}
}

func (f *frame) tick() {
	if f.steps++; f.steps > maxSteps {
		f.stop("takes too long")
	}
}

func (f *frame) stmt(s mir.StmtKind) {
	switch s := s.(type) {
	case mir.Assign:
		v := f.rvalue(s.Rvalue)
		*f.place(s.Place) = *v
	case mir.StorageLive:
		f.locals[s.Local] = &Value{}
	case mir.SetDiscriminant:
		f.stop("discriminant")
	}
}

func (f *frame) term(t mir.TermKind) (next mir.BlockID, done bool) {
	switch t := t.(type) {
	case mir.Goto:
		return t.Target, false
	case mir.FalseEdge:
		return t.Real, false
	case mir.FalseUnwind:
		return t.Real, false
	case mir.Return:
		return 0, true
	case mir.Drop:
		if f.info.NeedsDrop(f.typ(mir.PlaceType(f.body, f.info, t.Place))) {
			f.stop("a destructor")
		}
		return t.Target, false
	case mir.Assert:
		switch v := f.operand(t.Cond); {
		case v.Kind != Scalar:
			f.stop("condition")
		case v.Lo != 0 != t.Expected:
			f.fail()
		}
		return t.Target, false
	case mir.SwitchInt:
		v := f.operand(t.On)
		if v.Kind != Scalar {
			f.stop("switch")
		}
		for i, x := range t.Values {
			if x.Lo == v.Lo && x.Hi == v.Hi {
				return t.Targets[i], false
			}
		}
		return t.Targets[len(t.Targets)-1], false
	case mir.Call:
		if t.Target == mir.NoBlock { // it never returns
			f.fail()
		}
		*f.place(t.Dest) = *f.callFn(t)
		return t.Target, false
	}
	f.stop("terminator")
	return 0, true
}

// typ is a type of the body with the frame's arguments in it.
func (f *frame) typ(t types.Type) types.Type {
	if t == nil {
		f.stop("type")
	}
	return f.env.Normalize(types.Subst(f.in, t, f.args), true)
}

// place is the node at a place.
func (f *frame) place(p mir.Place) *Value {
	v := f.locals[p.Local]
	for _, s := range p.Proj {
		v = f.project(v, s)
	}
	return v
}

func (f *frame) project(v *Value, s mir.Proj) *Value {
	at := func(i uint64) *Value {
		if v.Kind != Aggregate || i >= uint64(len(v.Fields)) {
			f.stop("index")
		}
		return v.Fields[i]
	}
	switch s.Kind {
	case mir.Deref:
		if v.Kind != Ref || v.Target == nil {
			f.stop("dereference")
		}
		return v.Target
	case mir.Field:
		return at(uint64(s.Field))
	case mir.Downcast:
		if v.Kind != Aggregate || v.Variant != s.Field {
			f.stop("variant")
		}
		return v
	case mir.Index:
		return at(f.locals[s.Local].Lo)
	case mir.ConstIndex:
		if s.FromEnd {
			return at(uint64(len(v.Fields)) - s.From)
		}
		return at(s.From)
	case mir.Subslice:
		to := s.To
		if s.FromEnd {
			to = uint64(len(v.Fields)) - s.To
		}
		if v.Kind != Aggregate || s.From > to || to > uint64(len(v.Fields)) {
			f.stop("index")
		}
		return &Value{Kind: Aggregate, Fields: v.Fields[s.From:to]}
	case mir.OpaqueCast:
		return v
	}
	f.stop("projection")
	return nil
}

func (f *frame) operand(o mir.Operand) *Value {
	if o.Kind == mir.Constant {
		return f.constant(o.Const)
	}
	v := f.place(o.Place)
	if v.Kind == Uninit {
		f.stop("uninitialised")
	}
	if f.nodes += size(v); f.nodes > 64*maxNodes {
		f.stop("too large")
	}
	return v.clone()
}

func size(v *Value) int {
	n := 1
	for _, f := range v.Fields {
		n += size(f)
	}
	return n
}

// constant is a constant operand.
func (f *frame) constant(c *mir.Const) *Value {
	switch {
	case c.Scalar:
		return scalar(c.Lo, c.Hi)
	case c.Promoted > 0 && c.Promoted <= len(f.body.Promoted):
		// What it holds is the promoted's value; the operand is a reference to it.
		return f.call(f.body.Promoted[c.Promoted-1], f.args, nil).refTo(c.Type)
	case !c.Static.IsZero():
		f.stop("static")
	case !c.Def.IsZero():
		v := f.w.ConstValue(c.Def, types.SubstArgs(f.in, c.Args, f.args))
		switch {
		case v == nil:
			f.stop("constant")
		case v.Kind == Failed:
			f.fail()
		}
		return v.clone()
	}
	t := f.typ(c.Type)
	switch t := t.(type) {
	case *types.FnDef:
		return &Value{Kind: Fn, Type: t}
	case *types.Tuple:
		if t.Elems.Len() == 0 {
			return &Value{Kind: Aggregate}
		}
	}
	return f.text(c)
}

// refTo is a promoted's value: already the reference that the operand is, or what it refers to.
func (v *Value) refTo(t types.Type) *Value {
	if _, isRef := t.(*types.Ref); isRef && v.Kind != Ref {
		return &Value{Kind: Ref, Target: v}
	}
	return v
}

// text is a string or a constant parameter.
func (f *frame) text(c *mir.Const) *Value {
	text := c.Text
	bytes := len(text) > 1 && text[0] == 'b'
	if bytes {
		text = text[1:]
	}
	if len(text) > 0 && text[0] == '"' {
		s, err := strconv.Unquote(text)
		if err != nil {
			f.stop("string")
		}
		if !bytes {
			return &Value{Kind: Ref, Target: &Value{Kind: Str, Text: s}}
		}
		arr := &Value{Kind: Aggregate}
		for i := range len(s) {
			arr.Fields = append(arr.Fields, scalar(uint64(s[i]), 0))
		}
		return &Value{Kind: Ref, Target: arr}
	}
	if i, ok := f.constParam(text); ok {
		if k, isConst := f.args.List[i].(types.Const); isConst && k.Kind == types.ConstValue {
			return scalar(k.Lo, k.Hi)
		}
	}
	f.stop("constant")
	return nil
}

// constParam is the position of the const parameter of a name.
func (f *frame) constParam(name string) (int, bool) {
	for g := f.w.Generics(f.body.Owner); g != nil; g = g.Parent {
		for i := range g.Params {
			if at := g.Parent.Count() + i; g.Params[i].Name == name && at < f.args.Len() {
				return at, true
			}
		}
	}
	return 0, false
}

// callFn calls a const fn, or one of the few functions of the library that are known.
func (f *frame) callFn(t mir.Call) *Value {
	fn := f.operand(t.Func)
	def, ok := fn.Type.(*types.FnDef)
	if !ok {
		f.stop("callee")
	}
	var params []*Value
	for _, a := range t.Args {
		params = append(params, f.operand(a))
	}
	item, args := f.resolve(def.Def, def.Args)
	if item.IsStd() {
		return f.library(item, args, params)
	}
	if f.w.DefKind(item) == hir.KindCtor || !f.w.FnAttrs(item).Const {
		f.stop("not a const fn")
	}
	return f.run(item, args, params)
}

// library are functions that read what the interpreter knows of a value or a type: lengths,
// sizes and alignments.
func (f *frame) library(item types.DefID, args types.Args, params []*Value) *Value {
	switch path := f.w.LibraryPath(item); {
	case len(params) == 0 && args.Len() == 1 && (path == "core::mem::size_of" || path == "core::mem::align_of"):
		if size, align, ok := f.layout(args.Type(0)); ok {
			if path == "core::mem::align_of" {
				size = align
			}
			return scalar(size, 0)
		}
	case len(params) == 1 && params[0].Kind == Ref:
		if impl := f.w.Impl(f.w.Parent(item)); impl != nil && impl.Trait == nil && lastSegment(path) == "len" {
			switch self := impl.Self.(type) {
			case *types.Slice:
				return scalar(uint64(len(params[0].Target.Fields)), 0)
			case *types.Prim:
				if self.Prim == hir.PrimStr {
					return scalar(uint64(len(params[0].Target.Text)), 0)
				}
			}
		}
	}
	f.stop("function of the library")
	return nil
}

func lastSegment(path string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == ':' {
			return path[i+1:]
		}
	}
	return path
}
