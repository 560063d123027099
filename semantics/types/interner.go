package types

import (
	"slices"
	"sync"
	"sync/atomic"

	"drop-lsp/semantics/hir"
)

// This file: the interner. Every type, argument list, signature and set of
// trait-object bounds is made by a constructor here, so that equal ones are the
// same pointer, and carries its Flags. Closed types live in one shared interner;
// an arena, its child, holds those with variables of one body and dies with it.
//
// Binders: a FnSig binds its late-bound regions; a Dyn's Args and Bounds stand
// under one binder (its `for<…>`, perhaps empty), its Region outside of it.
//
// The shared interner never lets go of a type; who keeps one for long asks for its Size and
// begins anew with another.

// open are the flags of what belongs to a body's arena.
const open = HasInfer | HasRegionVar | HasPlaceholder

// Interner makes types. It is safe for concurrent use.
type Interner struct {
	parent *Interner // nil: the shared one
	mu     sync.RWMutex
	tables tables
	size   int
	memo   sync.Map
}

// tables hold what was made by what it was made of, a map for each form: keys of one type
// are hashed and compared faster than any, and looking up allocates nothing.
type tables struct {
	adts       map[Adt]*Adt
	refs       map[Ref]*Ref
	rawPtrs    map[RawPtr]*RawPtr
	slices     map[Slice]*Slice
	arrays     map[Array]*Array
	tuples     map[Tuple]*Tuple
	fnDefs     map[FnDef]*FnDef
	fnPtrs     map[FnPtr]*FnPtr
	closures   map[Closure]*Closure
	coroutines map[Coroutine]*Coroutine
	dyns       map[Dyn]*Dyn
	aliases    map[Alias]*Alias
	params     map[Param]*Param
	bounds     map[Bound]*Bound
	infers     map[Infer]*Infer
	foreigns   map[Foreign]*Foreign

	lists       map[listKey[Type]]*listNode
	regionLists map[listKey[Region]]*listNode
	constLists  map[listKey[Const]]*listNode
	sigs        map[sigKey]*FnSig
	dynBounds   map[boundsKey]*DynBounds
}

// Memo is a place beside the shared types for answers about them that hold in every
// snapshot, since they rest on the standard library alone.
func (in *Interner) Memo() *sync.Map { return &in.shared().memo }

// NewInterner makes a shared interner.
func NewInterner() *Interner { return &Interner{} }

// Size is how much the interner holds.
func (in *Interner) Size() int {
	in.mu.RLock()
	defer in.mu.RUnlock()
	return in.size
}

// NewArena makes a child for the types of one body: those that hold inference
// variables, region variables or placeholders. All others go to the parent.
func (in *Interner) NewArena() *Interner {
	return &Interner{parent: in.shared()}
}

// shared is the interner of closed types.
func (in *Interner) shared() *Interner {
	if in.parent != nil {
		return in.parent
	}
	return in
}

// summary is what a part tells its whole: its flags, and how many binders
// around it its bound variables need (0: none escapes).
type summary struct {
	flags Flags
	outer uint32
	size  uint32 // parts, not counting itself
}

// maxSize bounds the parts of a type: one that is larger is Unknown (rustc's
// type_length_limit). A type is a graph in memory but a tree to every walk.
const maxSize = 1 << 17

func (s summary) and(o summary) summary {
	s.flags |= o.flags
	s.outer = max(s.outer, o.outer)
	s.size = min(s.size+o.size+1, maxSize)
	return s
}

// under is the summary of a binder around s.
func (s summary) under() summary {
	if s.outer > 0 {
		s.outer--
	}
	if s.outer == 0 {
		s.flags &^= HasBound
	}
	return s
}

func (s summary) with(f Flags) summary { s.flags |= f; return s }

func (c common) sum() summary { return summary(c) }

func made(s summary) common { return common(s) }

// summer is every interned type.
type summer interface{ sum() summary }

func sumArg(a Arg) summary {
	switch a := a.(type) {
	case nil:
		return summary{}
	case Region:
		return a.sum()
	case Const:
		return a.sum()
	default:
		return a.(summer).sum()
	}
}

func (l *ArgList) sum() summary {
	if l == nil {
		return summary{}
	}
	return summary{l.flags, l.outer, l.size}
}

func (r Region) sum() summary {
	switch r.Kind {
	case ReErased:
		return summary{flags: HasErased}
	case ReBound:
		return summary{flags: HasBound, outer: r.Depth + 1}
	case ReVar:
		return summary{flags: HasRegionVar | HasFreeRegion}
	case RePlaceholder:
		return summary{flags: HasPlaceholder | HasFreeRegion}
	case ReUnknown:
		return summary{flags: HasUnknown | HasFreeRegion}
	case ReError:
		return summary{flags: HasError | HasFreeRegion}
	default:
		return summary{flags: HasFreeRegion}
	}
}

// Flags says what the region is.
func (r Region) Flags() Flags { return r.sum().flags }

func (c Const) sum() summary {
	switch c.Kind {
	case ConstUnknown:
		return summary{flags: HasUnknown}
	case ConstError:
		return summary{flags: HasError}
	case ConstParam:
		return summary{flags: HasParam}
	case ConstInfer:
		return summary{flags: HasInfer}
	case ConstUneval:
		return c.Args.sum().with(HasProjection)
	default:
		return summary{}
	}
}

// Flags says what the constant contains.
func (c Const) Flags() Flags { return c.sum().flags }

// Flags says what the list contains; the list may be nil.
func (l *ArgList) Flags() Flags { return l.sum().flags }

// Len is the number of arguments; the list may be nil.
func (l *ArgList) Len() int {
	if l == nil {
		return 0
	}
	return len(l.List)
}

// Slice is the arguments, nil for the empty list; do not write.
func (l *ArgList) Slice() []Arg {
	if l == nil {
		return nil
	}
	return l.List
}

// Type is the i'th argument if it is a type, else Unknown.
func (l *ArgList) Type(i int) Type {
	if i < l.Len() {
		if t, ok := l.List[i].(Type); ok {
			return t
		}
	}
	return unknownType
}

// Types are the arguments that are types.
func (l *ArgList) Types() []Type {
	var out []Type
	for _, a := range l.Slice() {
		if t, ok := a.(Type); ok {
			out = append(out, t)
		}
	}
	return out
}

// intern finds or makes the value of a key in the table that owns its summary.
func intern[K comparable, T any](in *Interner, s summary, of func(*tables) *map[K]*T, key K, build func() *T) *T {
	if s.flags&open == 0 {
		in = in.shared()
	}
	in.mu.RLock()
	v, ok := (*of(&in.tables))[key]
	in.mu.RUnlock()
	if ok {
		return v
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	table := of(&in.tables)
	if v, ok := (*table)[key]; ok {
		return v
	}
	if *table == nil {
		*table = map[K]*T{}
	}
	t := build()
	(*table)[key] = t
	in.size++
	return t
}

// internType interns a form: the form's value with zero common is the key.
func internType[T comparable, P interface {
	*T
	Type
}](in *Interner, s summary, of func(*tables) *map[T]*T, key T, set func(*T, common)) Type {
	if s.size >= maxSize {
		return unknownType
	}
	return P(internForm(in, s, of, key, set))
}

func internForm[T comparable](in *Interner, s summary, of func(*tables) *map[T]*T, key T, set func(*T, common)) *T {
	return intern(in, s, of, key, func() *T {
		t := key
		set(&t, made(s))
		return &t
	})
}

// ---------- leaves ----------

// The leaves without content are the same in every interner.
var (
	unknownType Type = &Unknown{common{flags: HasUnknown}}
	errorType   Type = &Error{common{flags: HasError}}
	neverType   Type = &Never{}
	unitType    Type = &Tuple{}
	primTypes        = makePrims()
)

func makePrims() [hir.PrimF128 + 1]*Prim {
	var out [hir.PrimF128 + 1]*Prim
	for p := range out {
		out[p] = &Prim{Prim: hir.Prim(p)}
	}
	return out
}

// Unknown is the type that cannot be known.
func (in *Interner) Unknown() Type { return unknownType }

// Error is the type of what is in error.
func (in *Interner) Error() Type { return errorType }

// Never is `!`.
func (in *Interner) Never() Type { return neverType }

// Unit is `()`.
func (in *Interner) Unit() Type { return unitType }

// Prim is a primitive type; Unknown for no primitive.
func (in *Interner) Prim(p hir.Prim) Type {
	if p == hir.PrimNone || int(p) >= len(primTypes) {
		return unknownType
	}
	return primTypes[p]
}

// Bool is `bool`.
func (in *Interner) Bool() Type { return primTypes[hir.PrimBool] }

// Usize is `usize`.
func (in *Interner) Usize() Type { return primTypes[hir.PrimUsize] }

// Str is `str`.
func (in *Interner) Str() Type { return primTypes[hir.PrimStr] }

// ---------- lists ----------

// listNode is the beginning of lists up to an argument. Only the lists that are asked for
// are made: a list of thousands would else make as many.
type listNode struct {
	summary
	whole atomic.Pointer[ArgList]
}

// listKey is a list as its last argument after the list before it.
type listKey[A comparable] struct {
	init *listNode
	last A
}

// Args is the list of the arguments; nil when there are none.
func (in *Interner) Args(args ...Arg) Args {
	if len(args) == 0 {
		return nil
	}
	var node *listNode
	var s summary
	for _, a := range args {
		if a == nil {
			a = unknownType
		}
		s = s.and(sumArg(a))
		node = in.listNode(node, a, s)
	}
	if whole := node.whole.Load(); whole != nil {
		return whole
	}
	own := slices.Clone(args)
	for i, a := range own {
		if a == nil {
			own[i] = unknownType
		}
	}
	node.whole.CompareAndSwap(nil, &ArgList{List: own, flags: s.flags, outer: s.outer, size: s.size})
	return node.whole.Load()
}

// listNode is the beginning of lists that ends with an argument behind init.
func (in *Interner) listNode(init *listNode, last Arg, s summary) *listNode {
	build := func() *listNode { return &listNode{summary: s} }
	switch a := last.(type) {
	case Region:
		return intern(in, s, func(t *tables) *map[listKey[Region]]*listNode { return &t.regionLists }, listKey[Region]{init, a}, build)
	case Const:
		return intern(in, s, func(t *tables) *map[listKey[Const]]*listNode { return &t.constLists }, listKey[Const]{init, a}, build)
	default:
		return intern(in, s, func(t *tables) *map[listKey[Type]]*listNode { return &t.lists }, listKey[Type]{init, a.(Type)}, build)
	}
}

// TypeArgs is the list of the types.
func (in *Interner) TypeArgs(ts ...Type) Args {
	args := make([]Arg, len(ts))
	for i, t := range ts {
		args[i] = t
	}
	return in.Args(args...)
}

// ---------- composite forms ----------

// Adt is a struct, enum or union.
func (in *Interner) Adt(def DefID, args Args) Type {
	return internType(in, args.sum(), func(t *tables) *map[Adt]*Adt { return &t.adts }, Adt{Def: def, Args: args}, func(t *Adt, c common) { t.common = c })
}

// Ref is `&'r T` or `&'r mut T`.
func (in *Interner) Ref(r Region, elem Type, mut bool) Type {
	return internType(in, r.sum().and(sumArg(elem)), func(t *tables) *map[Ref]*Ref { return &t.refs }, Ref{Region: r, Elem: elem, Mut: mut},
		func(t *Ref, c common) { t.common = c })
}

// RawPtr is `*const T` or `*mut T`.
func (in *Interner) RawPtr(elem Type, mut bool) Type {
	return internType(in, sumArg(elem), func(t *tables) *map[RawPtr]*RawPtr { return &t.rawPtrs }, RawPtr{Elem: elem, Mut: mut}, func(t *RawPtr, c common) { t.common = c })
}

// Slice is `[T]`.
func (in *Interner) Slice(elem Type) Type {
	return internType(in, sumArg(elem), func(t *tables) *map[Slice]*Slice { return &t.slices }, Slice{Elem: elem}, func(t *Slice, c common) { t.common = c })
}

// Array is `[T; N]`.
func (in *Interner) Array(elem Type, n Const) Type {
	return internType(in, sumArg(elem).and(n.sum()), func(t *tables) *map[Array]*Array { return &t.arrays }, Array{Elem: elem, Len: n},
		func(t *Array, c common) { t.common = c })
}

// ConstUsize is a known constant of type usize.
func ConstUsize(n uint64) Const { return Const{Kind: ConstValue, Lo: n} }

// Tuple is `(A, B)`.
func (in *Interner) Tuple(elems ...Type) Type { return in.TupleOf(in.TypeArgs(elems...)) }

// TupleOf is the tuple of an interned list.
func (in *Interner) TupleOf(elems Args) Type {
	if elems == nil {
		return unitType
	}
	return internType(in, elems.sum(), func(t *tables) *map[Tuple]*Tuple { return &t.tuples }, Tuple{Elems: elems}, func(t *Tuple, c common) { t.common = c })
}

// FnDef is the type of a named function or constructor.
func (in *Interner) FnDef(def DefID, args Args) Type {
	return internType(in, args.sum(), func(t *tables) *map[FnDef]*FnDef { return &t.fnDefs }, FnDef{Def: def, Args: args}, func(t *FnDef, c common) { t.common = c })
}

// sigKey is a signature: its inputs, then its output.
type sigKey struct {
	types    Args
	bound    int
	unsafe   bool
	abi      string
	variadic bool
}

// sigTypes is a signature's inputs, then its output.
func (in *Interner) sigTypes(sig *FnSig) Args {
	out := sig.Output
	if out == nil {
		out = unitType
	}
	return in.TypeArgs(append(append([]Type(nil), sig.Inputs...), out)...)
}

// FnSig interns a signature.
func (in *Interner) FnSig(sig FnSig) *FnSig {
	list := in.sigTypes(&sig)
	key := sigKey{list, sig.Bound, sig.Unsafe, sig.ABI, sig.Variadic}
	return intern(in, list.sum(), func(t *tables) *map[sigKey]*FnSig { return &t.sigs }, key, func() *FnSig {
		all := list.Types()
		n := len(all) - 1
		sig.Inputs, sig.Output = all[:n:n], all[n]
		return &sig
	})
}

// FnPtr is `fn(A) -> B`.
func (in *Interner) FnPtr(sig FnSig) Type {
	own := in.FnSig(sig)
	return internType(in, in.sigTypes(own).sum().under(), func(t *tables) *map[FnPtr]*FnPtr { return &t.fnPtrs }, FnPtr{Sig: own}, func(t *FnPtr, c common) { t.common = c })
}

// Closure is a closure's type; captured is nil before the captures are known.
func (in *Interner) Closure(def DefID, args, captured Args) Type {
	return internType(in, args.sum().and(captured.sum()), func(t *tables) *map[Closure]*Closure { return &t.closures }, Closure{Def: def, Args: args, Captured: captured},
		func(t *Closure, c common) { t.common = c })
}

// Coroutine is the state of an async block or function, of its definition, kind, arguments,
// signature and captures.
func (in *Interner) Coroutine(c Coroutine) Type {
	c.common = common{}
	return internType(in, c.Args.sum().and(c.Sig.sum()).and(c.Captured.sum()), func(t *tables) *map[Coroutine]*Coroutine { return &t.coroutines }, c,
		func(t *Coroutine, c common) { t.common = c })
}

// Resume, Yield and Return are the types that a coroutine is resumed with, yields and returns.
func (t *Coroutine) Resume() Type { return t.Sig.Type(0) }
func (t *Coroutine) Yield() Type  { return t.Sig.Type(1) }
func (t *Coroutine) Return() Type { return t.Sig.Type(2) }

// boundsKey is the bounds of a trait object: the bindings as a list of tuples of their parts.
type boundsKey struct {
	autos string
	items string
	parts Args
	bound int
}

// DynBounds interns a trait object's bounds. Autos are sorted and each stands once; bindings keep their order.
func (in *Interner) DynBounds(b DynBounds) *DynBounds {
	b.Autos = sortedIDs(b.Autos)
	items := make([]DefID, len(b.Assoc))
	for i, a := range b.Assoc {
		items[i] = a.Item
	}
	b.Assoc = append([]AssocBinding(nil), b.Assoc...)
	parts := in.boundsParts(&b)
	key := boundsKey{idKey(b.Autos), idKey(items), parts, b.Bound}
	return intern(in, parts.sum(), func(t *tables) *map[boundsKey]*DynBounds { return &t.dynBounds }, key, func() *DynBounds { return &b })
}

// boundsParts lists what stands in the bindings.
func (in *Interner) boundsParts(b *DynBounds) Args {
	if b == nil {
		return nil
	}
	var parts []Arg
	for _, a := range b.Assoc {
		parts = append(parts, ConstUsize(uint64(a.Args.Len())))
		parts = append(parts, a.Args.Slice()...)
		parts = append(parts, a.Type)
	}
	return in.Args(parts...)
}

// Dyn is `dyn Principal<Args> + 'r`. args and bounds stand under a binder.
func (in *Interner) Dyn(principal DefID, args Args, bounds *DynBounds, r Region) Type {
	if bounds == nil {
		bounds = &DynBounds{}
	}
	own := in.DynBounds(*bounds)
	s := args.sum().and(in.boundsParts(own).sum()).under().and(r.sum())
	return internType(in, s, func(t *tables) *map[Dyn]*Dyn { return &t.dyns }, Dyn{Principal: principal, Args: args, Bounds: own, Region: r},
		func(t *Dyn, c common) { t.common = c })
}

// Alias is a projection or an opaque type.
func (in *Interner) Alias(kind AliasKind, def DefID, args Args) Type {
	s := args.sum()
	switch kind {
	case Projection:
		s = s.with(HasProjection)
	case Opaque:
		s = s.with(HasOpaque)
	}
	return internType(in, s, func(t *tables) *map[Alias]*Alias { return &t.aliases }, Alias{Kind: kind, Def: def, Args: args}, func(t *Alias, c common) { t.common = c })
}

// Param is a type parameter.
func (in *Interner) Param(index uint32, name string) Type {
	return internType(in, summary{flags: HasParam}, func(t *tables) *map[Param]*Param { return &t.params }, Param{Index: index, Name: name},
		func(t *Param, c common) { t.common = c })
}

// Bound is a type bound by a binder.
func (in *Interner) Bound(depth, index uint32) Type {
	return internType(in, summary{flags: HasBound, outer: depth + 1}, func(t *tables) *map[Bound]*Bound { return &t.bounds }, Bound{Depth: depth, Index: index},
		func(t *Bound, c common) { t.common = c })
}

// Infer is an inference variable.
func (in *Interner) Infer(kind InferKind, id uint32) Type {
	return internType(in, summary{flags: HasInfer}, func(t *tables) *map[Infer]*Infer { return &t.infers }, Infer{Kind: kind, ID: id},
		func(t *Infer, c common) { t.common = c })
}

// Foreign is an extern type.
func (in *Interner) Foreign(def DefID) Type {
	return internType(in, summary{}, func(t *tables) *map[Foreign]*Foreign { return &t.foreigns }, Foreign{Def: def}, func(t *Foreign, c common) { t.common = c })
}

// IdentityArgs are a definition's own parameters as arguments, seen from inside it.
func (in *Interner) IdentityArgs(g *Generics) Args {
	return in.Args(in.identity(g, g.Parent.Count(), nil)...)
}
