package hir

import (
	"crypto/sha256"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/macro"
	"drop-lsp/syntax/source"
)

// This file: from files to definitions. Every item gets an id and a place in the
// scope that declares it, items inside bodies too; signatures are lowered later,
// when all names are known (sig.go).

// scope is a module's names, or those of the anonymous module of a block.
type scope struct {
	id      DefID
	parent  DefID // lexical parent of a block; enclosing module of a module
	module  DefID // nearest module: itself unless block
	block   bool
	unknown bool // holds something unexpanded: a missing name may exist
	names   [3]map[string]binding
	unnamed []Res // `use T as _`
	imports []*importDecl
}

type binding struct {
	res  Res
	vis  Vis
	glob bool
}

type importDecl struct {
	prefix []string
	global bool
	name   string // "" for a glob
	vis    Vis
	glob   bool
	span   source.Span
	def    *Def
	found  bool
}

// node is the syntax that a definition came from.
type node struct {
	site
	item    *ast.Item
	unit    *ast.Unit // set if the item is a unit of its own
	derive  string
	derived DefID // the type that the derive stands on
	file    *SourceFile
	inline  []string
	variant *ast.Variant
	foreign *ast.ForeignItem // the extern block around it
}

type blockKey struct {
	owner DefID
	block *ast.Block
}

type collector struct {
	c    *Crate
	in   *Interner
	seen map[string]int
	keys map[DefID]string

	textual *macroScope // at the place reached
	// What must wait: calls of macros that imports bring, and bodies.
	calls  []func() bool // false: the macro is still not known
	bodies []func()
	// Where definitions belong in source order, whenever they are collected.
	prefix []int32
	count  int32
	order  map[DefID][]int32
}

// at is the place at which items are collected.
type at struct {
	site
	parent  DefID
	file    *SourceFile
	inline  []string
	files   []string // the paths of the files around, the file at hand included
	foreign *ast.ForeignItem
}

// LowerCrate collects a crate's definitions, resolves its imports and lowers all signatures.
func LowerCrate(in Input) *Crate {
	if in.Interner == nil {
		in.Interner = NewInterner()
	}
	c := &Crate{ID: in.ID, Name: in.Name, Edition: in.Edition, Features: map[string]bool{}, Defs: &DefTable[Def]{},
		in: in, linked: linked(in.Deps), scopes: map[DefID]*scope{}, nodes: &DefTable[node]{},
		blocks: map[blockKey]DefID{}, blockItems: map[DefID][]DefID{}, sigInner: map[DefID]innerCounts{},
		rules: map[DefID]*macro.Rules{}, ruleItems: map[*macro.Rules]*ast.Item{}, macroItems: map[macroItem]*macro.Rules{}, states: map[DefID]*expansions{},
		units:     newUnits(in.Interner.base(in.ID)),
		innerDefs: &innerDefs{defs: map[DefID]*Def{}, nodes: map[DefID]*innerDef{}},
		sigTraces: map[DefID]*trace{}, bodyTraces: &sync.Map{}}
	k := &collector{c: c, in: in.Interner, seen: map[string]int{}, keys: map[DefID]string{}, order: map[DefID][]int32{}}
	root := k.newDef(KindMod, in.Name, at{}, source.NoSpan)
	root.Vis.Public = true
	c.Root = root.ID
	k.newScope(root.ID, DefID{}, false)
	attrs, _ := c.cfgAttrs(in.Root.AST.Attrs)
	for _, a := range attrs {
		c.crateAttr(a)
	}
	if in.External != nil {
		for ns := NSType; ns <= NSMacro; ns++ {
			c.prelude[ns] = in.External.Prelude(in.Edition, ns)
		}
	}
	if in.MacroCrate {
		c.externs = map[string]string{"proc_macro": "proc_macro"}
	}
	k.units(in.Root.AST.Units, at{site: site{scope: c.Root}, parent: c.Root, file: in.Root, files: []string{in.Root.Path}})
	k.settle()
	for len(k.bodies) > 0 {
		now := k.bodies
		k.bodies = nil
		for _, f := range now {
			f()
		}
		k.settle()
	}
	c.finishImports()
	k.sort()
	c.childrenOf(c.Root) // fills the index, which is read from several goroutines from now on
	for _, id := range slices.Clone(c.Order) {
		if !c.reuseSignature(in.Before, id) {
			c.traceSignature(c.Defs.At(id))
		}
	}
	c.keepBodies(in.Before)
	c.in.Before = nil
	return c
}

// UnknownCrate is a crate of which nothing is known: its lowering failed.
func UnknownCrate(in Input, reason string) *Crate {
	in.Root, in.Before = &SourceFile{Path: in.Root.Path, AST: &ast.File{}}, nil
	c := LowerCrate(in)
	c.scopes[c.Root].unknown = true
	c.Unknown = append(c.Unknown, UnknownSource{source.NoSpan, c.Root, reason})
	return c
}

// settle resolves imports and expands the item macros that these bring, to the end.
func (k *collector) settle() {
	k.c.resolveImports()
	for progress := true; progress && len(k.calls) > 0; {
		progress = false
		now := k.calls
		k.calls = nil
		for _, f := range now {
			if f() {
				progress = true
			} else {
				k.calls = append(k.calls, f)
			}
		}
		if progress {
			k.c.resolveImports()
		}
	}
	for _, f := range k.calls {
		f()
	}
	k.calls = nil
}

// later makes a function that runs f as if it ran now: in the textual scope and place in
// source order that are reached.
func (k *collector) later(f func()) func() {
	prefix := append(slices.Clone(k.prefix), k.count)
	k.count++
	textual := k.textual
	return func() {
		p, n, t := k.prefix, k.count, k.textual
		k.prefix, k.count, k.textual = prefix, 0, textual
		f()
		k.prefix, k.count, k.textual = p, n, t
	}
}

// sort puts definitions, impls and bodies into source order.
func (k *collector) sort() {
	less := func(a, b DefID) int { return slices.Compare(k.order[a], k.order[b]) }
	slices.SortStableFunc(k.c.Order, less)
	slices.SortStableFunc(k.c.Impls, less)
	slices.SortStableFunc(k.c.Bodies, less)
	k.c.children = nil
	for _, id := range k.c.Order {
		n := k.c.nodes.At(id)
		if n == nil || !k.c.scopes[n.scope].block {
			continue
		}
		switch k.c.Defs.At(id).Kind {
		case KindVariant, KindAssocFn, KindAssocConst, KindAssocTy:
		default:
			k.c.blockItems[n.scope] = append(k.c.blockItems[n.scope], id)
		}
	}
}

func (c *Crate) crateAttr(a *ast.Attr) {
	switch attrName(a) {
	case "no_std":
		c.NoStd = true
	case "crate_name":
		if n := len(a.Args); n > 0 {
			c.Name = strings.Trim(a.Args[n-1].Text, `"`)
		}
	case "feature":
		for _, n := range argNames(a) {
			c.Features[n] = true
		}
	}
}

func sortDefs(ids []DefID) {
	slices.SortFunc(ids, func(a, b DefID) int {
		if a.Crate != b.Crate {
			return int(a.Crate) - int(b.Crate)
		}
		return int(a.Index) - int(b.Index)
	})
}

func (k *collector) newDef(kind DefKind, name string, a at, span source.Span) *Def {
	key := short(k.keys[a.scope] + "::" + k.keys[a.parent] + "::" + strconv.Itoa(int(kind)) + name)
	n := k.seen[key]
	k.seen[key]++
	if n > 0 {
		key += "#" + strconv.Itoa(n)
	}
	d := &Def{ID: k.in.Def(k.c.ID, key), Kind: kind, Name: name, Parent: a.parent, Span: span, Edition: k.c.Edition}
	k.keys[d.ID] = key
	k.order[d.ID] = append(slices.Clone(k.prefix), k.count)
	k.count++
	k.c.Defs.Set(d.ID, d)
	k.c.Order = append(k.c.Order, d.ID)
	return d
}

// nameOrHead is an item's name, or, of an impl, its header: so that another impl before it does
// not change its id.
func nameOrHead(it *ast.Item, u *ast.Unit) string {
	if _, impl := it.Kind.(*ast.ImplItem); impl && u != nil && it.Head.End > it.Head.Start && int(it.Head.End) <= len(u.Text) {
		return u.Text[it.Head.Start:it.Head.End]
	}
	return it.Name.Text
}

func (k *collector) newScope(id, parent DefID, block bool) *scope {
	s := &scope{id: id, parent: parent, block: block, module: id}
	for i := range s.names {
		s.names[i] = map[string]binding{}
	}
	if block {
		s.module = k.c.scopes[parent].module
	}
	k.c.scopes[id] = s
	return s
}

func (k *collector) units(us []*ast.Unit, a at) {
	for _, u := range us {
		if u.Item != nil {
			k.item(u.Item, u, a)
		}
	}
}

func (k *collector) items(is []*ast.Item, a at) {
	for _, i := range is {
		k.item(i, nil, a)
	}
}

var itemKinds = map[reflect.Type]DefKind{
	reflect.TypeFor[*ast.FnItem](): KindFn, reflect.TypeFor[*ast.StructItem](): KindStruct,
	reflect.TypeFor[*ast.UnionItem](): KindUnion, reflect.TypeFor[*ast.EnumItem](): KindEnum,
	reflect.TypeFor[*ast.TraitItem](): KindTrait, reflect.TypeFor[*ast.TraitAliasItem](): KindTraitAlias,
	reflect.TypeFor[*ast.ImplItem](): KindImpl, reflect.TypeFor[*ast.TypeItem](): KindTypeAlias,
	reflect.TypeFor[*ast.ConstItem](): KindConst, reflect.TypeFor[*ast.StaticItem](): KindStatic,
	reflect.TypeFor[*ast.ModItem](): KindMod, reflect.TypeFor[*ast.UseItem](): KindUse,
	reflect.TypeFor[*ast.ExternCrateItem](): KindExternCrate, reflect.TypeFor[*ast.MacroRulesItem](): KindMacro,
}

func (k *collector) item(it *ast.Item, u *ast.Unit, a at) {
	attrs, ok := k.c.cfgAttrs(it.Attrs)
	if !ok {
		return
	}
	s := k.c.scopes[a.scope]
	a.textual = k.textual
	if _, fn := it.Kind.(*ast.FnItem); fn && a.foreign == nil && !k.c.tests() && (hasAttr(attrs, "test") || hasAttr(attrs, "bench")) {
		return // only a test build has them
	}
	switch kind := it.Kind.(type) {
	case *ast.ForeignItem:
		k.openUnit(u, it, &a, "extern")
		a.foreign = kind
		k.items(kind.Items, a)
		if u != nil {
			k.units(u.Children, a)
		}
		return
	case *ast.MacroItem:
		k.openUnit(u, it, &a, "macro")
		k.itemMacro(kind.Mac, a)
		return
	case *ast.ErrorItem, nil:
		k.openUnit(u, it, &a, "macro")
		k.unknown(a, it.Range, "syntax error")
		return
	}
	kind := itemKinds[reflect.TypeOf(it.Kind)]
	switch p := k.c.Defs.At(a.parent); {
	case p.Kind == KindImpl || p.Kind == KindTrait:
		kind = assocKind(kind)
	case a.foreign != nil && kind == KindTypeAlias:
		kind = KindForeignTy
	}
	d := k.newDef(kind, nameOrHead(it, u), a, source.NoSpan)
	d.Name = it.Name.Text
	if u != nil {
		k.openUnit(u, it, &a, k.keys[d.ID])
	}
	d.Span, d.HeadSpan, d.NameSpan = a.rng(it.Range), a.rng(it.Head), a.rng(it.Name.Range)
	d.Attrs, d.Bad = attrs, it.Bad
	d.Vis = k.vis(it.Vis, a)
	k.c.nodes.Set(d.ID, &node{item: it, unit: u, site: a.site, file: a.file, inline: a.inline, foreign: a.foreign})
	a.foreign = nil
	k.unknownAttrs(d, a)
	if m, ok := it.Kind.(*ast.MacroRulesItem); ok {
		k.define(d, it, m, a)
	}
	if p := k.c.Defs.At(a.parent).Kind; p != KindImpl && p != KindTrait {
		k.declare(d, s)
	}
	k.inside(d, it, u, a)
}

// tests: this is a test build.
func (c *Crate) tests() bool {
	_, on := c.in.Cfg["test"]
	return on
}

// short is a key of bounded length: one holds those of scope and parent, which are mostly the same, so that
// it would double with every module in a module.
func short(key string) string {
	if len(key) <= 200 {
		return key
	}
	sum := sha256.Sum256([]byte(key))
	return string(sum[:])
}

// openUnit gives a text unit its ItemID and place.
func (k *collector) openUnit(u *ast.Unit, it *ast.Item, a *at, key string) {
	if u == nil {
		return
	}
	key = "unit" + k.keys[a.parent] + "/" + key
	n := k.seen[key]
	k.seen[key]++
	a.src = k.in.Item(k.c.ID, key+"#"+strconv.Itoa(n))
	k.c.units.add(u, a.src, Place{a.file, u.Start})
}

func assocKind(kind DefKind) DefKind {
	switch kind {
	case KindFn:
		return KindAssocFn
	case KindConst:
		return KindAssocConst
	case KindTypeAlias:
		return KindAssocTy
	}
	return kind
}

func (k *collector) vis(v ast.Vis, a at) Vis {
	mod := k.c.scopes[a.scope].module
	switch v.Kind {
	case ast.VisPub:
		return Vis{Public: true}
	case ast.VisCrate:
		return Vis{Module: k.c.Root}
	case ast.VisIn:
		if v.Path != nil && len(v.Path.Segments) > 0 && v.Path.Segments[0].Name.Text == "super" {
			return Vis{Module: k.c.scopes[mod].parent}
		}
	}
	return Vis{Module: mod}
}

// declare enters a definition into the scope's namespaces.
func (k *collector) declare(d *Def, s *scope) {
	if d.Name == "" || d.Name == "_" {
		return
	}
	put := func(ns Namespace, r Res) { s.names[ns][d.Name] = binding{res: r, vis: d.Vis} }
	r := Res{Kind: ResDef, DefKind: d.Kind, Def: d.ID}
	switch d.Kind {
	case KindMod, KindStruct, KindUnion, KindEnum, KindTrait, KindTraitAlias, KindTypeAlias, KindForeignTy:
		put(NSType, r)
	case KindFn, KindConst, KindStatic:
		put(NSValue, r)
	case KindMacro:
		// Textual scope has no visibility; `use m;` gives a macro a path.
		s.names[NSMacro][d.Name] = binding{res: r, vis: Vis{Module: k.c.Root}}
		for _, at := range d.Attrs {
			if attrName(at) == "macro_export" {
				k.c.scopes[k.c.Root].names[NSMacro][d.Name] = binding{res: r, vis: Vis{Public: true}}
			}
		}
	}
}

// inside collects what an item holds.
func (k *collector) inside(d *Def, it *ast.Item, u *ast.Unit, a at) {
	in := a
	in.parent = d.ID
	s := k.c.scopes[a.scope]
	switch kind := it.Kind.(type) {
	case *ast.ModItem:
		k.newScope(d.ID, s.module, false)
		in.scope = d.ID
		if textual := k.textual; !hasAttr(d.Attrs, "macro_use") {
			defer func() { k.textual = textual }()
		}
		in.inline = append(slices.Clone(a.inline), d.Name)
		if !kind.Inline {
			k.loadMod(d, a, in)
			return
		}
		k.items(kind.Items, in)
		if u != nil {
			k.units(u.Children, in)
		}
	case *ast.ImplItem:
		k.c.Impls = append(k.c.Impls, d.ID)
		k.assoc(kind.Items, u, in)
	case *ast.TraitItem:
		k.assoc(kind.Items, u, in)
	case *ast.StructItem:
		if kind.Shape != ast.ShapeNamed {
			k.ctor(d, s, in)
		}
		k.derives(d, a)
	case *ast.UnionItem:
		k.derives(d, a)
	case *ast.EnumItem:
		for i := range kind.Variants {
			v := &kind.Variants[i]
			if _, ok := k.c.cfgAttrs(v.Attrs); !ok {
				continue
			}
			vd := k.newDef(KindVariant, v.Name.Text, in, a.rng(v.Range))
			vd.NameSpan, vd.HeadSpan, vd.Vis = a.rng(v.Name.Range), vd.Span, Vis{Public: true}
			k.c.nodes.Set(vd.ID, &node{item: it, site: a.site, variant: v})
			if v.Shape != ast.ShapeNamed {
				k.ctor(vd, nil, at{parent: vd.ID, site: a.site})
			}
		}
		k.derives(d, a)
	case *ast.UseItem:
		k.use(kind.Tree, nil, false, d, s, a)
	case *ast.ExternCrateItem:
		name := d.Name
		if kind.Alias != nil {
			name = kind.Alias.Text
		}
		if a.parent == k.c.Root && name != "_" {
			if k.c.externs == nil {
				k.c.externs = map[string]string{}
			}
			k.c.externs[name] = d.Name
		}
		s.imports = append(s.imports, &importDecl{prefix: []string{d.Name}, global: true, name: name, vis: d.Vis, def: d, span: d.Span})
		if hasAttr(d.Attrs, "macro_use") && a.parent == k.c.Root {
			k.c.macroUse(d)
		}
	case *ast.FnItem:
		if kind.Body != nil {
			k.body(d, kind.Body, u, it, in)
		}
	case *ast.ConstItem:
		k.body(d, kind.Expr, u, it, in)
	case *ast.StaticItem:
		k.body(d, kind.Expr, u, it, in)
	}
}

// assoc collects the items of an impl or trait; they are not names of a scope.
func (k *collector) assoc(items []*ast.Item, u *ast.Unit, in at) {
	k.items(items, in)
	if u != nil {
		k.units(u.Children, in)
	}
}

func (k *collector) loadMod(d *Def, a, in at) {
	var f *SourceFile
	path := ""
	for _, at := range d.Attrs {
		if attrName(at) == "path" && len(at.Args) > 0 {
			path = strings.Trim(at.Args[len(at.Args)-1].Text, `"`)
		}
	}
	if k.c.in.Load != nil {
		f = k.c.in.Load(a.file, a.inline, d.Name, path)
	}
	if f == nil || f.AST == nil {
		k.c.scopes[d.ID].unknown = true
		k.c.Unknown = append(k.c.Unknown, UnknownSource{d.Span, d.ID, "the module's file was not found"})
		return
	}
	if slices.Contains(a.files, f.Path) {
		k.c.scopes[d.ID].unknown = true
		k.c.Unknown = append(k.c.Unknown, UnknownSource{d.Span, d.ID, "the module's file is around it already"})
		return
	}
	if _, on := k.c.cfgAttrs(f.AST.Attrs); !on { // `#![cfg(…)]` takes the module away
		return
	}
	in.file, in.inline, in.files = f, nil, append(slices.Clone(a.files), f.Path)
	k.units(f.AST.Units, in)
}

func (k *collector) ctor(d *Def, s *scope, in at) {
	c := k.newDef(KindCtor, d.Name, in, d.Span)
	c.NameSpan, c.HeadSpan, c.Vis = d.NameSpan, d.HeadSpan, d.Vis
	if s != nil {
		s.names[NSValue][d.Name] = binding{res: Res{Kind: ResDef, DefKind: KindCtor, Def: c.ID}, vis: d.Vis}
	}
}

func (k *collector) use(t ast.UseTree, prefix []string, global bool, d *Def, s *scope, a at) {
	if t.Path != nil {
		global = global || t.Path.Global
		prefix = slices.Clone(prefix)
		for _, seg := range t.Path.Segments {
			prefix = append(prefix, k.c.pathName(&a.site, seg.Name, len(prefix)))
		}
	}
	if t.IsGroup {
		for _, g := range t.Group {
			k.use(g, prefix, global, d, s, a)
		}
		return
	}
	im := &importDecl{prefix: prefix, global: global, glob: t.Glob, vis: d.Vis, span: a.rng(t.Range), def: d}
	if n := len(prefix); !t.Glob && n > 0 {
		if prefix[n-1] == "self" && n > 1 {
			im.prefix = prefix[:n-1]
		}
		im.name = im.prefix[len(im.prefix)-1]
		if t.Alias != nil {
			im.name = t.Alias.Text
		}
	}
	s.imports = append(s.imports, im)
}
