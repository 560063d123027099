package types

import "slices"

// This file: folding, the one way to rewrite types. A Folder says what happens
// to types, regions and constants; the walk rebuilds what changed, leaves alone
// the parts whose flags show that nothing can change, and counts binders.
// Substitution, erasure, shifting and instantiation of bound regions are Folders.

// Folder rewrites types. A nil function leaves its kind as it is.
type Folder struct {
	In *Interner
	// Need: parts that have none of these flags are left as they are; 0 visits everything.
	Need Flags
	// Type rewrites a type at a binder depth; nil says: fold its parts.
	Type   func(t Type, depth uint32) Type
	Region func(r Region, depth uint32) Region
	Const  func(c Const, depth uint32) Const

	// Substitution, the most frequent fold, makes no functions.
	substitutes bool
	with        Args
}

func (f *Folder) skips(flags Flags) bool { return f.Need != 0 && flags&f.Need == 0 }

// Fold rewrites a type.
func (f *Folder) Fold(t Type) Type { return f.fold(t, 0) }

// FoldArgs rewrites a list.
func (f *Folder) FoldArgs(args Args) Args { return f.args(args, 0) }

// FoldArgsAt rewrites a list that stands below a number of binders.
func (f *Folder) FoldArgsAt(args Args, depth uint32) Args { return f.args(args, depth) }

// FoldArg rewrites an argument.
func (f *Folder) FoldArg(a Arg) Arg { return f.arg(a, 0) }

// FoldTraitRef rewrites a trait reference.
func (f *Folder) FoldTraitRef(r TraitRef) TraitRef {
	return TraitRef{Trait: r.Trait, Args: f.args(r.Args, 0)}
}

// FoldSig rewrites a signature, whose binder stays.
func (f *Folder) FoldSig(sig *FnSig) *FnSig { return f.sig(sig, 1) }

// FoldSigBody rewrites what is under a signature's binder as if the binder were not there.
func (f *Folder) FoldSigBody(sig *FnSig) *FnSig { return f.sig(sig, 0) }

// FoldPredicate rewrites a predicate, whose binder stays.
func (f *Folder) FoldPredicate(p Predicate) Predicate { return f.predicate(p, 1) }

// FoldPredicateBody rewrites what is under a predicate's binder as if the binder were not there.
func (f *Folder) FoldPredicateBody(p Predicate) Predicate { return f.predicate(p, 0) }

func (f *Folder) predicate(p Predicate, depth uint32) Predicate {
	p.Trait.Args = f.args(p.Trait.Args, depth)
	if p.Alias != nil {
		if a, ok := f.parts(p.Alias, depth).(*Alias); ok {
			p.Alias = a
		}
	}
	if p.Ty != nil {
		p.Ty = f.fold(p.Ty, depth)
	}
	p.R1, p.R2 = f.region(p.R1, depth), f.region(p.R2, depth)
	return p
}

func (f *Folder) sig(sig *FnSig, depth uint32) *FnSig {
	if sig == nil {
		return nil
	}
	out := *sig
	same := true
	for i, t := range sig.Inputs {
		n := f.fold(t, depth)
		if same && n == t {
			continue
		}
		if same {
			same, out.Inputs = false, slices.Clone(sig.Inputs)
		}
		out.Inputs[i] = n
	}
	out.Output = f.fold(sig.Output, depth)
	if same && out.Output == sig.Output {
		return sig
	}
	return &out
}

func (f *Folder) region(r Region, depth uint32) Region {
	if f.substitutes && r.Kind == ReEarlyParam {
		return f.regionParam(r, depth)
	}
	if f.Region == nil {
		return r
	}
	return f.Region(r, depth)
}

func (f *Folder) constant(c Const, depth uint32) Const {
	if f.skips(c.Flags()) {
		return c
	}
	if f.substitutes && c.Kind == ConstParam {
		return f.constParam(c, depth)
	}
	if f.Const != nil {
		if n := f.Const(c, depth); n != c {
			return n
		}
	}
	c.Args = f.args(c.Args, depth)
	return c
}

// erasedArg spares an allocation for each erased region.
var erasedArg Arg = Erased

func (r Region) arg() Arg {
	if r == Erased {
		return erasedArg
	}
	return r
}

func (f *Folder) arg(a Arg, depth uint32) Arg {
	switch was := a.(type) {
	case Region:
		if n := f.region(was, depth); n != was {
			return n.arg()
		}
		return a
	case Const:
		if n := f.constant(was, depth); n != was {
			return n
		}
		return a
	default:
		return f.fold(a.(Type), depth)
	}
}

func (f *Folder) args(args Args, depth uint32) Args {
	if args == nil || f.skips(args.flags) {
		return args
	}
	var room [8]Arg
	out := room[:0]
	same := true
	for _, a := range args.List {
		n := f.arg(a, depth)
		same = same && n == a
		out = append(out, n)
	}
	if same {
		return args
	}
	return f.In.Args(out...)
}

func (f *Folder) fold(t Type, depth uint32) Type {
	if t == nil || f.skips(t.Flags()) {
		return t
	}
	if f.substitutes {
		if p, ok := t.(*Param); ok {
			return f.param(p, depth)
		}
	}
	if f.Type != nil {
		if n := f.Type(t, depth); n != nil {
			return n
		}
	}
	return f.parts(t, depth)
}

// parts rebuilds a type from its folded parts; a type of which none changed is itself.
func (f *Folder) parts(t Type, depth uint32) Type {
	switch t := t.(type) {
	case *Adt:
		if args := f.args(t.Args, depth); args != t.Args {
			return f.In.Adt(t.Def, args)
		}
		return t
	case *Ref:
		region, elem := f.region(t.Region, depth), f.fold(t.Elem, depth)
		if region == t.Region && elem == t.Elem {
			return t
		}
		return f.In.Ref(region, elem, t.Mut)
	case *RawPtr:
		return f.In.RawPtr(f.fold(t.Elem, depth), t.Mut)
	case *Slice:
		return f.In.Slice(f.fold(t.Elem, depth))
	case *Array:
		return f.In.Array(f.fold(t.Elem, depth), f.constant(t.Len, depth))
	case *Tuple:
		if elems := f.args(t.Elems, depth); elems != t.Elems {
			return f.In.TupleOf(elems)
		}
		return t
	case *FnDef:
		return f.In.FnDef(t.Def, f.args(t.Args, depth))
	case *FnPtr:
		return f.In.FnPtr(*f.sig(t.Sig, depth+1))
	case *Closure:
		return f.In.Closure(t.Def, f.args(t.Args, depth), f.args(t.Captured, depth))
	case *Coroutine:
		n := *t
		n.Args, n.Sig, n.Captured = f.args(t.Args, depth), f.args(t.Sig, depth), f.args(t.Captured, depth)
		return f.In.Coroutine(n)
	case *Dyn:
		return f.In.Dyn(t.Principal, f.args(t.Args, depth+1), f.bounds(t.Bounds, depth+1), f.region(t.Region, depth))
	case *Alias:
		if args := f.args(t.Args, depth); args != t.Args {
			return f.In.Alias(t.Kind, t.Def, args)
		}
		return t
	default: // Prim, Never, Param, Bound, Infer, Foreign, Unknown, Error have no parts
		return t
	}
}

func (f *Folder) bounds(b *DynBounds, depth uint32) *DynBounds {
	out := *b
	out.Assoc = make([]AssocBinding, len(b.Assoc))
	for i, a := range b.Assoc {
		out.Assoc[i] = AssocBinding{Item: a.Item, Args: f.args(a.Args, depth), Type: f.fold(a.Type, depth)}
	}
	return f.In.DynBounds(out)
}

// ---------- visiting ----------

// Walk calls visit for every part of an argument, outermost first, each with its
// binder depth; visit returns false to leave out what is inside.
func Walk(a Arg, visit func(a Arg, depth uint32) bool) { walk(a, 0, visit) }

func walk(a Arg, depth uint32, visit func(Arg, uint32) bool) {
	if a == nil || !visit(a, depth) {
		return
	}
	list := func(l Args, d uint32) {
		for _, x := range l.Slice() {
			walk(x, d, visit)
		}
	}
	switch t := a.(type) {
	case Const:
		list(t.Args, depth)
	case *Adt:
		list(t.Args, depth)
	case *Ref:
		walk(t.Region.arg(), depth, visit)
		walk(t.Elem, depth, visit)
	case *RawPtr:
		walk(t.Elem, depth, visit)
	case *Slice:
		walk(t.Elem, depth, visit)
	case *Array:
		walk(t.Elem, depth, visit)
		walk(t.Len, depth, visit)
	case *Tuple:
		list(t.Elems, depth)
	case *FnDef:
		list(t.Args, depth)
	case *FnPtr:
		for _, in := range t.Sig.Inputs {
			walk(in, depth+1, visit)
		}
		walk(t.Sig.Output, depth+1, visit)
	case *Closure:
		list(t.Args, depth)
		list(t.Captured, depth)
	case *Coroutine:
		list(t.Args, depth)
		list(t.Sig, depth)
		list(t.Captured, depth)
	case *Dyn:
		list(t.Args, depth+1)
		for _, b := range t.Bounds.Assoc {
			list(b.Args, depth+1)
			walk(b.Type, depth+1, visit)
		}
		walk(t.Region, depth, visit)
	case *Alias:
		list(t.Args, depth)
	}
}

// FreeRegions calls visit for every region that no binder inside t binds, in the order they are written.
func FreeRegions(t Arg, visit func(Region)) {
	Walk(t, func(a Arg, depth uint32) bool {
		if r, ok := a.(Region); ok && (r.Kind != ReBound || r.Depth >= depth) {
			visit(r)
		}
		return true
	})
}

// ---------- the common folders ----------

// substFolder replaces parameters by arguments. A parameter that has no
// argument of its kind becomes Unknown, so that a wrong list stays silent.
func substFolder(in *Interner, args Args) Folder {
	return Folder{In: in, Need: HasParam | HasFreeRegion, substitutes: true, with: args}
}

// replacement is the argument for a parameter; nil: there is none.
func (f *Folder) replacement(i uint32, depth uint32) Arg {
	if int(i) >= f.with.Len() {
		return nil
	}
	return Shift(f.In, f.with.List[i], depth)
}

func (f *Folder) param(p *Param, depth uint32) Type {
	if n, ok := f.replacement(p.Index, depth).(Type); ok {
		return n
	}
	return unknownType
}

func (f *Folder) regionParam(r Region, depth uint32) Region {
	if n, ok := f.replacement(r.Index, depth).(Region); ok {
		return n
	}
	return Region{Kind: ReUnknown}
}

func (f *Folder) constParam(c Const, depth uint32) Const {
	if n, ok := f.replacement(c.Index, depth).(Const); ok {
		return n
	}
	return Const{}
}

// Subst replaces the parameters in t by the arguments.
func Subst(in *Interner, t Type, args Args) Type {
	f := substFolder(in, args)
	return f.Fold(t)
}

// SubstArgs replaces the parameters in a list.
func SubstArgs(in *Interner, list, args Args) Args {
	f := substFolder(in, args)
	return f.FoldArgs(list)
}

// SubstArg replaces the parameters in an argument.
func SubstArg(in *Interner, a Arg, args Args) Arg {
	f := substFolder(in, args)
	return f.FoldArg(a)
}

// SubstSig replaces the parameters in a signature.
func SubstSig(in *Interner, sig *FnSig, args Args) *FnSig {
	f := substFolder(in, args)
	return f.FoldSig(sig)
}

// SubstPredicate replaces the parameters in a predicate.
func SubstPredicate(in *Interner, p Predicate, args Args) Predicate {
	f := substFolder(in, args)
	return f.FoldPredicate(p)
}

// SubstTraitRef replaces the parameters in a trait reference.
func SubstTraitRef(in *Interner, r TraitRef, args Args) TraitRef {
	f := substFolder(in, args)
	return f.FoldTraitRef(r)
}

// Shift moves what escapes from a out by n more binders.
func Shift(in *Interner, a Arg, n uint32) Arg {
	if n == 0 || sumArg(a).outer == 0 {
		return a
	}
	return shiftFolder(in, n).FoldArg(a)
}

func shiftFolder(in *Interner, n uint32) *Folder {
	return &Folder{
		In:   in,
		Need: HasBound,
		Type: func(t Type, depth uint32) Type {
			if b, ok := t.(*Bound); ok && b.Depth >= depth {
				return in.Bound(b.Depth+n, b.Index)
			}
			return nil
		},
		Region: func(r Region, depth uint32) Region {
			if r.Kind == ReBound && r.Depth >= depth {
				r.Depth += n
			}
			return r
		},
	}
}

// EraseRegions replaces every region that no binder binds by ReErased.
func EraseRegions(in *Interner, t Type) Type {
	if t == nil || t.Flags()&HasFreeRegion == 0 {
		return t
	}
	return eraseFolder(in).Fold(t)
}

// EraseRegionsArgs erases the regions of a list.
func EraseRegionsArgs(in *Interner, args Args) Args {
	if args.Flags()&HasFreeRegion == 0 {
		return args
	}
	return eraseFolder(in).FoldArgs(args)
}

// EraseRegionsSig erases the regions of a signature but those it binds.
func EraseRegionsSig(in *Interner, sig *FnSig) *FnSig { return eraseFolder(in).FoldSig(sig) }

func eraseFolder(in *Interner) *Folder {
	return &Folder{In: in, Need: HasFreeRegion, Region: func(r Region, _ uint32) Region {
		if r.Kind == ReBound {
			return r
		}
		return Erased
	}}
}

// MapRegions replaces every region that no binder inside t binds by what fresh gives for it.
func MapRegions(in *Interner, t Type, fresh func(Region) Region) Type {
	if t == nil || t.Flags()&anyRegion == 0 {
		return t
	}
	return mapRegions(in, fresh).Fold(t)
}

// MapRegionsArgs is MapRegions for a list.
func MapRegionsArgs(in *Interner, args Args, fresh func(Region) Region) Args {
	if args.Flags()&anyRegion == 0 {
		return args
	}
	return mapRegions(in, fresh).FoldArgs(args)
}

// anyRegion are the flags of what has a region.
const anyRegion = HasFreeRegion | HasErased | HasBound

func mapRegions(in *Interner, fresh func(Region) Region) *Folder {
	return &Folder{In: in, Need: anyRegion, Region: func(r Region, depth uint32) Region {
		if r.Kind == ReBound && r.Depth < depth {
			return r
		}
		return fresh(r)
	}}
}

// bindFolder opens the outermost binder: its regions become what region gives
// for their index, what escaped further moves in by one.
func bindFolder(in *Interner, region func(index uint32) Region) *Folder {
	return &Folder{
		In:   in,
		Need: HasBound,
		Type: func(t Type, depth uint32) Type {
			if b, ok := t.(*Bound); ok && b.Depth > depth {
				return in.Bound(b.Depth-1, b.Index)
			}
			return nil
		},
		Region: func(r Region, depth uint32) Region {
			switch {
			case r.Kind != ReBound || r.Depth < depth:
				return r
			case r.Depth > depth:
				r.Depth--
				return r
			}
			n := region(r.Index)
			if n.Kind == ReBound {
				n.Depth += depth
			}
			return n
		},
	}
}

// OpenSig is a signature with its late-bound regions replaced; it binds nothing any more.
func OpenSig(in *Interner, sig *FnSig, region func(index uint32) Region) *FnSig {
	out := *sig
	if sig.flags()&HasBound != 0 {
		out = *bindFolder(in, region).FoldSigBody(sig)
	}
	out.Bound = 0
	return &out
}

// OpenInput is an input of a signature for some arguments, its late-bound regions replaced.
func OpenInput(in *Interner, sig *FnSig, input int, args Args, region func(index uint32) Region) Type {
	f := substFolder(in, args)
	return bindFolder(in, region).Fold(f.fold(sig.Inputs[input], 1))
}

// OpenPredicate is a predicate with the regions of its binder replaced.
func OpenPredicate(in *Interner, p Predicate, region func(index uint32) Region) Predicate {
	if p.flags()&HasBound != 0 {
		p = bindFolder(in, region).FoldPredicateBody(p)
	}
	p.Bound = 0
	return p
}

// flags are those of what stands under a signature's binder.
func (sig *FnSig) flags() Flags {
	var flags Flags
	if sig.Output != nil {
		flags = sig.Output.Flags()
	}
	for _, t := range sig.Inputs {
		flags |= t.Flags()
	}
	return flags
}

// flags are those of what stands under a predicate's binder.
func (p *Predicate) flags() Flags {
	flags := p.Trait.Args.Flags() | p.R1.Flags() | p.R2.Flags()
	if p.Alias != nil {
		flags |= p.Alias.Flags()
	}
	if p.Ty != nil {
		flags |= p.Ty.Flags()
	}
	return flags
}

// OpenDyn is a trait object's arguments and bindings with the regions of its binder replaced.
func OpenDyn(in *Interner, d *Dyn, region func(index uint32) Region) (Args, *DynBounds) {
	f := bindFolder(in, region)
	bounds := *f.bounds(d.Bounds, 0)
	bounds.Bound = 0
	return f.args(d.Args, 0), in.DynBounds(bounds)
}

// ErasedRegion answers every bound region with ReErased.
func ErasedRegion(uint32) Region { return Erased }
