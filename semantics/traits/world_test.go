package traits

import (
	"fmt"
	"strings"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/ast"
)

// This file: a small world of traits, structs and impls as Queries, written in a
// Rust-like notation, one item a line, so that the solver is tested by itself:
//
//	trait Iterator { Item }              trait Copy : Clone #copy   (lang item)
//	struct Vec<T> (RawVec<T>, usize)     impl<T: Clone> Clone for Vec<T>
//	impl<I: Iterator> IntoIterator for I { Item = I::Item; IntoIter = I }
//
// Type and const parameters get `Sized` unless `?Sized` is written.

type miniWorld struct {
	types.Queries
	in     *types.Interner
	ids    map[string]types.DefID
	names  map[types.DefID]string
	langs  map[string]types.DefID
	gens   map[types.DefID]*types.Generics
	preds  map[types.DefID][]types.Predicate
	supers map[types.DefID][]types.Predicate
	bounds map[types.DefID][]types.Predicate
	typeOf map[types.DefID]types.Type
	traits map[types.DefID]*types.TraitDef
	adts   map[types.DefID]*types.AdtDef
	impls  map[types.DefID][]*types.Impl
	items  map[types.DefID][]types.AssocItem
	hidden map[types.DefID]types.Type
	closes map[types.DefID]*types.ClosureInfo
	sigs   map[types.DefID]*types.FnSig
}

func newMini(text string) *miniWorld {
	w := &miniWorld{in: types.NewInterner(), ids: map[string]types.DefID{}, names: map[types.DefID]string{},
		langs: map[string]types.DefID{}, gens: map[types.DefID]*types.Generics{}, preds: map[types.DefID][]types.Predicate{},
		supers: map[types.DefID][]types.Predicate{}, bounds: map[types.DefID][]types.Predicate{},
		typeOf: map[types.DefID]types.Type{}, traits: map[types.DefID]*types.TraitDef{}, adts: map[types.DefID]*types.AdtDef{},
		impls: map[types.DefID][]*types.Impl{}, items: map[types.DefID][]types.AssocItem{}, hidden: map[types.DefID]types.Type{},
		closes: map[types.DefID]*types.ClosureInfo{}, sigs: map[types.DefID]*types.FnSig{}}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	for _, line := range lines {
		if name, ok := strings.CutPrefix(line, "struct "); ok {
			s := &scope{text: name}
			w.adts[w.id(s.word())] = &types.AdtDef{}
		}
	}
	for _, kind := range []string{"trait ", "auto trait ", "struct ", "opaque ", "closure ", "fn ", "impl"} {
		for _, line := range lines {
			if strings.HasPrefix(line, kind) {
				w.item(line)
			}
		}
	}
	return w
}

func (w *miniWorld) id(name string) types.DefID {
	d, ok := w.ids[name]
	if !ok {
		d = types.DefID{Crate: hir.FirstLocal, Index: uint32(len(w.ids) + 1)}
		w.ids[name], w.names[d] = d, name
	}
	return d
}

func (w *miniWorld) DefKind(types.DefID) hir.DefKind                      { return hir.KindTrait }
func (w *miniWorld) Interner() *types.Interner                            { return w.in }
func (w *miniWorld) Generics(d types.DefID) *types.Generics               { return w.gens[d] }
func (w *miniWorld) Predicates(d types.DefID) []types.Predicate           { return w.preds[d] }
func (w *miniWorld) SuperPredicates(d types.DefID) []types.Predicate      { return w.supers[d] }
func (w *miniWorld) ItemBounds(d types.DefID) []types.Predicate           { return w.bounds[d] }
func (w *miniWorld) TypeOf(d types.DefID) types.Type                      { return w.typeOf[d] }
func (w *miniWorld) FnSig(d types.DefID) *types.FnSig                     { return w.sigs[d] }
func (w *miniWorld) Adt(d types.DefID) *types.AdtDef                      { return w.adts[d] }
func (w *miniWorld) Trait(d types.DefID) *types.TraitDef                  { return w.traits[d] }
func (w *miniWorld) AssocItems(d types.DefID) []types.AssocItem           { return w.items[d] }
func (w *miniWorld) Variances(types.DefID) []types.Variance               { return nil }
func (w *miniWorld) Lang(name string) types.DefID                         { return w.langs[name] }
func (w *miniWorld) HiddenType(d types.DefID, args types.Args) types.Type { return w.hidden[d] }
func (w *miniWorld) Closed(_ types.ClosedKind, _ types.DefID, _ types.Args, answer func(types.Queries) any) any {
	if answer == nil {
		return nil
	}
	return answer(w)
}
func (w *miniWorld) EvalConst(types.DefID, types.Args) types.Const { return types.Const{} }
func (w *miniWorld) Closure(d types.DefID) *types.ClosureInfo      { return w.closes[d] }
func (w *miniWorld) ImplsOf(t types.DefID, _ types.Type) ([]*types.Impl, bool) {
	return w.impls[t], true
}

// scope is where a text is read: the parameters and the predicates that bounds give.
type scope struct {
	w      *miniWorld
	params map[string]types.Arg
	self   types.Type
	preds  []types.Predicate
	text   string
}

func (s *scope) skip(tok string) bool {
	s.text = strings.TrimLeft(s.text, " ")
	if strings.HasPrefix(s.text, tok) {
		s.text = strings.TrimLeft(s.text[len(tok):], " ")
		return true
	}
	return false
}

func (s *scope) want(tok string) {
	if !s.skip(tok) {
		panic(fmt.Sprintf("want %q at %q", tok, s.text))
	}
}

func (s *scope) word() string {
	s.text = strings.TrimLeft(s.text, " ")
	n := 0
	for n < len(s.text) && (s.text[n] == '_' || s.text[n] >= '0' && s.text[n] <= '9' || s.text[n] >= 'A' && s.text[n] <= 'z' && s.text[n] != '[' && s.text[n] != ']') {
		n++
	}
	out := s.text[:n]
	s.text = s.text[n:]
	return out
}

// generics reads `<'a, T: Bounds, const N>`.
func (s *scope) generics(g *types.Generics) {
	if !s.skip("<") {
		return
	}

	base := g.Parent.Count()
	for !s.skip(">") {
		p := types.GenericParam{Kind: ast.ParamType}
		if s.skip("'") {
			p.Kind = ast.ParamLifetime
			p.Name = "'" + s.word()
		} else if s.skip("const ") {
			p.Kind = ast.ParamConst
			p.Name = s.word()
		} else {
			p.Name = s.word()
		}
		arg := s.w.in.ParamArg(p, uint32(base+len(g.Params)))
		g.Params = append(g.Params, p)
		s.params[p.Name] = arg
		if t, ok := arg.(types.Type); ok {
			sized := true
			if s.skip(":") {
				sized = s.boundsOf(t)
			}
			if sized {
				s.addSized(t)
			}
		}
		s.skip(",")
	}
}

func (s *scope) addSized(t types.Type) {
	if d, ok := s.w.langs["sized"]; ok {
		s.preds = append(s.preds, types.Predicate{Kind: types.PredTrait, Trait: types.TraitRef{Trait: d, Args: s.w.in.Args(t)}})
	}
}

// boundsOf reads `A + for<'x> B<X, Item = Y> + ?Sized`; false: ?Sized was among them.
func (s *scope) boundsOf(t types.Type) bool {
	sized := true
	for {
		switch {
		case s.skip("?Sized"):
			sized = false
		case s.skip("'"):
			r := s.region(s.word())
			s.preds = append(s.preds, types.Predicate{Kind: types.PredTypeOutlives, Ty: t, R1: r})
		default:
			s.traitBound(t)
		}
		if !s.skip("+") {
			return sized
		}
	}
}

func (s *scope) region(name string) types.Region {
	switch name {
	case "static":
		return types.Static
	case "_":
		return types.Erased
	}
	r, ok := s.params["'"+name].(types.Region)
	if !ok {
		panic("no lifetime '" + name)
	}
	return r
}

func (s *scope) traitBound(t types.Type) {
	n := 0
	if s.skip("for<") {
		for !s.skip(">") {
			s.want("'")
			s.params["'"+s.word()] = types.Region{Kind: types.ReBound, Index: uint32(n)}
			n++
			s.skip(",")
		}
	}
	trait, args, assoc := s.traitPath()
	self := append([]types.Arg{t}, args...)
	s.preds = append(s.preds, types.Predicate{Kind: types.PredTrait, Bound: n, Trait: types.TraitRef{Trait: trait, Args: s.w.in.Args(self...)}})
	for _, b := range assoc {
		alias := s.w.in.Alias(types.Projection, b.Item, s.w.in.Args(self...)).(*types.Alias)
		s.preds = append(s.preds, types.Predicate{Kind: types.PredProjection, Bound: n, Alias: alias, Ty: b.Type})
	}
}

// traitPath reads `Name<X, Item = Y>` or `Fn(A) -> B`.
func (s *scope) traitPath() (types.DefID, []types.Arg, []types.AssocBinding) {
	name := s.word()
	trait := s.w.id(name)
	var args []types.Arg
	var assoc []types.AssocBinding
	if s.skip("(") {
		var ins []types.Type
		for !s.skip(")") {
			ins = append(ins, s.ty())
			s.skip(",")
		}
		out := s.w.in.Unit()
		if s.skip("->") {
			out = s.ty()
		}
		args = []types.Arg{s.w.in.Tuple(ins...)}
		assoc = []types.AssocBinding{{Item: s.w.id("FnOnce::Output"), Type: out}}
		return trait, args, assoc
	}
	if s.skip("<") {
		for !s.skip(">") {
			save := s.text
			if n := s.word(); n != "" && s.skip("=") {
				assoc = append(assoc, types.AssocBinding{Item: s.w.id(name + "::" + n), Type: s.ty()})
			} else {
				s.text = save
				args = append(args, s.arg())
			}
			s.skip(",")
		}
	}
	return trait, args, assoc
}

func (s *scope) arg() types.Arg {
	if s.skip("'") {
		return s.region(s.word())
	}
	if s.text != "" && s.text[0] >= '0' && s.text[0] <= '9' {
		return s.konst()
	}
	save := s.text
	if c, ok := s.params[s.word()].(types.Const); ok {
		return c
	}
	s.text = save
	return s.ty()
}

func (s *scope) konst() types.Const {
	w := s.word()
	if c, ok := s.params[w].(types.Const); ok {
		return c
	}
	n := 0
	fmt.Sscan(w, &n)
	return types.ConstUsize(uint64(n))
}

func (s *scope) ty() types.Type {
	in := s.w.in
	switch {
	case s.skip("&"):
		r := types.Erased
		if s.skip("'") {
			r = s.region(s.word())
		}
		mut := s.skip("mut ")
		return in.Ref(r, s.ty(), mut)
	case s.skip("*const "):
		return in.RawPtr(s.ty(), false)
	case s.skip("*mut "):
		return in.RawPtr(s.ty(), true)
	case s.skip("!"):
		return in.Never()
	case s.skip("??"):
		return in.Unknown()
	case s.skip("("):
		var ts []types.Type
		for !s.skip(")") {
			ts = append(ts, s.ty())
			s.skip(",")
		}
		return in.Tuple(ts...)
	case s.skip("["):
		t := s.ty()
		if s.skip(";") {
			n := s.konst()
			s.want("]")
			return in.Array(t, n)
		}
		s.want("]")
		return in.Slice(t)
	case s.skip("fn("):
		var sig types.FnSig
		for !s.skip(")") {
			sig.Inputs = append(sig.Inputs, s.ty())
			s.skip(",")
		}
		sig.Output = in.Unit()
		if s.skip("->") {
			sig.Output = s.ty()
		}
		return in.FnPtr(sig)
	case s.skip("dyn "):
		trait, args, assoc := s.traitPath()
		b := types.DynBounds{Assoc: assoc}
		for s.skip("+") {
			b.Autos = append(b.Autos, s.w.id(s.word()))
		}
		return in.Dyn(trait, in.Args(args...), &b, types.Erased)
	case s.skip("<"):
		t := s.ty()
		s.want("as ")
		name := s.text[:strings.IndexAny(s.text, "<>")]
		trait, args, _ := s.traitPath()
		_ = trait
		s.want(">::")
		return in.Alias(types.Projection, s.w.id(name+"::"+s.word()), in.Args(append([]types.Arg{t}, args...)...))
	}
	name := s.word()
	if p := hir.PrimByName(name); p != hir.PrimNone {
		return in.Prim(p)
	}
	if name == "Self" {
		return s.assoc(s.self)
	}
	if t, ok := s.params[name].(types.Type); ok {
		return s.assoc(t)
	}
	d := s.w.id(name)
	if s.w.hidden[d] != nil {
		return in.Alias(types.Opaque, d, nil)
	}
	var args []types.Arg
	if s.skip("<") {
		for !s.skip(">") {
			args = append(args, s.arg())
			s.skip(",")
		}
	}
	if s.w.closes[d] != nil {
		return in.Closure(d, in.Args(args...), nil)
	}
	if s.w.sigs[d] != nil {
		return in.FnDef(d, in.Args(args...))
	}
	if s.w.adts[d] == nil {
		panic("no type " + name)
	}
	return in.Adt(d, in.Args(args...))
}

// assoc reads `::Item` after a parameter: of the first trait in scope that has it.
func (s *scope) assoc(t types.Type) types.Type {
	for s.skip("::") {
		name := s.word()
		var found types.Type
		for _, p := range Elaborate(s.w, s.preds) {
			item := s.w.id(s.w.names[p.Trait.Trait] + "::" + name)
			if found == nil && p.Kind == types.PredTrait && p.Trait.Args.List[0] == types.Arg(t) && s.w.gens[item] != nil {
				found = s.w.in.Alias(types.Projection, item, p.Trait.Args)
			}
		}
		if found == nil {
			panic("no assoc " + name)
		}
		t = found
	}
	return t
}

func (w *miniWorld) item(line string) {
	s := &scope{w: w, params: map[string]types.Arg{}, text: line}
	switch {
	case s.skip("trait ") || strings.HasPrefix(s.text, "auto trait "):
		auto := s.skip("auto trait ")
		w.trait(s, auto)
	case s.skip("struct "):
		w.adt(s, hir.KindStruct)
	case s.skip("enum "):
		w.adt(s, hir.KindEnum)
	case s.skip("impl"):
		w.impl(s)
	case s.skip("opaque "):
		w.opaque(s)
	case s.skip("closure "):
		w.closure(s)
	case s.skip("fn "):
		name := s.word()
		w.gens[w.id(name)] = &types.Generics{Def: w.id(name)}
		s.text = "fn" + s.text
		w.sigs[w.id(name)] = s.ty().(*types.FnPtr).Sig
	default:
		panic("what is " + line)
	}
	if s.text != "" {
		panic(fmt.Sprintf("left over: %q of %q", s.text, line))
	}
}

func (w *miniWorld) trait(s *scope, auto bool) {
	name := s.word()
	def := w.id(name)
	g := &types.Generics{Def: def, Params: []types.GenericParam{{Kind: ast.ParamType, Name: "Self"}}}
	s.self = w.in.Param(0, "Self")
	s.generics(g)
	w.gens[def] = g
	t := &types.TraitDef{Def: def, Auto: auto}
	w.traits[def] = t
	own := types.Predicate{Kind: types.PredTrait, Trait: types.TraitRef{Trait: def, Args: w.in.IdentityArgs(g)}}
	params := s.preds
	s.preds = nil
	if s.skip(":") {
		s.boundsOf(s.self)
	}
	w.supers[def] = s.preds
	s.preds = append(append([]types.Predicate{own}, params...), s.preds...)
	w.preds[def] = s.preds
	if s.skip("#") {
		t.Lang = s.word()
		w.langs[t.Lang] = def
	}
	if s.skip("{") {
		for !s.skip("}") {
			w.assocType(s, def, name)
			s.skip(";")
		}
	}
}

func (w *miniWorld) assocType(s *scope, trait types.DefID, name string) {
	n := s.word()
	item := w.id(name + "::" + n)
	w.gens[item] = &types.Generics{Def: item, Parent: w.gens[trait]}
	w.items[trait] = append(w.items[trait], types.AssocItem{Def: item, Name: n, Kind: hir.KindAssocTy})
	alias := w.in.Alias(types.Projection, item, w.in.IdentityArgs(w.gens[trait]))
	keep := s.preds
	s.preds = w.preds[trait]
	at := len(s.preds)
	s.preds = s.preds[:at:at]
	sized := true
	if s.skip(":") {
		sized = s.boundsOf(alias)
	}
	if sized {
		s.addSized(alias)
	}
	w.bounds[item] = s.preds[at:]
	s.preds = keep
}

func (w *miniWorld) adt(s *scope, kind hir.DefKind) {
	name := s.word()
	def := w.id(name)
	a := &types.AdtDef{Def: def, Kind: kind}
	w.adts[def] = a
	g := &types.Generics{Def: def}
	w.gens[def] = g
	s.generics(g)
	w.preds[def] = s.preds
	if s.skip("#") {
		a.Lang = s.word()
	}
	var v types.Variant
	if s.skip("(") {
		for !s.skip(")") {
			v.Fields = append(v.Fields, types.Field{Type: s.ty()})
			s.skip(",")
		}
	}
	a.Variants = []types.Variant{v}
}

func (w *miniWorld) impl(s *scope) {
	def := w.id(fmt.Sprintf("impl %d", len(w.ids)))
	g := &types.Generics{Def: def}
	w.gens[def] = g
	s.generics(g)
	i := &types.Impl{Def: def, Generics: g, Negative: s.skip("!")}
	name := strings.TrimSpace(s.text)
	name = name[:strings.IndexAny(name, " <(")]
	trait, args, _ := s.traitPath()
	s.want("for ")
	i.Self = s.ty()
	i.Trait = &types.TraitRef{Trait: trait, Args: w.in.Args(append([]types.Arg{i.Self}, args...)...)}
	s.self = i.Self
	if s.skip("where ") {
		for s.text != "" && s.text[0] != '{' {
			t := s.ty()
			s.want(":")
			s.boundsOf(t)
			s.skip(",")
		}
	}
	w.preds[def] = s.preds
	w.impls[trait] = append(w.impls[trait], i)
	if s.skip("{") {
		for !s.skip("}") {
			n := s.word()
			s.want("=")
			item := w.id(fmt.Sprintf("%s %d", n, len(w.ids)))
			w.gens[item] = &types.Generics{Def: item, Parent: g}
			w.typeOf[item] = s.ty()
			w.items[def] = append(w.items[def], types.AssocItem{Def: item, Name: n, Kind: hir.KindAssocTy, TraitItem: w.id(name + "::" + n)})
			s.skip(";")
		}
	}
}

// opaque reads `opaque X: Bounds = Hidden`.
func (w *miniWorld) opaque(s *scope) {
	def := w.id(s.word())
	w.gens[def] = &types.Generics{Def: def}
	alias := w.in.Alias(types.Opaque, def, nil)
	s.want(":")
	if s.boundsOf(alias) {
		s.addSized(alias)
	}
	w.bounds[def] = s.preds
	s.want("=")
	w.hidden[def] = s.ty()
}

// closure reads `closure X: FnMut(A) -> B | captures`.
func (w *miniWorld) closure(s *scope) {
	def := w.id(s.word())
	w.gens[def] = &types.Generics{Def: def}
	s.want(":")
	kind := map[string]types.ClosureKind{"Fn": types.KindFn, "FnMut": types.KindFnMut, "FnOnce": types.KindFnOnce}[s.word()]
	s.text = "fn" + s.text
	i := &types.ClosureInfo{Def: def, Kind: kind, Sig: s.ty().(*types.FnPtr).Sig}
	if s.skip("|") {
		for s.text != "" {
			i.Upvars = append(i.Upvars, s.ty())
			s.skip(",")
		}
	}
	w.closes[def] = i
}

// where reads parameters with bounds, `<T: Iterator>`, as an environment.
func (w *miniWorld) where(params string) (*scope, *Env) {
	s := &scope{w: w, params: map[string]types.Arg{}, text: params}
	s.generics(&types.Generics{})
	return s, NewEnv(w, s.preds)
}
