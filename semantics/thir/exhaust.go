package thir

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
)

// This file: whether patterns are exhaustive (rustc's check_match; reference,
// expr.match.exhaustive): a match that leaves a value out (E0004) and a refutable
// pattern in a let, for or parameter (E0005) are errors, after which rustc gives no
// borrow-check errors in the body. Nothing is reported from here: the body is tainted.
//
// The question is Maranget's: is a row of wildcards useful below the rows of the
// arms? For
//
//	match (a, b) { (true, _) => …, (_, Some(x)) => … }
//
// the first column splits into true and false; below true the first row covers all,
// below false only the second is left, and None is missing.

// checkPatterns taints the body if a pattern must be irrefutable or a match exhaustive and is not.
func (b *builder) checkPatterns() {
	x := &exhaust{b: b, env: traits.NewEnv(b.q, b.q.Predicates(b.hir.Owner)), steps: maxExhaustSteps}
	irrefutable := func(p PatID, t types.Type, valid bool) {
		if p != 0 && x.missing([]PatID{p}, t, valid) {
			b.body.Tainted, b.body.PatternError = true, true
		}
	}
	for i := range b.body.Pats {
		if x.emptyRange(PatID(i)) {
			b.body.Tainted, b.body.PatternError = true, true // E0030, E0579
		}
	}
	for _, p := range b.body.Params {
		irrefutable(p.Pat, p.Type, true)
	}
	for i := range b.body.Blocks {
		for _, s := range b.body.Blocks[i].Stmts {
			if s.Pat != 0 && s.Else == 0 {
				irrefutable(s.Pat, b.body.Pats[s.Pat].Type, s.Expr == 0 || b.validPlace(s.Expr))
			}
		}
	}
	for i := range b.body.Exprs {
		m, ok := b.body.Exprs[i].Kind.(Match)
		if !ok || m.Scrutinee == 0 {
			continue
		}
		var rows []PatID
		for _, a := range m.Arms {
			if b.body.Arms[a].Guard == 0 {
				rows = append(rows, b.body.Arms[a].Pat)
			}
		}
		if x.missing(rows, b.body.Exprs[m.Scrutinee].Type, b.validPlace(m.Scrutinee)) {
			b.body.Tainted, b.body.PatternError = true, true
		}
	}
}

// validPlace says whether a scrutinee surely holds a valid value: what is behind a pointer
// or reference, or in a union, need not (rustc's is_known_valid_scrutinee).
func (b *builder) validPlace(e ExprID) bool {
	for range 100 {
		switch k := b.body.Exprs[e].Kind.(type) {
		case Deref:
			return false
		case ScopeExpr:
			e = k.Value
		case PlaceTypeAscription:
			e = k.Source
		case ValueTypeAscription:
			e = k.Source
		case Use:
			e = k.Source
		case NeverToAny:
			e = k.Source
		case Field:
			if a, ok := b.body.Exprs[k.L].Type.(*types.Adt); ok {
				if def := b.q.Adt(a.Def); def != nil && def.Kind == hir.KindUnion {
					return false
				}
			}
			e = k.L
		case Index:
			e = k.L
		default:
			return true
		}
	}
	return true
}

const maxExhaustSteps = 200_000

// exhaust is one check; steps bounds its work: beyond, nothing is said.
type exhaust struct {
	b     *builder
	env   *traits.Env
	steps int

	intervals map[PatID]interval
}

// row is a row of patterns; 0 is a wildcard.
type row []PatID

// column is the type of a column; valid: the place holds a valid value, so that patterns
// of uninhabited variants may be left out.
type column struct {
	typ   types.Type
	valid bool
}

// giveUp ends a check that cannot be told.
type giveUp struct{}

// missing says whether the patterns surely leave out a value of the type.
func (x *exhaust) missing(pats []PatID, t types.Type, valid bool) (missing bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, ok := r.(giveUp); !ok {
				panic(r)
			}
			missing = false
		}
	}()
	rows := make([]row, len(pats))
	for i, p := range pats {
		rows[i] = row{p}
	}
	t = x.norm(t)
	if x.noVariants(t) { // `match *p {}` needs no arm, wherever the place is
		return false
	}
	return x.useful(rows, []column{{t, valid}})
}

// noVariants says whether a type is `!` or an enum without variants.
func (x *exhaust) noVariants(t types.Type) bool {
	if a, ok := t.(*types.Adt); ok {
		def := x.b.q.Adt(a.Def)
		return def != nil && def.Kind == hir.KindEnum && len(def.Variants) == 0 && !x.foreignOpen(def)
	}
	_, never := t.(*types.Never)
	return never
}

// emptyRange says whether a range pattern surely matches nothing.
func (x *exhaust) emptyRange(p PatID) bool {
	k, ok := x.b.body.Pats[p].Kind.(PatRange)
	t, prim := x.b.body.Pats[p].Type.(*types.Prim)
	if !ok || !prim || !k.HasLo || !k.HasHi || k.Lo.Kind != types.ConstValue || k.Hi.Kind != types.ConstValue {
		return false
	}
	if _, _, counted := primRange(t.Prim); !counted {
		return false
	}
	lo, hi, _ := x.bounds(t.Prim, p)
	return lo.Cmp(hi) > 0
}

func (x *exhaust) norm(t types.Type) types.Type {
	if t == nil {
		panic(giveUp{})
	}
	if t.Flags()&types.HasProjection != 0 {
		t = x.env.Normalize(t, false)
	}
	return t
}

// useful says whether a row of wildcards matches a value that no row matches.
func (x *exhaust) useful(rows []row, cols []column) bool {
	if x.steps--; x.steps < 0 {
		panic(giveUp{})
	}
	if len(cols) == 0 {
		return len(rows) == 0
	}
	rows = x.open(rows)
	first, rest := cols[0], cols[1:]
	if murkyType(first.typ) {
		panic(giveUp{})
	}
	if first.valid && x.empty(first.typ, 0) {
		return false
	}
	wild := true
	for _, r := range rows {
		wild = wild && r[0] == 0
	}
	if wild && len(rows) > 0 {
		var below []row
		for _, r := range rows {
			below = append(below, r[1:])
		}
		return x.useful(below, rest)
	}
	if len(rows) == 0 {
		return x.anyValue(cols)
	}
	ctors := x.constructors(first, rows)
	sorted := x.sortRows(ctors, rows)
	for i, c := range ctors {
		var below []row
		for _, r := range sorted[i] {
			if s, ok := x.specialize(c, r[0]); ok {
				below = append(below, append(s, r[1:]...))
			}
		}
		if x.useful(below, append(append([]column(nil), c.fields...), rest...)) {
			return true
		}
	}
	return false
}

// anyValue says whether there is a value of all columns, for a matrix without rows.
func (x *exhaust) anyValue(cols []column) bool {
	for _, c := range cols {
		if murkyType(c.typ) {
			panic(giveUp{})
		}
		if c.valid && x.empty(c.typ, 0) {
			return false
		}
	}
	return true
}

func murkyType(t types.Type) bool {
	return t.Flags()&(types.HasUnknown|types.HasError|types.HasInfer) != 0
}

// open takes bindings and ascriptions off the first patterns and gives each alternative of an
// or-pattern a row of its own.
func (x *exhaust) open(rows []row) []row {
	var out []row
	var add func(p PatID, rest row)
	add = func(p PatID, rest row) {
		if x.steps--; x.steps < 0 {
			panic(giveUp{})
		}
		if p != 0 {
			switch k := x.b.body.Pats[p].Kind.(type) {
			case PatWild, PatMissing:
				p = 0
			case PatAscribe:
				add(k.Sub, rest)
				return
			case PatBinding:
				add(k.Sub, rest)
				return
			case PatOr:
				for _, q := range k.Pats {
					add(q, rest)
				}
				return
			case PatUnknown:
				panic(giveUp{})
			}
		}
		out = append(out, append(row{p}, rest...))
	}
	for _, r := range rows {
		add(r[0], r[1:])
	}
	return out
}

// ---------- uninhabited types ----------

// empty says whether a type has no value, as far as it can be seen from the body
// (reference, patterns.empty; private fields of other modules hide it).
func (x *exhaust) empty(t types.Type, depth int) bool {
	if depth > 8 {
		return false
	}
	switch t := t.(type) {
	case *types.Never:
		return true
	case *types.Tuple:
		for _, e := range t.Elems.Types() {
			if x.empty(x.norm(e), depth+1) {
				return true
			}
		}
	case *types.Array:
		return t.Len.Kind == types.ConstValue && t.Len.Lo > 0 && x.empty(x.norm(t.Elem), depth+1)
	case *types.Adt:
		def := x.b.q.Adt(t.Def)
		if def == nil || def.Kind == hir.KindUnion || x.foreignOpen(def) {
			return false
		}
		for i := range def.Variants {
			if !x.emptyVariant(t, def, i, depth) {
				return false
			}
		}
		return true
	}
	return false
}

// emptyVariant says whether a variant cannot be made.
func (x *exhaust) emptyVariant(t *types.Adt, def *types.AdtDef, variant, depth int) bool {
	for i := range def.Variants[variant].Fields {
		f := &def.Variants[variant].Fields[i]
		if (def.Kind == hir.KindEnum || x.visible(f.Vis, t.Def)) && x.empty(x.fieldType(t, f), depth+1) {
			return true
		}
	}
	return false
}

func (x *exhaust) fieldType(t *types.Adt, f *types.Field) types.Type {
	return x.norm(types.EraseRegions(x.b.in, types.Subst(x.b.in, f.Type, t.Args)))
}

// foreignOpen says whether an enum of another crate may get more variants.
func (x *exhaust) foreignOpen(def *types.AdtDef) bool {
	return def.NonExhaustive && def.Def.Crate != x.b.hir.Owner.Crate
}

func (x *exhaust) visible(v hir.Vis, adt types.DefID) bool {
	if v.Public {
		return true
	}
	if adt.Crate != x.b.hir.Owner.Crate {
		return false
	}
	for m, n := x.b.hir.Owner, 0; !m.IsZero() && n < 100; m, n = x.b.q.Parent(m), n+1 {
		if m == v.Module {
			return true
		}
	}
	return false
}
