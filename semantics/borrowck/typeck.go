package borrowck

import (
	"slices"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: the MIR type check. Inference left every region of a body erased. Here each
// gets a variable, every statement is checked again, and what the check asks of the
// variables are the constraints of region inference:
//
//	_3 = &'4 _1        the type of _3, &'3 u8, must be above &'4 u8:  '4: '3
//	_2 = copy _3       '3: '2
//
// The body itself stays as it is: the types of its locals stand in localTypes, and
// regions of borrows, constants and casts are made when their statement is visited.

// where is the place of a constraint: one point, or all of them.
type where struct {
	loc  mir.Location
	all  bool
	span source.Span
}

// typeck is the type check of one body.
type typeck struct {
	q     types.Queries // with the body's arena as interner
	in    *types.Interner
	body  *mir.Body
	uni   *universals
	table *types.Table
	env   *traits.Env
	ctx   *traits.Ctx
	info  *mir.TypeInfo
	drops *traits.Drops

	closures map[types.DefID]*Result
	// sigs and captured are the closures of this body: their signature and captures in this
	// body's regions, the same for every occurrence of the closure's type.
	sigs map[types.DefID]*types.ClosureInfo

	localTypes   []types.Type
	annotations  []types.Type // by Annotation; nil: unknown
	annotated    []bool
	borrows      map[mir.Location]RegionID
	placeholders map[types.Region]RegionID
	holders      []RegionID // the placeholders in order
	graph        *regionGraph
	pending      []Outlives
	tests        []typeTest
	bounds       []paramBound            // what is known of type parameters and aliases
	live         map[RegionID]mir.BitSet // points
	points       points
	hidden       map[types.DefID]*hiddenUse
	hiddenOrder  []types.DefID
	wfCache      map[types.Type][]types.Predicate
	inferred     map[types.DefID][]types.Predicate
	crate        *hir.Crate                        // nil: not known
	crateName    func(types.DefID) string          // nil: not known
	itemBounds   map[types.DefID][]types.Predicate // what aliases outlive by their definitions

	renumbered map[types.DefID]bool // closures whose captures have got their regions

	// relating is set while it is found out what is known of the universal regions; deferred is what
	// was asked meanwhile.
	relating bool
	deferred []deferredOutlives

	// promoted is set while a promoted body is checked: its points are all here.
	promoted *where
	// errorRegion: a region is the outcome of an error.
	errorRegion bool
	// murky: a where clause is not known, so what parameters outlive is not.
	murky bool
	// failed: something that the body needs does not hold.
	failed bool
}

// arena answers as its Queries do, but makes types in a body's arena.
type arena struct {
	types.Queries
	in *types.Interner
}

func (a arena) Interner() *types.Interner { return a.in }

func newTypeck(in Input) *typeck {
	heap := in.Q.Interner().NewArena()
	c := &typeck{q: arena{in.Q, heap}, in: heap, body: in.Body, crate: in.Crate, closures: in.Closures,
		sigs: map[types.DefID]*types.ClosureInfo{}, borrows: map[mir.Location]RegionID{},
		placeholders: map[types.Region]RegionID{}, live: map[RegionID]mir.BitSet{},
		hidden: map[types.DefID]*hiddenUse{}, wfCache: map[types.Type][]types.Predicate{},
		inferred: map[types.DefID][]types.Predicate{}, itemBounds: map[types.DefID][]types.Predicate{}, renumbered: map[types.DefID]bool{}}
	if q, ok := in.Q.(crateNames); ok {
		c.crateName = q.CrateName
	}
	c.points = numberPoints(in.Body)
	c.uni = newUniversals(c.q, heap, in.Body)
	c.table = types.NewTable(heap)
	c.table.TrackRegions = true
	c.table.Variances = c.q.Variances
	c.table.ReserveRegions(uint32(c.uni.count))
	root := c.root()
	preds := c.q.Predicates(root)
	c.murky = slices.ContainsFunc(preds, murky)
	c.env = traits.NewEnv(c.q, preds)
	c.ctx = &traits.Ctx{Q: c.q, Env: c.env, Table: c.table, Closure: c.closureInfo}
	c.info = mir.NewTypes(c.q, c.env)
	c.drops = traits.NewDrops(c.q, c.env.Preds)
	c.drops.Copy = func(t types.Type) traits.Answer { return c.env.IsCopy(types.EraseRegions(heap, t)) }
	return c
}

// root is the item whose generics and where clauses hold in the body.
func (c *typeck) root() types.DefID {
	k := c.q.DefKind(c.body.Owner)
	if k == hir.KindClosure || k == hir.KindCoroutine {
		if info := c.q.Closure(c.body.Owner); info != nil {
			return info.Parent
		}
	}
	return c.body.Owner
}

// run collects the constraints of the body.
func (c *typeck) run() {
	c.universalRelations()
	c.localTypes = make([]types.Type, len(c.body.Locals))
	for i := range c.body.Locals {
		c.localTypes[i] = c.renumber(c.body.Locals[i].Type)
	}
	c.annotations = make([]types.Type, len(c.body.Annotations))
	c.annotated = make([]bool, len(c.body.Annotations))
	for i := range c.body.Annotations {
		c.annotation(i)
	}
	c.visitBody(c.body, c.localTypes)
	c.equateSignature()
	c.suppliedSignature()
	c.liveness()
	c.buildGraph()
}

// buildGraph makes the graph once every region has been made. Where a region is in error nothing
// is asked of any: what was asked rests on it (rustc's encountered_re_error).
func (c *typeck) buildGraph() {
	for _, def := range c.hiddenOrder { // a placeholder may be met in a hidden type alone
		h := c.hidden[def]
		c.hiddenRegions(h.hidden)
		c.choices(h)
	}
	if c.errorRegion {
		c.pending, c.tests = nil, nil
	}
	g := newRegionGraph(c.uni.count, int(c.table.Regions()))
	g.placeholders = c.holders
	g.universeOf = func(r RegionID) uint32 { return c.table.Universe(uint32(r)) }
	for _, o := range c.pending {
		g.add(o)
	}
	c.graph = g
}

// renumber gives every region of a type a variable of its own.
func (c *typeck) renumber(t types.Type) types.Type {
	if t == nil {
		return c.in.Unknown()
	}
	return types.MapRegions(c.in, c.closed(t), func(types.Region) types.Region { return c.table.NewRegion() })
}

// closed replaces variables of inference that got no value by Unknown.
func (c *typeck) closed(t types.Type) types.Type {
	if t.Flags()&types.HasInfer == 0 {
		return t
	}
	return c.holes(func(*types.Infer) types.Type { return c.in.Unknown() }).Fold(t)
}

// holes replaces variables of inference.
func (c *typeck) holes(put func(*types.Infer) types.Type) *types.Folder {
	return &types.Folder{In: c.in, Need: types.HasInfer, Type: func(t types.Type, _ uint32) types.Type {
		if v, ok := t.(*types.Infer); ok {
			return put(v)
		}
		return nil
	}, Const: func(k types.Const, _ uint32) types.Const {
		if k.Kind == types.ConstInfer {
			return types.Const{}
		}
		return k
	}}
}

func (c *typeck) renumberArgs(args types.Args) types.Args {
	if args.Flags()&types.HasInfer != 0 {
		args = c.holes(func(*types.Infer) types.Type { return c.in.Unknown() }).FoldArgs(args)
	}
	return types.MapRegionsArgs(c.in, args, func(types.Region) types.Region { return c.table.NewRegion() })
}

// closureInfo is a closure of this body with its signature in this body's regions. The
// closure's own signature in its own body is in universal regions.
func (c *typeck) closureInfo(def types.DefID) *types.ClosureInfo {
	if info, ok := c.sigs[def]; ok {
		return info
	}
	info := c.q.Closure(def)
	if info == nil {
		return nil
	}
	own := *info
	if own.Sig != nil {
		f := &types.Folder{In: c.in, Region: func(r types.Region, depth uint32) types.Region {
			if r.Kind == types.ReBound && r.Depth < depth {
				return r
			}
			if id, ok := c.uni.ids[r]; ok {
				return reVar(id)
			}
			return c.table.NewRegion()
		}}
		own.Sig = f.FoldSig(own.Sig)
	}
	c.sigs[def] = &own
	return &own
}

// ---------- regions ----------

// vid is the variable of a region; ok is false for what is erased or unknown.
func (c *typeck) vid(r types.Region) (RegionID, bool) {
	switch r.Kind {
	case types.ReVar:
		return RegionID(r.Index), true
	case types.ReStatic:
		return 0, true
	case types.ReEarlyParam, types.ReLateParam:
		id, ok := c.uni.ids[r]
		return id, ok
	case types.RePlaceholder:
		return c.placeholder(r), true
	case types.ReError:
		c.errorRegion = true
	}
	return 0, false
}

func (c *typeck) placeholder(r types.Region) RegionID {
	if id, ok := c.placeholders[r]; ok {
		return id
	}
	id := RegionID(c.table.NewRegionIn(r.Depth).Index)
	c.placeholders[r] = id
	c.holders = append(c.holders, id)
	return id
}

// outlive adds longer: shorter.
func (c *typeck) outlive(longer, shorter types.Region, at where, why Reason) {
	l, ok1 := c.vid(longer)
	s, ok2 := c.vid(shorter)
	if !ok1 || !ok2 {
		return
	}
	c.add(l, s, at, why)
}

func (c *typeck) add(longer, shorter RegionID, at where, why Reason) {
	if longer == shorter || longer == 0 {
		return // 'static outlives every region anyway
	}
	o := Outlives{Sup: longer, Sub: shorter, Reason: why, Span: at.span, Location: at.loc, AllPoints: at.all}
	if c.promoted != nil {
		o.Location, o.AllPoints = c.promoted.loc, c.promoted.all
		switch why.Category {
		case CatReturn, CatUseAsConst, CatUseAsStatic:
			o.Category = CatBoring
		}
	}
	c.pending = append(c.pending, o)
}

// liveAt makes all free regions of a type or argument live at a point.
func (c *typeck) liveAt(a types.Arg, loc mir.Location) {
	types.FreeRegions(a, func(r types.Region) {
		if id, ok := c.vid(r); ok {
			c.liveRegion(id, loc)
		}
	})
}

func (c *typeck) liveRegion(id RegionID, loc mir.Location) {
	if c.promoted != nil {
		loc = c.promoted.loc
	}
	set, ok := c.live[id]
	if !ok {
		set = mir.NewBitSet(c.points.count)
		c.live[id] = set
	}
	set.Insert(c.points.at(loc))
}

func (c *typeck) at(loc mir.Location) where { return where{loc: loc, span: spanAt(c.body, loc)} }

// spanAt is the span of a statement or terminator.
func spanAt(body *mir.Body, loc mir.Location) source.Span {
	blk := &body.Blocks[loc.Block]
	if loc.Stmt < len(blk.Stmts) {
		return blk.Stmts[loc.Stmt].Span
	}
	return blk.Term.Span
}

func everywhere(span source.Span) where { return where{all: true, span: span} }

// ---------- relating, normalising, proving ----------

// relate relates two types and turns what that asks of regions into constraints.
// Covariant: a is a subtype of b.
func (c *typeck) relate(v types.Variance, a, b types.Type, at where, why Reason) bool {
	if a == nil || b == nil {
		return false
	}
	if a == b || (a.Flags()|b.Flags())&(types.HasRegionVar|types.HasFreeRegion|types.HasPlaceholder|types.HasInfer|types.HasOpaque|types.HasBound) == 0 {
		return true
	}
	if (a.Flags()|b.Flags())&types.HasOpaque != 0 {
		saved := c.table.Hidden
		c.table.Hidden = func(v types.Variance, a, b types.Type) (bool, *types.Mismatch) {
			return c.relateOpaque(v, a, b, at, why), nil
		}
		defer func() { c.table.Hidden = saved }()
	}
	mark := len(c.table.Outlives)
	m := c.table.Relate(v, a, b)
	for i := mark; i < len(c.table.Outlives); i++ {
		first := len(c.pending)
		c.outlive(c.table.Outlives[i].Longer, c.table.Outlives[i].Shorter, at, why)
		for j := first; j < len(c.pending); j++ {
			c.pending[j].Via = c.table.Via[i]
		}
	}
	c.table.Outlives = c.table.Outlives[:mark]
	c.failed = c.failed || m != nil && !m.Unsure
	return m == nil
}

// sub asks that a is a subtype of b.
func (c *typeck) sub(a, b types.Type, at where, why Reason) {
	c.relate(types.Contravariant, b, a, at, why)
}

func (c *typeck) eq(a, b types.Type, at where, why Reason) { c.relate(types.Invariant, a, b, at, why) }

// drain turns what the table collected since mark into constraints.
func (c *typeck) drain(mark int, at where, why Reason) {
	for _, o := range c.table.Outlives[mark:] {
		c.outlive(o.Longer, o.Shorter, at, why)
	}
	c.table.Outlives = c.table.Outlives[:mark]
}

// normalize replaces projections, at a point.
func (c *typeck) normalize(t types.Type, at where) types.Type {
	if t == nil || t.Flags()&types.HasProjection == 0 {
		return t
	}
	mark := len(c.table.Outlives)
	n, obligations := c.ctx.Normalize(t)
	c.fulfill(obligations, at, Reason{Category: CatBoring})
	c.drain(mark, at, Reason{Category: CatBoring})
	return c.table.Resolve(n)
}

// prove shows predicates and turns their region side into constraints.
func (c *typeck) prove(preds []types.Predicate, at where, why Reason) {
	if len(preds) == 0 {
		return
	}
	mark := len(c.table.Outlives)
	c.fulfill(preds, at, why)
	c.drain(mark, at, why)
}

func (c *typeck) fulfill(preds []types.Predicate, at where, why Reason) {
	var selected []types.Predicate
	for _, p := range preds {
		if p.Bound == 0 && c.outlivesPredicate(p, at, why) {
			continue
		}
		if matters(p) && (p.Kind != types.PredTrait || p.Bound > 0 || !c.ctx.HoldsForAll(p.Trait)) {
			selected = append(selected, p)
		}
	}
	if len(selected) == 0 {
		return
	}
	f := traits.NewFulfill(c.ctx)
	for _, p := range selected {
		f.Register(p, 0)
	}
	f.Select()
	// What does not hold is an error of types, for which rustc does not come this far.
	c.failed = c.failed || len(f.Failed) > 0
	for _, o := range f.Outlives {
		c.outlivesPredicate(o.Pred, at, why)
	}
}

// outlivesPredicate handles the predicates that are about regions alone.
func (c *typeck) outlivesPredicate(p types.Predicate, at where, why Reason) bool {
	switch p.Kind {
	case types.PredRegionOutlives:
		c.outlive(p.R1, p.R2, at, why)
		return true
	case types.PredTypeOutlives:
		c.typeOutlives(c.table.Resolve(p.Ty), p.R1, at, why)
		return true
	}
	return false
}

// matters: a predicate without regions and parameters cannot ask anything of regions.
func matters(p types.Predicate) bool {
	const some = types.HasRegionVar | types.HasFreeRegion | types.HasPlaceholder | types.HasParam | types.HasInfer | types.HasProjection | types.HasOpaque | types.HasBound
	switch p.Kind {
	case types.PredTrait:
		return p.Trait.Args.Flags()&some != 0
	case types.PredProjection:
		return p.Alias == nil || (p.Alias.Args.Flags()|p.Ty.Flags())&some != 0
	}
	return p.Kind != types.PredUnknown
}
