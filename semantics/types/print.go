package types

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"

	"drop-lsp/semantics/hir"
	"drop-lsp/syntax/ast"
)

// This file: types as rustc's messages print them: trimmed paths, arguments equal
// to their parameter's default left out, nameless regions left out or `'_`.
//
// What is missing: choosing longer paths where two types of one name meet in a
// message (set Printer.Name for that); `+ 'static` of a trait object is never printed.

// Printer prints types; the zero value of each hook says what is printed then.
type Printer struct {
	Q Queries
	// Region names a region; "" where it has no name. nil: by Queries.RegionName in Body.
	Region func(Region) string
	Body   DefID
	// Name prints a definition; nil: the last segment of its path.
	Name func(DefID) string
	// Free prints a definition where it is used as a value; nil: as Name does.
	Free func(DefID) string
	// Closure prints a closure or coroutine; nil: `{closure@PATH}`.
	Closure func(DefID) string
	// Elided prints erased regions of paths as '_; else they are left out where all are erased.
	Elided bool

	binders []uint32 // first name number of each binder, innermost last
	opaques []DefID  // opaque types being printed, innermost last
	names   uint32
}

// Print prints a type with no region names but those of params.
func Print(q Queries, t Type) string { return (&Printer{Q: q}).Type(t) }

// Type prints a type.
func (p *Printer) Type(t Type) string {
	switch t := t.(type) {
	case nil, *Unknown:
		return "_"
	case *Error:
		return "{type error}"
	case *Prim:
		return t.Prim.String()
	case *Never:
		return "!"
	case *Adt:
		return p.path(t.Def, t.Args)
	case *Foreign:
		return p.name(t.Def)
	case *Ref:
		return "&" + p.prefix(t.Region) + mutWord(t.Mut, "") + p.pointee(t.Elem)
	case *RawPtr:
		return "*" + mutWord(t.Mut, "const ") + p.pointee(t.Elem)
	case *Slice:
		return "[" + p.Type(t.Elem) + "]"
	case *Array:
		return "[" + p.Type(t.Elem) + "; " + p.Const(t.Len, nil) + "]"
	case *Tuple:
		return p.tuple(t.Elems)
	case *FnDef:
		return p.fnDef(t)
	case *FnPtr:
		return p.sig(t.Sig, "")
	case *Closure:
		return p.closure(t.Def, "closure")
	case *Coroutine:
		return p.closure(t.Def, "async block")
	case *Dyn:
		return p.dyn(t)
	case *Alias:
		return p.alias(t)
	case *Param:
		return t.Name
	case *Bound:
		return fmt.Sprintf("^%d_%d", t.Depth, t.Index)
	case *Infer:
		return [...]string{InferTy: "_", InferInt: "{integer}", InferFloat: "{float}"}[t.Kind]
	default:
		panic(fmt.Sprintf("print: %T", t))
	}
}

func mutWord(mut bool, other string) string {
	if mut {
		return "mut "
	}
	return other
}

// pointee prints what a pointer points to: `&(dyn A + 'a)` needs parentheses.
func (p *Printer) pointee(t Type) string {
	s := p.Type(t)
	if _, ok := t.(*Dyn); ok && strings.Contains(s, " + ") {
		return "(" + s + ")"
	}
	return s
}

func (p *Printer) name(def DefID) string {
	if p.Name != nil {
		return p.Name(def)
	}
	return p.last(def)
}

func (p *Printer) closure(def DefID, what string) string {
	if p.Closure != nil {
		return p.Closure(def)
	}
	return "{" + what + "@" + p.Q.DefPath(def) + "}"
}

// ---------- regions and constants ----------

// regionName is a region's name, "" if it has none.
func (p *Printer) regionName(r Region) string {
	switch r.Kind {
	case ReStatic:
		return "'static"
	case ReBound:
		if i := len(p.binders) - 1 - int(r.Depth); i >= 0 {
			return boundName(p.binders[i] + r.Index)
		}
		return ""
	case ReErased, ReUnknown, ReError:
		return ""
	}
	if p.Region != nil {
		return p.Region(r)
	}
	if r.Kind == ReEarlyParam || r.Kind == ReLateParam {
		return p.Q.RegionName(r, cmp.Or(r.Def, p.Body))
	}
	return ""
}

// boundName is the n'th of 'a, 'b … 'z, 'a1 ….
func boundName(n uint32) string {
	name := "'" + string(rune('a'+n%26))
	if n >= 26 {
		name += fmt.Sprint(n / 26)
	}
	return name
}

// prefix prints the region of a reference.
func (p *Printer) prefix(r Region) string {
	if s := p.regionName(r); s != "" && s != "'_" {
		return s + " "
	}
	return ""
}

// Const prints a constant of a type; nil: usize.
func (p *Printer) Const(c Const, ty Type) string {
	switch c.Kind {
	case ConstParam:
		return c.Name
	case ConstValue:
		return constValue(c, ty)
	case ConstUneval:
		return p.name(c.Def)
	default:
		return "_"
	}
}

// constValue prints a value by its type; where that is not known, as a number.
func constValue(c Const, ty Type) string {
	n := new(big.Int).Or(new(big.Int).Lsh(new(big.Int).SetUint64(c.Hi), 64), new(big.Int).SetUint64(c.Lo))
	prim, _ := ty.(*Prim)
	switch {
	case prim == nil:
	case prim.Prim == hir.PrimBool:
		return fmt.Sprint(c.Lo != 0)
	case prim.Prim == hir.PrimChar:
		return fmt.Sprintf("'%c'", rune(c.Lo))
	case signedBits[prim.Prim] > 0:
		bits := signedBits[prim.Prim]
		top := new(big.Int).Lsh(big.NewInt(1), bits)
		if n.Mod(n, top); n.Bit(int(bits)-1) == 1 {
			n.Sub(n, top)
		}
	}
	return n.String()
}

// signedBits is the width of the signed integer types.
var signedBits = map[hir.Prim]uint{hir.PrimI8: 8, hir.PrimI16: 16, hir.PrimI32: 32, hir.PrimI64: 64, hir.PrimI128: 128, hir.PrimIsize: 64}

// ---------- lists ----------

func (p *Printer) arg(a Arg) string {
	switch a := a.(type) {
	case Region:
		return cmp.Or(p.regionName(a), "'_")
	case Const:
		return p.Const(a, nil)
	default:
		return p.Type(a.(Type))
	}
}

func (p *Printer) list(args []Arg) []string {
	out := make([]string, len(args))
	for i, a := range args {
		out[i] = p.arg(a)
	}
	return out
}

func angle(parts []string) string {
	if len(parts) == 0 {
		return ""
	}
	return "<" + strings.Join(parts, ", ") + ">"
}

// path prints a definition with its own arguments but those equal to a default.
func (p *Printer) path(def DefID, args Args) string {
	return p.name(def) + angle(p.ownArgs(def, args))
}

// ownArgs prints a definition's own arguments. Erased regions are left out when all are erased.
func (p *Printer) ownArgs(def DefID, args Args) []string {
	own := args.Slice()
	g := p.Q.Generics(def)
	if g == nil {
		return p.list(own)
	}
	base := min(g.Parent.Count(), len(own))
	n := len(own)
	for n > base && n-1-base < len(g.Params) && isDefault(p.Q.Interner(), g.Params[n-1-base], own, n-1) {
		n--
	}
	own = own[base:n]
	regions := p.Elided || slices.ContainsFunc(own, isNamed)
	var out []string
	for i, a := range own {
		c, isConst := a.(Const)
		switch {
		case isConst && i < len(g.Params):
			out = append(out, p.Const(c, g.Params[i].ConstTy))
		case regions || a != Arg(Erased): // erased ones are left out where all are
			out = append(out, p.arg(a))
		}
	}
	return out
}

// isNamed: the argument is a region that is not erased.
func isNamed(a Arg) bool {
	r, ok := a.(Region)
	return ok && r != Erased
}

// isDefault reports whether the i'th argument is what its parameter's default gives.
func isDefault(in *Interner, p GenericParam, args []Arg, i int) bool {
	if p.Kind == ast.ParamConst {
		return p.DefaultConst != nil && args[i] == Arg(*p.DefaultConst)
	}
	if p.Kind != ast.ParamType || p.Default == nil {
		return false
	}
	return args[i] == Arg(Subst(in, p.Default, in.Args(args[:i]...)))
}

func (p *Printer) tuple(elems Args) string {
	parts := p.list(elems.Slice())
	if len(parts) == 1 {
		return "(" + parts[0] + ",)"
	}
	return "(" + strings.Join(parts, ", ") + ")"
}

// ---------- functions ----------

// under prints inside a binder of n regions; prefix is its `for<…> `.
func (p *Printer) under(n int, f func() string) string {
	first := p.names
	p.binders = append(p.binders, first)
	p.names += uint32(n)
	body := f()
	p.binders = p.binders[:len(p.binders)-1]
	p.names = first
	if n == 0 {
		return body
	}
	names := make([]string, n)
	for i := range names {
		names[i] = boundName(first + uint32(i))
	}
	return "for" + angle(names) + " " + body
}

// sig prints a signature with a name after `fn`.
func (p *Printer) sig(s *FnSig, name string) string {
	return p.under(s.Bound, func() string {
		var b strings.Builder
		if s.Unsafe {
			b.WriteString("unsafe ")
		}
		if s.ABI != "" && s.ABI != "Rust" {
			fmt.Fprintf(&b, "extern %q ", s.ABI)
		}
		b.WriteString("fn" + name + "(" + strings.Join(p.types(s.Inputs), ", "))
		if s.Variadic {
			b.WriteString(", ...")
		}
		b.WriteString(")" + p.output(s.Output))
		return b.String()
	})
}

func (p *Printer) types(ts []Type) []string {
	out := make([]string, len(ts))
	for i, t := range ts {
		out[i] = p.Type(t)
	}
	return out
}

func (p *Printer) output(t Type) string {
	if t == unitType {
		return ""
	}
	return " -> " + p.Type(t)
}

func (p *Printer) fnDef(t *FnDef) string {
	path := p.Value(t.Def, t.Args)
	sig := p.Q.FnSig(t.Def)
	if sig == nil {
		return "fn item {" + path + "}"
	}
	return p.sig(SubstSig(p.Q.Interner(), sig, t.Args), "") + " {" + path + "}"
}

// ---------- trait objects and aliases ----------

func (p *Printer) dyn(t *Dyn) string {
	var parts []string
	if !t.Principal.IsZero() {
		parts = append(parts, p.under(t.Bounds.Bound, func() string {
			return p.trait(t.Principal, t.Args.Slice(), t.Bounds.Assoc)
		}))
	}
	for _, a := range t.Bounds.Autos {
		parts = append(parts, p.name(a))
	}
	if r := p.regionName(t.Region); r != "" && t.Region != Static {
		parts = append(parts, r)
	}
	return "dyn " + strings.Join(parts, " + ")
}

// trait prints a trait with its arguments without Self; the Fn traits in their own notation.
func (p *Printer) trait(def DefID, args []Arg, assoc []AssocBinding) string {
	return p.traitOf(unknownType, def, args, assoc)
}

// traitOf is trait where Self is known: of `impl PartialEq` the argument that is Self by default is left out.
func (p *Printer) traitOf(self Arg, def DefID, args []Arg, assoc []AssocBinding) string {
	if s, ok := p.fnTrait(def, args, assoc); ok {
		return s
	}
	return p.traitFor(self, def, args, assoc)
}

// traitRef prints a trait with its arguments, Self first among them; the Fn traits like others.
func (p *Printer) traitRef(def DefID, args []Arg) string {
	return p.traitFor(args[0], def, args[1:], nil)
}

// traitFor leaves out arguments that equal a default, which may name Self.
func (p *Printer) traitFor(self Arg, def DefID, args []Arg, assoc []AssocBinding) string {
	g := p.Q.Generics(def)
	if g != nil {
		all := append([]Arg{self}, args...)
		for n := len(all); n > 1 && n <= len(g.Params) && isDefault(p.Q.Interner(), g.Params[n-1], all, n-1); n-- {
			args = args[:len(args)-1]
		}
	}
	parts := p.list(args)
	for _, a := range assoc {
		parts = append(parts, p.name(a.Item)+" = "+p.Type(a.Type))
	}
	return p.name(def) + angle(parts)
}

// fnTrait prints `Fn(A, B) -> C`.
func (p *Printer) fnTrait(def DefID, args []Arg, assoc []AssocBinding) (string, bool) {
	tr := p.Q.Trait(def)
	if !isFnTrait(tr) || len(args) != 1 {
		return "", false
	}
	inputs, ok := args[0].(*Tuple)
	if !ok {
		return "", false
	}
	s := p.name(def) + "(" + strings.Join(p.list(inputs.Elems.Slice()), ", ") + ")"
	if len(assoc) == 1 {
		s += p.output(assoc[0].Type)
	}
	return s, true
}

func (p *Printer) alias(t *Alias) string {
	if t.Kind == Opaque {
		return p.opaque(t)
	}
	g := p.Q.Generics(t.Def)
	if t.Kind != Projection || g == nil || g.Parent == nil {
		return p.path(t.Def, t.Args)
	}
	n := min(g.Parent.Count(), t.Args.Len())
	if n == 0 {
		return p.path(t.Def, t.Args)
	}
	trait := p.traitRef(g.Parent.Def, t.Args.List[:n])
	return "<" + p.arg(t.Args.List[0]) + " as " + trait + ">::" + p.name(t.Def) + angle(p.list(t.Args.List[n:]))
}

// opaque prints `impl A + B + 'a` from the type's bounds, in rustc's order: the Fn traits,
// the others, sizedness where it says something, lifetimes. One whose bounds name itself has no end.
func (p *Printer) opaque(t *Alias) string {
	if slices.Contains(p.opaques, t.Def) {
		return "_"
	}
	p.opaques = append(p.opaques, t.Def)
	defer func() { p.opaques = p.opaques[:len(p.opaques)-1] }()
	in := p.Q.Interner()
	var bounds []Predicate
	for _, b := range p.Q.ItemBounds(t.Def) {
		bounds = append(bounds, SubstPredicate(in, b, t.Args))
	}
	var fns, traits, lifetimes []string
	sized := false
	for _, b := range bounds {
		switch {
		case b.Kind == PredTypeOutlives:
			lifetimes = append(lifetimes, cmp.Or(p.regionName(b.R1), "'_"))
			continue
		case b.Kind != PredTrait || b.Trait.Args.Len() == 0:
			continue
		}
		tr := p.Q.Trait(b.Trait.Trait)
		if tr != nil && tr.Lang == "sized" {
			sized = true
			continue
		}
		text := p.under(b.Bound, func() string {
			return p.traitOf(b.Trait.Args.List[0], b.Trait.Trait, b.Trait.Args.Slice()[1:], p.bindingsOf(b, bounds))
		})
		if isFnTrait(tr) {
			fns = append(fns, text)
		} else {
			traits = append(traits, text)
		}
	}
	if len(fns) > 1 || len(traits) > 0 || !sized {
		for i := range fns {
			fns[i] = "(" + fns[i] + ")"
		}
	}
	parts := append(fns, traits...)
	switch {
	case !sized:
		parts = append(parts, "?Sized")
	case len(parts) == 0:
		parts = append(parts, "Sized")
	}
	return "impl " + strings.Join(append(parts, lifetimes...), " + ")
}

func isFnTrait(tr *TraitDef) bool {
	if tr == nil {
		return false
	}
	switch tr.Lang {
	case "fn", "fn_mut", "fn_once", "async_fn", "async_fn_mut", "async_fn_once":
		return true
	}
	return false
}

// bindingsOf are what other bounds bind of a trait's own associated types; for the Fn traits that of FnOnce.
func (p *Printer) bindingsOf(b Predicate, all []Predicate) []AssocBinding {
	isFn := isFnTrait(p.Q.Trait(b.Trait.Trait))
	var out []AssocBinding
	for _, o := range all {
		if o.Kind != PredProjection || o.Alias == nil || o.Bound != b.Bound {
			continue
		}
		g := p.Q.Generics(o.Alias.Def)
		switch {
		case g == nil || g.Parent == nil:
		case isFn && o.Alias.Args == b.Trait.Args, g.Parent.Def == b.Trait.Trait:
			out = append(out, AssocBinding{Item: o.Alias.Def, Type: o.Ty})
		}
	}
	return out
}
