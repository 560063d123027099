package types

// This file: the inference table of one body: type, integer, float and const
// variables as a union-find with an undo log for snapshots, and fresh regions.
// relate.go unifies through it.

// Table holds the inference variables of one body. It is not safe for concurrent use.
type Table struct {
	In *Interner
	// Variances answers for ADTs and fns; nil: invariant.
	Variances func(DefID) []Variance
	// TrackRegions collects Outlives; else regions are taken as erased and never differ.
	// Hidden relates an opaque type to what it hides, where it may be seen; false: it is opaque.
	Hidden       func(v Variance, a, b Type) (seen bool, m *Mismatch)
	TrackRegions bool
	Outlives     []Outlives
	// Via says of an element of Outlives, by its index, which invariant position asked for
	// it; only as left by the last Relate.
	Via map[int]Invariance
	// Nameless makes the fresh regions where they are not tracked; nil: ReErased.
	Nameless func() Region
	// Inside are the types that a closure or coroutine of this body holds beside its arguments,
	// its signature and captures so far: no variable may stand for a closure that holds it.
	Inside func(DefID) []Type

	vars      []tyVar
	consts    []Const     // ConstInfer with its own index: free
	via       *Invariance // the outermost invariant position around what is being related
	regions   uint32
	universes []uint32 // of the region variables
	universe  uint32
	undo      []change
	probing   int     // Probe and Try that are open
	resolve   *Folder // replaces variables that have a value
}

// Outlives is `Longer: Shorter`.
type Outlives struct{ Longer, Shorter Region }

// Invariance is a type with a position in which it is invariant: a reference or raw pointer to
// mutable data, or the parameter of an index of an ADT or fn.
type Invariance struct {
	Type  Type
	Param int
}

// tyVar is a variable: a root has parent == its own id.
type tyVar struct {
	parent uint32
	kind   InferKind
	rank   uint8 // of a root: how high its tree is at most, so that trees stay low
	value  Type  // nil: free; of a root
	self   Type  // the variable of this id and kind
}

// change is what undoes one step: the old state of a variable, or, where made is set, that there was none.
type change struct {
	id    uint32
	made  bool
	isCon bool
	ty    tyVar
	con   Const
	run   func() // undoes what is not the table's; nil: it is
}

// NewTable makes an empty table; in must be the body's arena.
func NewTable(in *Interner) *Table { return &Table{In: in} }

// NewVar makes a fresh type variable of a kind.
func (t *Table) NewVar(kind InferKind) Type {
	id := uint32(len(t.vars))
	v := t.In.Infer(kind, id)
	t.vars = append(t.vars, tyVar{parent: id, kind: kind, self: v})
	t.undo = append(t.undo, change{id: id, made: true})
	return v
}

// Vars and Consts are the numbers of type and const variables made so far: those made
// later have an ID (an Index) that is not below.
func (t *Table) Vars() uint32 { return uint32(len(t.vars)) }

// Consts: see Vars.
func (t *Table) Consts() uint32 { return uint32(len(t.consts)) }

// NewConst makes a fresh const variable.
func (t *Table) NewConst() Const {
	id := uint32(len(t.consts))
	c := Const{Kind: ConstInfer, Index: id}
	t.consts = append(t.consts, c)
	t.undo = append(t.undo, change{id: id, made: true, isCon: true})
	return c
}

// NewRegion makes a fresh region variable; where regions are not tracked what Nameless makes, else ReErased.
func (t *Table) NewRegion() Region {
	if !t.TrackRegions {
		if t.Nameless != nil {
			return t.Nameless()
		}
		return Erased
	}
	for uint32(len(t.universes)) < t.regions {
		t.universes = append(t.universes, 0)
	}
	t.universes = append(t.universes, t.universe)
	t.regions++
	return Region{Kind: ReVar, Index: t.regions - 1}
}

// NewRegionIn makes a fresh region of an earlier universe.
func (t *Table) NewRegionIn(universe uint32) Region {
	r := t.NewRegion()
	if r.Kind == ReVar {
		t.universes[r.Index] = universe
	}
	return r
}

// Universe is the universe in which a region variable was made: it cannot name the
// placeholders of later ones. 0 is the root.
func (t *Table) Universe(region uint32) uint32 {
	if int(region) >= len(t.universes) {
		return 0
	}
	return t.universes[region]
}

// ReserveRegions makes the next fresh region n, for callers that numbered some themselves.
func (t *Table) ReserveRegions(n uint32) { t.regions = max(t.regions, n) }

// Regions is the number of region variables made.
func (t *Table) Regions() uint32 { return t.regions }

// Placeholders opens a binder universally: each of its regions stands for any, in a
// new universe; ReErased where regions are not tracked.
func (t *Table) Placeholders() func(uint32) Region { return t.placeholders() }

// placeholders is Placeholders.
func (t *Table) placeholders() func(uint32) Region {
	if !t.TrackRegions {
		return ErasedRegion
	}
	t.universe++
	u := t.universe
	return func(i uint32) Region { return Region{Kind: RePlaceholder, Depth: u, Index: i} }
}

// CurrentUniverse is the universe of the binder that was opened last; 0: none was.
func (t *Table) CurrentUniverse() uint32 { return t.universe }

// FreshRegions opens a binder existentially: each of its regions is a fresh variable.
func (t *Table) FreshRegions() func(uint32) Region {
	seen := map[uint32]Region{}
	return func(i uint32) Region {
		r, ok := seen[i]
		if !ok {
			r = t.NewRegion()
			seen[i] = r
		}
		return r
	}
}

// ---------- snapshots ----------

// Snapshot is a point to roll back to.
type Snapshot struct{ undo, outlives int }

// Snapshot marks the present state.
func (t *Table) Snapshot() Snapshot { return Snapshot{len(t.undo), len(t.Outlives)} }

// Rollback undoes everything since the snapshot.
func (t *Table) Rollback(s Snapshot) {
	for i := len(t.undo) - 1; i >= s.undo; i-- {
		t.revert(&t.undo[i])
	}
	t.undo = t.undo[:s.undo]
	t.Outlives = t.Outlives[:s.outlives]
}

func (t *Table) revert(c *change) {
	switch {
	case c.run != nil:
		c.run()
	case c.made && c.isCon:
		t.consts = t.consts[:c.id]
	case c.made:
		t.vars = t.vars[:c.id]
	case c.isCon:
		t.consts[c.id] = c.con
	default:
		t.vars[c.id] = c.ty
	}
}

// Probe runs f and undoes its effects.
func (t *Table) Probe(f func()) {
	s := t.Snapshot()
	t.probing++
	f()
	t.probing--
	t.Rollback(s)
}

// Probing: what happens now may be undone.
func (t *Table) Probing() bool { return t.probing > 0 }

// OnRollback has f run when what happens now is undone.
func (t *Table) OnRollback(f func()) { t.undo = append(t.undo, change{run: f}) }

// Try keeps f's effects only if it returns nil.
func (t *Table) Try(f func() *Mismatch) *Mismatch {
	s := t.Snapshot()
	t.probing++
	m := f()
	t.probing--
	if m != nil {
		t.Rollback(s)
	}
	return m
}

// ---------- resolving ----------

func (t *Table) root(id uint32) uint32 {
	for t.vars[id].parent != id {
		id = t.vars[id].parent
	}
	return id
}

func (t *Table) set(id uint32, v tyVar) {
	t.undo = append(t.undo, change{id: id, ty: t.vars[id]})
	t.vars[id] = v
}

// Shallow is what a variable stands for, or the variable that is its root; other types are themselves.
func (t *Table) Shallow(ty Type) Type {
	v, ok := ty.(*Infer)
	if !ok || int(v.ID) >= len(t.vars) {
		return ty
	}
	id := t.root(v.ID)
	if val := t.vars[id].value; val != nil {
		return t.Shallow(val)
	}
	return t.vars[id].self
}

// Known reports whether something is known of a variable that its kind does not say: a
// type that it stands for, or that it is of another kind (an integer's) by now.
func (t *Table) Known(v *Infer) bool {
	if int(v.ID) >= len(t.vars) {
		return false
	}
	r := &t.vars[t.root(v.ID)]
	return r.value != nil || r.kind != v.Kind
}

// ShallowConst is what a const variable stands for.
func (t *Table) ShallowConst(c Const) Const {
	for c.Kind == ConstInfer && int(c.Index) < len(t.consts) {
		n := t.consts[c.Index]
		if n == c {
			break
		}
		c = n
	}
	return c
}

func (t *Table) resolver() *Folder {
	if t.resolve == nil {
		t.resolve = t.newResolver()
	}
	return t.resolve
}

func (t *Table) newResolver() *Folder {
	f := &Folder{In: t.In, Need: HasInfer}
	f.Type = func(ty Type, depth uint32) Type {
		if _, ok := ty.(*Infer); !ok {
			return nil
		}
		s := t.Shallow(ty)
		if _, free := s.(*Infer); free {
			return s
		}
		return f.fold(s, depth)
	}
	f.Const = func(c Const, _ uint32) Const { return t.ShallowConst(c) }
	return f
}

// Resolve replaces every variable that has a value.
func (t *Table) Resolve(ty Type) Type { return t.resolver().Fold(ty) }

// ResolveArgs is Resolve for a list.
func (t *Table) ResolveArgs(args Args) Args { return t.resolver().FoldArgs(args) }

// ResolveConst is ShallowConst with its arguments resolved.
func (t *Table) ResolveConst(c Const) Const { return t.resolver().constant(t.ShallowConst(c), 0) }

// Close is Resolve at the body's end: integer variables become i32, float
// variables f64 (reference, type.inferred; expr.literal.int.infer), and what is
// still free is Unknown.
func (t *Table) Close(ty Type) Type {
	return t.closer().Fold(t.Resolve(ty))
}

// CloseArgs is Close for a list.
func (t *Table) CloseArgs(args Args) Args { return t.closer().FoldArgs(t.ResolveArgs(args)) }

func (t *Table) closer() *Folder {
	return &Folder{In: t.In, Need: HasInfer, Type: func(ty Type, _ uint32) Type {
		v, ok := ty.(*Infer)
		if !ok {
			return nil
		}
		switch v.Kind {
		case InferInt:
			return t.In.Prim(defaultInt)
		case InferFloat:
			return t.In.Prim(defaultFloat)
		default:
			return t.In.Unknown()
		}
	}, Const: func(c Const, _ uint32) Const {
		if c.Kind == ConstInfer {
			return Const{}
		}
		return c
	}}
}
