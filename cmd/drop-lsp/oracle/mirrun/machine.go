package mirrun

import (
	"fmt"
	"strings"

	"drop-lsp/semantics"
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/types"
)

// This file: the machine: bodies by definition, calls, blocks and terminators.

const maxSteps = 400_000

// machine runs the bodies of a program.
type machine struct {
	p       *semantics.Program
	bodies  map[types.DefID]*mir.Body
	byPath  map[string]types.DefID
	drops   map[types.DefID]types.DefID          // ADTs that implement Drop: the method
	keeps   map[types.DefID]bool                 // ManuallyDrop, unions: what they hold is not dropped
	methods map[types.DefID]map[head]types.DefID // a trait's method: the impls' by Self
	statics map[types.DefID]*cell
	locals  map[types.DefID]*cell // of the thread
	paths   map[types.DefID]string
	partial map[types.DefID]string

	output    []string
	steps     int
	cancelled bool
	body      *mir.Body // that runs, and the block that began last in it: for what went wrong
	block     mir.BlockID
}

// head is what a type is at its outside: enough to tell the impls of a program apart.
type head struct {
	def  types.DefID
	kind string
}

// Machine runs functions of one program.
type Machine struct{ m *machine }

// New prepares a program's bodies.
func New(p *semantics.Program) *Machine {
	m := &machine{p: p, bodies: map[types.DefID]*mir.Body{}, byPath: map[string]types.DefID{}, drops: map[types.DefID]types.DefID{}, keeps: map[types.DefID]bool{},
		methods: map[types.DefID]map[head]types.DefID{}, statics: map[types.DefID]*cell{}, locals: map[types.DefID]*cell{}, paths: map[types.DefID]string{},
		partial: map[types.DefID]string{}}
	m.keeps[p.Lang("manually_drop")] = true
	dropTrait := p.Lang("drop")
	for _, owner := range p.Bodies() {
		for _, b := range p.Elaborated(owner) {
			m.bodies[b.Owner] = b
			m.byPath[p.DefPath(b.Owner)] = b.Owner
			if b.Tainted {
				m.partial[b.Owner] = "tainted"
			}
			for _, u := range b.Unknown {
				m.partial[b.Owner] = u.Reason
			}
		}
		impl := p.Impl(p.Parent(owner))
		if impl == nil || impl.Trait == nil {
			continue
		}
		for _, item := range p.AssocItems(impl.Def) {
			if item.Def != owner || item.TraitItem.IsZero() {
				continue
			}
			h := headOf(impl.Self)
			if impl.Trait.Trait == dropTrait {
				m.drops[h.def] = owner
			}
			if m.methods[item.TraitItem] == nil {
				m.methods[item.TraitItem] = map[head]types.DefID{}
			}
			m.methods[item.TraitItem][h] = owner
		}
	}
	return &Machine{m}
}

func headOf(t types.Type) head {
	switch t := t.(type) {
	case *types.Ref:
		return headOf(t.Elem)
	case *types.Adt:
		return head{def: t.Def}
	case *types.Tuple:
		return head{kind: "tuple"}
	case *types.Array:
		return head{kind: "array"}
	}
	return head{kind: fmt.Sprintf("%T", t)}
}

// Result is what a run shows.
type Result struct {
	Lines    []string
	Panicked bool
	// Cancelled: a future was dropped while it waited.
	Cancelled bool
	// Cannot says why the run stopped: the machine does not know what to do, or a body is partial.
	Cannot string
	// Wrong says that the program does what none may do: it drops what is not there, say.
	Wrong string
}

// exit ends the program.
type exit struct{}

// Run calls a function by its path with numbers, and then drops the thread's locals.
func (m *Machine) Run(path string, args ...uint64) (out Result) {
	x := m.m
	x.output, x.steps, x.cancelled = nil, 0, false
	defer func() {
		out.Lines, out.Cancelled = x.output, x.cancelled
		switch r := recover().(type) {
		case nil, exit:
		case cannot:
			out.Cannot = string(r)
		case wrong:
			out.Wrong = fmt.Sprintf("%s (in %s, at or after bb%d)", r, x.p.DefPath(x.body.Owner), x.block)
		default:
			out.Cannot = fmt.Sprint("internal: ", r)
		}
	}()
	def, found := x.byPath[path]
	if !found {
		panic(cannot("no function " + path))
	}
	var values []value
	for _, a := range args {
		values = append(values, number(a))
	}
	_, out.Panicked = x.call(def, values)
	return out
}

// frame is one call.
type frame struct {
	*machine
	body   *mir.Body
	locals []*cell
}

// outcome is how a frame stops.
type outcome uint8

const (
	returned outcome = iota
	unwound
	yielded
	cancelled
)

// suspended is a coroutine's state.
type suspended struct {
	state        string // "", "runs", "waits", "done"
	frame        *frame
	resume, drop mir.BlockID
	arg          mir.Place
}

// call runs a local function; true: it unwinds.
func (m *machine) call(def types.DefID, args []value) (value, bool) {
	b := m.bodies[def]
	if b == nil {
		panic(cannot("no body of " + m.p.DefPath(def)))
	}
	if why, is := m.partial[def]; is {
		panic(cannot(fmt.Sprintf("%s is partial: %s", m.p.DefPath(def), why)))
	}
	return m.run(b, args)
}

func (m *machine) run(b *mir.Body, args []value) (value, bool) {
	if len(args) != b.ArgCount {
		panic(cannot(fmt.Sprintf("%s takes %d arguments, not %d", m.p.DefPath(b.Owner), b.ArgCount, len(args))))
	}
	f := m.frame(b)
	for i, a := range args {
		f.locals[i+1].v = a
	}
	if f.blocks(0) == unwound {
		return nil, true
	}
	return f.locals[mir.ReturnPlace].v, false
}

func (m *machine) frame(b *mir.Body) *frame {
	f := &frame{m, b, make([]*cell, len(b.Locals))}
	for i := range f.locals {
		f.locals[i] = &cell{}
	}
	return f
}

// blocks runs from a block on until the frame stops.
func (f *frame) blocks(at mir.BlockID) outcome {
	for {
		b := &f.body.Blocks[at]
		f.machine.body, f.block = f.body, at
		for i := range b.Stmts {
			f.stmt(b.Stmts[i].Kind)
		}
		if f.steps += 1 + len(b.Stmts); f.steps > maxSteps {
			panic(cannot("does not end"))
		}
		next, done, how := f.term(b.Term.Kind)
		if done {
			return how
		}
		at = next
	}
}

func (f *frame) stmt(k mir.StmtKind) {
	switch k := k.(type) {
	case mir.Assign:
		v := f.rvalue(k.Rvalue)
		f.place(k.Place).v = v
	case mir.StorageLive:
		f.locals[k.Local] = &cell{}
	case mir.SetDiscriminant:
		panic(cannot("a discriminant is set"))
	}
}

// term runs a terminator: the next block, or how the frame stops.
func (f *frame) term(k mir.TermKind) (next mir.BlockID, done bool, how outcome) {
	switch k := k.(type) {
	case mir.Goto:
		return k.Target, false, 0
	case mir.FalseEdge:
		return k.Real, false, 0
	case mir.FalseUnwind:
		return k.Real, false, 0
	case mir.Return:
		return 0, true, returned
	case mir.Resume:
		return 0, true, unwound
	case mir.CoroutineDrop:
		return 0, true, cancelled
	case mir.SwitchInt:
		n, is := f.operand(k.On).(number)
		if !is {
			panic(cannot("a switch on what is no number"))
		}
		for i, x := range k.Values {
			if x.Lo == uint64(n) {
				return k.Targets[i], false, 0
			}
		}
		return k.Targets[len(k.Targets)-1], false, 0
	case mir.Drop:
		c := f.place(k.Place)
		unwinds := f.drop(c)
		c.v = nil
		return f.after(unwinds, k.Target, k.Unwind)
	case mir.Assert:
		n, _ := f.operand(k.Cond).(number)
		return f.after((n != 0) != k.Expected, k.Target, k.Unwind)
	case mir.Call:
		v, unwinds := f.callee(k)
		if !unwinds {
			if k.Target == mir.NoBlock {
				panic(cannot("a call that should not return does"))
			}
			f.place(k.Dest).v = v
		}
		return f.after(unwinds, k.Target, k.Unwind)
	case mir.Yield:
		f.operand(k.Value)
		w, _ := f.locals[1].v.(*whole)
		if w == nil || w.run == nil {
			panic(cannot("yields outside of a coroutine"))
		}
		w.run.resume, w.run.drop, w.run.arg = k.Resume, k.Drop, k.Arg
		return 0, true, yielded
	}
	panic(cannot(fmt.Sprintf("a terminator %T", k)))
}

// after is where control goes after what may unwind.
func (f *frame) after(unwinds bool, target mir.BlockID, u mir.Unwind) (mir.BlockID, bool, outcome) {
	if !unwinds {
		return target, false, 0
	}
	switch u.Kind {
	case mir.UnwindTo:
		return u.Block, false, 0
	case mir.UnwindContinue:
		return 0, true, unwound
	}
	panic(wrong("unwinds where nothing can"))
}

// callee evaluates and makes a call.
func (f *frame) callee(k mir.Call) (value, bool) {
	var args []value
	for _, a := range k.Args {
		args = append(args, f.operand(a))
	}
	return f.invoke(f.operand(k.Func), args)
}

// invoke calls a function item.
func (m *machine) invoke(v value, args []value) (value, bool) {
	item, is := v.(fn)
	if !is {
		return m.apply(v, args)
	}
	if impls := m.methods[item.def]; impls != nil && len(args) > 0 {
		if def, ok := impls[m.selfOf(args[0])]; ok {
			return m.call(def, args)
		}
	}
	if m.bodies[item.def] != nil {
		return m.call(item.def, args)
	}
	if m.p.DefKind(item.def) == hir.KindCtor {
		return m.construct(item.def, args), false
	}
	return m.library(m.path(item.def), args)
}

// path is the canonical path of a function of the library.
func (m *machine) path(def types.DefID) string {
	s, ok := m.paths[def]
	if !ok {
		s = m.libraryPath(def)
		m.paths[def] = s
	}
	return s
}

// libraryPath is a path; an associated item's begins with its trait, or the type of its impl.
func (m *machine) libraryPath(def types.DefID) string {
	if !def.IsStd() {
		return m.p.DefPath(def)
	}
	path := m.p.LibraryPath(def)
	impl := m.p.Impl(m.p.Parent(def))
	if impl == nil {
		return path
	}
	return selfName(m.p, impl.Self) + path[strings.LastIndex(path, "::"):]
}

// selfName names a type by its head.
func selfName(p *semantics.Program, t types.Type) string {
	switch t := t.(type) {
	case *types.Adt:
		path := p.LibraryPath(t.Def)
		return path[strings.LastIndex(path, ":")+1:]
	case *types.Slice:
		return "[]"
	case *types.Prim:
		return t.Prim.String()
	}
	return fmt.Sprintf("%T", t)
}

// construct calls a constructor as a function.
func (m *machine) construct(ctor types.DefID, args []value) value {
	w := &whole{}
	for _, a := range args {
		w.fields = append(w.fields, &cell{a})
	}
	adt := m.p.Parent(ctor)
	for m.p.Adt(adt) == nil && !adt.IsZero() {
		adt = m.p.Parent(adt)
	}
	def := m.p.Adt(adt)
	if def == nil {
		panic(cannot("a constructor of nothing"))
	}
	w.adt = adt
	for i, v := range def.Variants {
		if v.Ctor == ctor {
			w.variant = i
		}
	}
	return w
}

// selfOf is the head of a receiver, behind references and pins.
func (m *machine) selfOf(v value) head {
	switch x := v.(type) {
	case ref:
		return m.selfOf(x.to.v)
	case *whole:
		switch {
		case x.lib == "Box", !x.adt.IsZero() && strings.HasSuffix(m.path(x.adt), "::pin::Pin"):
			return m.selfOf(pointed(x).v)
		case !x.adt.IsZero():
			return head{def: x.adt}
		}
		return head{kind: "tuple"}
	}
	return head{kind: "other"}
}

// apply calls a closure, a function value or what stands for one.
func (m *machine) apply(v value, args []value) (value, bool) {
	switch x := v.(type) {
	case fn:
		return m.invoke(x, args)
	case ref:
		return m.applyAt(x.to, args)
	case *whole:
		switch {
		case x.lib == "Box":
			to := x.inBox()
			inner := to.v
			to.v = nil
			return m.apply(inner, args)
		case !x.closure.IsZero():
			b := m.bodies[x.closure]
			if b == nil {
				panic(cannot("no body of a closure"))
			}
			if _, byRef := b.Locals[1].Type.(*types.Ref); !byRef {
				return m.call(x.closure, append([]value{x}, args...))
			}
			self := &cell{x}
			out, unwinds := m.call(x.closure, append([]value{ref{self}}, args...))
			m.drop(self)
			return out, unwinds
		case len(x.fields) == 1: // AssertUnwindSafe
			return m.apply(x.fields[0].v, args)
		}
	}
	panic(cannot("no function: " + describe(v)))
}

// applyAt calls a closure by reference.
func (m *machine) applyAt(c *cell, args []value) (value, bool) {
	switch x := c.v.(type) {
	case fn:
		return m.invoke(x, args)
	case ref:
		return m.applyAt(x.to, args)
	case *whole:
		switch {
		case x.lib == "Box":
			return m.applyAt(x.inBox(), args)
		case !x.closure.IsZero():
			return m.call(x.closure, append([]value{ref{c}}, args...))
		}
	}
	panic(cannot("no function by reference: " + describe(c.v)))
}

// Thread starts a thread anew: its locals have their first values.
func (m *Machine) Thread() { m.m.locals = map[types.DefID]*cell{} }
