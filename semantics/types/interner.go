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
	mu     sync.Mutex
	tables tables
	size   atomic.Int64
	memo   sync.Map
}

// tables hold what was made, a set for each form: looking up takes no lock and allocates nothing.
type tables struct {
	adts       HashSet[Adt]
	refs       HashSet[Ref]
	rawPtrs    HashSet[RawPtr]
	slices     HashSet[Slice]
	arrays     HashSet[Array]
	tuples     HashSet[Tuple]
	fnDefs     HashSet[FnDef]
	fnPtrs     HashSet[FnPtr]
	closures   HashSet[Closure]
	coroutines HashSet[Coroutine]
	dyns       HashSet[Dyn]
	aliases    HashSet[Alias]
	params     HashSet[Param]
	bounds     HashSet[Bound]
	infers     HashSet[Infer]
	foreigns   HashSet[Foreign]

	lists     HashSet[ArgList]
	sigs      HashSet[internedSig]
	dynBounds HashSet[internedBounds]
}

// The beginnings of the forms' hashes.
const (
	formUnknown Hash = iota + 1
	formError
	formNever
	formPrim
	formAdt
	formRef
	formRawPtr
	formSlice
	formArray
	formTuple
	formFnDef
	formFnPtr
	formClosure
	formCoroutine
	formDyn
	formAlias
	formParam
	formBound
	formInfer
	formForeign
	formList
	formSig
	formBounds
)

// Memo is a place beside the shared types for answers about them that hold in every
// snapshot, since they rest on the standard library alone.
func (in *Interner) Memo() *sync.Map { return &in.shared().memo }

// NewInterner makes a shared interner.
func NewInterner() *Interner { return &Interner{} }

// Size is how much the interner holds.
func (in *Interner) Size() int { return int(in.size.Load()) }

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

// summary is what a part tells its whole: its flags, how many binders
// around it its bound variables need (0: none escapes), and its hash.
type summary struct {
	flags Flags
	outer uint32
	size  uint32 // parts, not counting itself
	hash  Hash
}

// maxSize bounds the parts of a type: one that is larger is Unknown (rustc's
// type_length_limit). A type is a graph in memory but a tree to every walk.
const maxSize = 1 << 17

func (s summary) and(o summary) summary {
	s.flags |= o.flags
	s.outer = max(s.outer, o.outer)
	s.size = min(s.size+o.size+1, maxSize)
	s.hash = s.hash.With(uint32(o.hash))
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

// as is the summary of a form of these parts.
func (s summary) as(h Hash) summary { s.hash = h.With(uint32(s.hash)); return s }

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
	return summary{l.flags, l.outer, l.size, l.hash}
}

func (r Region) sum() summary {
	s := summary{flags: r.Flags(), hash: Hash(r.Kind).With(r.Depth).With(r.Index).Def(r.Def)}
	if r.Kind == ReBound {
		s.outer = r.Depth + 1
	}
	return s
}

// regionFlags are the flags of each kind of region.
var regionFlags = [...]Flags{
	ReErased: HasErased, ReStatic: HasFreeRegion, ReEarlyParam: HasFreeRegion, ReLateParam: HasFreeRegion, ReBound: HasBound, ReVar: HasRegionVar | HasFreeRegion,
	RePlaceholder: HasPlaceholder | HasFreeRegion, ReUnknown: HasUnknown | HasFreeRegion, ReError: HasError | HasFreeRegion,
}

// Flags says what the region is.
func (r Region) Flags() Flags { return regionFlags[r.Kind] }

func (c Const) sum() summary {
	args := c.Args.sum()
	s := summary{flags: c.Flags(), hash: Hash(c.Kind).wide(c.Lo).wide(c.Hi).With(c.Index).text(c.Name).Def(c.Def).With(uint32(args.hash))}
	if c.Kind == ConstUneval {
		s.outer, s.size = args.outer, args.size
	}
	return s
}

// Flags says what the constant contains.
func (c Const) Flags() Flags {
	switch c.Kind {
	case ConstUnknown:
		return HasUnknown
	case ConstError:
		return HasError
	case ConstParam:
		return HasParam
	case ConstInfer:
		return HasInfer
	case ConstUneval:
		return c.Args.Flags() | HasProjection
	default:
		return 0
	}
}

// Flags says what the list contains; the list may be nil.
func (l *ArgList) Flags() Flags {
	if l == nil {
		return 0
	}
	return l.flags
}

// Hash is the list's hash; the list may be nil.
func (l *ArgList) Hash() Hash { return l.sum().hash }

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

// home is the interner that a value of a summary belongs to.
func (in *Interner) home(s summary) *Interner {
	if s.flags&open == 0 {
		return in.shared()
	}
	return in
}

// internType finds or makes a type of a form, of which all but its common part is given.
func internType[T comparable, P interface {
	*T
	Type
}](in *Interner, s summary, of func(*tables) *HashSet[T], key T, common func(*T) *common) Type {
	if s.size >= maxSize {
		return unknownType
	}
	in = in.home(s)
	*common(&key) = made(s)
	set := of(&in.tables)
	if v := findEqual(set, s.hash, &key); v != nil {
		return P(v)
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	if v := findEqual(set, s.hash, &key); v != nil {
		return P(v)
	}
	v := new(T)
	*v = key
	set.Add(s.hash, v)
	in.size.Add(1)
	return P(v)
}

// intern finds or makes a value that is not compared as a whole.
func intern[T any](in *Interner, h Hash, of func(*tables) *HashSet[T], same func(*T) bool, build func() *T) *T {
	set := of(&in.tables)
	if v := set.Find(h, same); v != nil {
		return v
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	if v := set.Find(h, same); v != nil {
		return v
	}
	v := build()
	set.Add(h, v)
	in.size.Add(1)
	return v
}

// ---------- leaves ----------

// The leaves without content are the same in every interner.
var (
	unknownType Type = &Unknown{common{flags: HasUnknown, hash: formUnknown}}
	errorType   Type = &Error{common{flags: HasError, hash: formError}}
	neverType   Type = &Never{common{hash: formNever}}
	unitType    Type = &Tuple{common: common{hash: formTuple}}
	primTypes        = makePrims()
)

func makePrims() [hir.PrimF128 + 1]*Prim {
	var out [hir.PrimF128 + 1]*Prim
	for p := range out {
		out[p] = &Prim{common: common{hash: formPrim.With(uint32(p))}, Prim: hir.Prim(p)}
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

// Args is the list of the arguments; nil when there are none.
func (in *Interner) Args(args ...Arg) Args {
	if len(args) == 0 {
		return nil
	}
	s := summary{hash: formList}
	for i, a := range args {
		if a == nil {
			args = slices.Clone(args)
			args[i], a = unknownType, unknownType
		}
		s = s.and(sumArg(a))
	}
	in = in.home(s)
	return intern(in, s.hash, func(t *tables) *HashSet[ArgList] { return &t.lists },
		func(l *ArgList) bool { return l.hash == s.hash && slices.Equal(l.List, args) },
		func() *ArgList {
			return &ArgList{List: slices.Clone(args), flags: s.flags, outer: s.outer, size: s.size, hash: s.hash}
		})
}

// TypeArgs is the list of the types.
func (in *Interner) TypeArgs(ts ...Type) Args {
	var room [8]Arg
	args := room[:0]
	for _, t := range ts {
		args = append(args, t)
	}
	return in.Args(args...)
}

// ---------- composite forms ----------

// Adt is a struct, enum or union.
func (in *Interner) Adt(def DefID, args Args) Type {
	return internType(in, args.sum().as(formAdt.Def(def)), func(t *tables) *HashSet[Adt] { return &t.adts }, Adt{Def: def, Args: args}, func(t *Adt) *common { return &t.common })
}

// Ref is `&'r T` or `&'r mut T`.
func (in *Interner) Ref(r Region, elem Type, mut bool) Type {
	return internType(in, r.sum().and(sumArg(elem)).as(formRef.flag(mut)), func(t *tables) *HashSet[Ref] { return &t.refs }, Ref{Region: r, Elem: elem, Mut: mut},
		func(t *Ref) *common { return &t.common })
}

// RawPtr is `*const T` or `*mut T`.
func (in *Interner) RawPtr(elem Type, mut bool) Type {
	return internType(in, sumArg(elem).as(formRawPtr.flag(mut)), func(t *tables) *HashSet[RawPtr] { return &t.rawPtrs }, RawPtr{Elem: elem, Mut: mut}, func(t *RawPtr) *common { return &t.common })
}

// Slice is `[T]`.
func (in *Interner) Slice(elem Type) Type {
	return internType(in, sumArg(elem).as(formSlice), func(t *tables) *HashSet[Slice] { return &t.slices }, Slice{Elem: elem}, func(t *Slice) *common { return &t.common })
}

// Array is `[T; N]`.
func (in *Interner) Array(elem Type, n Const) Type {
	return internType(in, sumArg(elem).and(n.sum()).as(formArray), func(t *tables) *HashSet[Array] { return &t.arrays }, Array{Elem: elem, Len: n},
		func(t *Array) *common { return &t.common })
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
	return internType(in, elems.sum().as(formTuple), func(t *tables) *HashSet[Tuple] { return &t.tuples }, Tuple{Elems: elems}, func(t *Tuple) *common { return &t.common })
}

// FnDef is the type of a named function or constructor.
func (in *Interner) FnDef(def DefID, args Args) Type {
	return internType(in, args.sum().as(formFnDef.Def(def)), func(t *tables) *HashSet[FnDef] { return &t.fnDefs }, FnDef{Def: def, Args: args}, func(t *FnDef) *common { return &t.common })
}

// internedSig is a signature by what it is made of: its inputs, then its output.
type internedSig struct {
	types Args
	sig   FnSig
}

// sig mixes in what a signature has beside its types.
func (h Hash) sig(sig *FnSig) Hash {
	return h.With(uint32(sig.Bound)).flag(sig.Unsafe).flag(sig.Variadic).text(sig.ABI)
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
	s := list.sum().as(formSig.sig(&sig))
	return &intern(in.home(s), s.hash, func(t *tables) *HashSet[internedSig] { return &t.sigs },
		func(o *internedSig) bool {
			return o.types == list && o.sig.Bound == sig.Bound && o.sig.Unsafe == sig.Unsafe && o.sig.ABI == sig.ABI && o.sig.Variadic == sig.Variadic
		},
		func() *internedSig {
			all := list.Types()
			n := len(all) - 1
			own := sig
			own.Inputs, own.Output = all[:n:n], all[n]
			return &internedSig{list, own}
		}).sig
}

// FnPtr is `fn(A) -> B`.
func (in *Interner) FnPtr(sig FnSig) Type {
	own := in.FnSig(sig)
	return internType(in, in.sigTypes(own).sum().under().as(formFnPtr.sig(own)), func(t *tables) *HashSet[FnPtr] { return &t.fnPtrs }, FnPtr{Sig: own}, func(t *FnPtr) *common { return &t.common })
}

// Closure is a closure's type; captured is nil before the captures are known.
func (in *Interner) Closure(def DefID, args, captured Args) Type {
	return internType(in, args.sum().and(captured.sum()).as(formClosure.Def(def)), func(t *tables) *HashSet[Closure] { return &t.closures }, Closure{Def: def, Args: args, Captured: captured},
		func(t *Closure) *common { return &t.common })
}

// Coroutine is the state of an async block or function, of its definition, kind, arguments,
// signature and captures.
func (in *Interner) Coroutine(c Coroutine) Type {
	c.common = common{}
	return internType(in, c.Args.sum().and(c.Sig.sum()).and(c.Captured.sum()).as(formCoroutine.Def(c.Def).With(uint32(c.Kind))), func(t *tables) *HashSet[Coroutine] { return &t.coroutines }, c,
		func(t *Coroutine) *common { return &t.common })
}

// Resume, Yield and Return are the types that a coroutine is resumed with, yields and returns.
func (t *Coroutine) Resume() Type { return t.Sig.Type(0) }
func (t *Coroutine) Yield() Type  { return t.Sig.Type(1) }
func (t *Coroutine) Return() Type { return t.Sig.Type(2) }

// internedBounds is the bounds of a trait object, and the bindings as a list of their parts.
type internedBounds struct {
	parts  Args
	bounds DynBounds
}

// DynBounds interns a trait object's bounds. Autos are sorted and each stands once; bindings keep their order.
func (in *Interner) DynBounds(b DynBounds) *DynBounds {
	autos := sortedIDs(b.Autos)
	parts := in.boundsParts(&b)
	h := formBounds.With(uint32(b.Bound))
	for _, a := range autos {
		h = h.Def(a)
	}
	for _, a := range b.Assoc {
		h = h.Def(a.Item)
	}
	s := parts.sum().as(h)
	return &intern(in.home(s), s.hash, func(t *tables) *HashSet[internedBounds] { return &t.dynBounds },
		func(o *internedBounds) bool {
			return o.parts == parts && o.bounds.Bound == b.Bound && slices.Equal(o.bounds.Autos, autos) &&
				slices.EqualFunc(o.bounds.Assoc, b.Assoc, func(x, y AssocBinding) bool { return x.Item == y.Item })
		},
		func() *internedBounds {
			own := b
			own.Autos, own.Assoc = autos, slices.Clone(b.Assoc)
			return &internedBounds{parts, own}
		}).bounds
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
	s := args.sum().and(in.boundsParts(own).sum()).under().and(r.sum()).as(formDyn.Def(principal))
	return internType(in, s, func(t *tables) *HashSet[Dyn] { return &t.dyns }, Dyn{Principal: principal, Args: args, Bounds: own, Region: r},
		func(t *Dyn) *common { return &t.common })
}

// Alias is a projection or an opaque type.
func (in *Interner) Alias(kind AliasKind, def DefID, args Args) Type {
	s := args.sum().as(formAlias.With(uint32(kind)).Def(def))
	switch kind {
	case Projection:
		s = s.with(HasProjection)
	case Opaque:
		s = s.with(HasOpaque)
	}
	return internType(in, s, func(t *tables) *HashSet[Alias] { return &t.aliases }, Alias{Kind: kind, Def: def, Args: args}, func(t *Alias) *common { return &t.common })
}

// Param is a type parameter.
func (in *Interner) Param(index uint32, name string) Type {
	return internType(in, summary{flags: HasParam, hash: formParam.With(index).text(name)}, func(t *tables) *HashSet[Param] { return &t.params }, Param{Index: index, Name: name},
		func(t *Param) *common { return &t.common })
}

// Bound is a type bound by a binder.
func (in *Interner) Bound(depth, index uint32) Type {
	return internType(in, summary{flags: HasBound, outer: depth + 1, hash: formBound.With(depth).With(index)}, func(t *tables) *HashSet[Bound] { return &t.bounds }, Bound{Depth: depth, Index: index},
		func(t *Bound) *common { return &t.common })
}

// Infer is an inference variable.
func (in *Interner) Infer(kind InferKind, id uint32) Type {
	return internType(in, summary{flags: HasInfer, hash: formInfer.With(uint32(kind)).With(id)}, func(t *tables) *HashSet[Infer] { return &t.infers }, Infer{Kind: kind, ID: id},
		func(t *Infer) *common { return &t.common })
}

// Foreign is an extern type.
func (in *Interner) Foreign(def DefID) Type {
	return internType(in, summary{hash: formForeign.Def(def)}, func(t *tables) *HashSet[Foreign] { return &t.foreigns }, Foreign{Def: def}, func(t *Foreign) *common { return &t.common })
}

// IdentityArgs are a definition's own parameters as arguments, seen from inside it.
func (in *Interner) IdentityArgs(g *Generics) Args {
	return in.Args(in.identity(g, g.Parent.Count(), nil)...)
}
