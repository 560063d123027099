package hir

import (
	"strings"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: names to definitions. Imports are resolved to a fixpoint: each round
// looks every unresolved import up in the names known so far, and copies what
// globs see; it ends when a round adds nothing.

// resolveImports reports whether any import was found that was not before.
func (c *Crate) resolveImports() bool {
	any := false
	for changed := true; changed; any = any || changed {
		changed = false
		for _, id := range c.scopeOrder() {
			s := c.scopes[id]
			for _, im := range s.imports {
				if im.glob {
					changed = c.glob(s, im) || changed
				} else {
					changed = c.single(s, im) || changed
				}
			}
		}
	}
	return any
}

// finishImports settles what was not found.
func (c *Crate) finishImports() {
	for _, id := range c.scopeOrder() {
		s := c.scopes[id]
		for _, im := range s.imports {
			if im.found {
				continue
			}
			// A name error, or what the unseen would declare: neither is ours to report.
			im.def.Bad = true
			if im.glob {
				s.unknown = true
				continue
			}
			for ns := NSType; ns <= NSMacro; ns++ {
				if _, ok := s.names[ns][im.name]; !ok && im.name != "_" {
					s.names[ns][im.name] = binding{res: Res{Kind: ResUnknown}, vis: im.vis}
				}
			}
		}
	}
}

func (c *Crate) scopeOrder() []DefID {
	var out []DefID
	for _, id := range c.Order {
		if c.scopes[id] != nil {
			out = append(out, id)
		}
	}
	return out
}

func (c *Crate) single(s *scope, im *importDecl) bool {
	changed := false
	for ns := NSType; ns <= NSMacro; ns++ {
		old, have := s.names[ns][im.name]
		if have && !old.glob {
			continue
		}
		r, rest := c.resolveNames(s.id, im.prefix, im.global, ns, im)
		if r.Kind == ResErr || rest != 0 || r.Kind == ResUnknown {
			continue
		}
		im.found = true
		if im.name == "_" {
			if ns == NSType && !containsRes(s.unnamed, r) {
				s.unnamed = append(s.unnamed, r)
				changed = true
			}
			continue
		}
		s.names[ns][im.name] = binding{res: r, vis: im.vis}
		changed = true
	}
	return changed
}

func containsRes(rs []Res, r Res) bool {
	for _, x := range rs {
		if x == r {
			return true
		}
	}
	return false
}

func (c *Crate) glob(s *scope, im *importDecl) bool {
	m := Res{Kind: ResDef, DefKind: KindMod, Def: c.Root}
	if len(im.prefix) > 0 {
		var rest int
		if m, rest = c.resolveNames(s.id, im.prefix, im.global, NSType, im); rest != 0 {
			return false
		}
	}
	if m.Kind != ResDef {
		return false
	}
	im.found = true
	changed := false
	put := func(ns Namespace, name string, r Res) {
		if _, ok := s.names[ns][name]; !ok {
			s.names[ns][name] = binding{res: r, vis: im.vis, glob: true}
			changed = true
		}
	}
	if m.Def.Crate != c.ID {
		s.unknown = c.globForeign(m, put) || s.unknown
		return changed
	}
	if from := c.scopes[m.Def]; from != nil {
		for ns := NSType; ns <= NSMacro; ns++ {
			for name, b := range from.names[ns] {
				if from != s && c.visible(b.vis, s.module) {
					put(ns, name, b.res)
				}
			}
		}
		s.unknown = s.unknown || from.unknown
	} else if m.DefKind == KindEnum {
		for _, v := range c.childrenOf(m.Def) {
			put(NSType, v.Name, Res{Kind: ResDef, DefKind: KindVariant, Def: v.ID})
			put(NSValue, v.Name, c.variantValue(v))
		}
	}
	return changed
}

// globForeign puts the public names of another crate's module or enum; it reports whether there may be
// more that were not seen.
func (c *Crate) globForeign(m Res, put func(Namespace, string, Res)) (unknown bool) {
	if d := c.linked[m.Def.Crate]; d != nil {
		return d.public(m, put)
	}
	for ns := NSType; ns <= NSMacro && c.in.External != nil; ns++ {
		for _, n := range c.in.External.Children(m.Def, ns) {
			put(ns, n.Name, n.Res)
		}
	}
	return false
}

func (c *Crate) visible(v Vis, from DefID) bool {
	for m := from; ; m = c.scopes[m].parent {
		if v.Public || v.Module == m {
			return true
		}
		if c.scopes[m] == nil || c.scopes[m].parent.IsZero() {
			return false
		}
	}
}

// childrenOf lists the variants of an enum or the items of a trait.
func (c *Crate) childrenOf(parent DefID) []*Def {
	if c.children == nil {
		c.children = map[DefID][]*Def{}
		for _, id := range c.Order {
			d := c.Defs.At(id)
			c.children[d.Parent] = append(c.children[d.Parent], d)
		}
	}
	return c.children[parent]
}

// variantValue is what a variant's name means as a value: its constructor, or itself with named fields.
func (c *Crate) variantValue(v *Def) Res {
	for _, ch := range c.childrenOf(v.ID) {
		if ch.Kind == KindCtor {
			return Res{Kind: ResDef, DefKind: KindCtor, Def: ch.ID}
		}
	}
	return Res{Kind: ResDef, DefKind: KindVariant, Def: v.ID}
}

// child finds a name inside a module, enum or trait. ok is false where such a thing has no
// children of its own: the rest is type-relative.
func (c *Crate) child(in Res, name string, ns Namespace, from DefID) (r Res, ok bool) {
	r, ok = c.findChild(in, name, ns, from)
	c.trace.note(asked{at: in.Def, names: name, ns: ns, kind: askedChild}, func(n *Crate) bool {
		r2, ok2 := n.findChild(in, name, ns, from)
		return r2 == r && ok2 == ok
	})
	return r, ok
}

func (c *Crate) findChild(in Res, name string, ns Namespace, from DefID) (r Res, ok bool) {
	if d := c.linked[in.Def.Crate]; d != nil {
		return d.findChild(in, name, ns, from) // from is none of its modules: it sees what is public
	}
	if in.Def.Crate != c.ID {
		if c.in.External == nil {
			return Res{Kind: ResUnknown}, true
		}
		if in.DefKind != KindMod && in.DefKind != KindEnum && in.DefKind != KindTrait {
			return Res{}, false
		}
		if r, ok = c.in.External.Child(in.Def, name, ns); ok {
			return r, true
		}
		return Res{}, in.DefKind == KindMod
	}
	switch in.DefKind {
	case KindMod:
		s := c.scopes[in.Def]
		if s == nil {
			return Res{}, true // of an earlier state of the crate
		}
		if b, ok := s.names[ns][name]; ok && (from.IsZero() || c.visible(b.vis, from)) {
			return b.res, true
		}
		if s.unknown {
			return Res{Kind: ResUnknown}, true
		}
		return Res{}, true
	case KindEnum:
		for _, v := range c.childrenOf(in.Def) {
			if v.Name == name && v.Kind == KindVariant {
				if ns == NSValue {
					return c.variantValue(v), true
				}
				return Res{Kind: ResDef, DefKind: KindVariant, Def: v.ID}, true
			}
		}
	case KindTrait:
		for _, v := range c.childrenOf(in.Def) {
			if v.Name == name && (v.Kind == KindAssocTy) == (ns == NSType) {
				return Res{Kind: ResDef, DefKind: v.Kind, Def: v.ID}, true
			}
		}
	}
	return Res{}, false
}

// lexical finds the first name of a path, going outwards.
func (c *Crate) lexical(at DefID, name string, ns Namespace) Res {
	r := c.findLexical(at, name, ns)
	c.trace.note(asked{at: at, names: name, ns: ns, kind: askedLexical}, func(n *Crate) bool { return n.findLexical(at, name, ns) == r })
	return r
}

func (c *Crate) findLexical(at DefID, name string, ns Namespace) Res {
	unknown := false
	for s := c.scopes[at]; s != nil; s = c.scopes[s.parent] {
		if b, ok := s.names[ns][name]; ok {
			return b.res
		}
		unknown = unknown || s.unknown
		if !s.block {
			break
		}
	}
	if ns == NSType {
		if r, ok := c.extern(name); ok {
			return r
		}
	}
	if r, ok := c.prelude[ns][name]; ok {
		return r
	}
	if p := PrimByName(name); ns == NSType && p != PrimNone {
		return Res{Kind: ResPrim, Prim: p}
	}
	if unknown || c.in.External == nil {
		return Res{Kind: ResUnknown}
	}
	return Res{}
}

// extern finds a crate of the extern prelude.
func (c *Crate) extern(name string) (Res, bool) {
	if r, ok := c.dependency(name); ok {
		return r, true
	}
	// items.extern-crate.extern-prelude
	linked, ok := c.externs[name]
	if ok {
		if r, ok := c.dependency(linked); ok {
			return r, true
		}
	}
	if ok && linked == "self" {
		return Res{Kind: ResDef, DefKind: KindMod, Def: c.Root}, true
	}
	if ok && c.in.External != nil {
		if id, ok := c.in.External.CrateRoot(linked); ok {
			return Res{Kind: ResDef, DefKind: KindMod, Def: id}, true
		}
	}
	if c.in.External == nil || c.NoStd && name == "std" || name == "alloc" || name == "proc_macro" {
		return Res{}, false
	}
	id, ok := c.in.External.CrateRoot(name)
	return Res{Kind: ResDef, DefKind: KindMod, Def: id}, ok
}

// resolveNames resolves a path of plain names from a scope; rest is how many segments at the
// end are type-relative. self, if set, is the import being resolved, which does not see itself.
func (c *Crate) resolveNames(at DefID, names []string, global bool, ns Namespace, self *importDecl) (res Res, rest int) {
	res, rest = c.findNames(at, names, global, ns, self)
	if c.trace != nil {
		c.trace.note(asked{at: at, names: strings.Join(names, "::"), ns: ns, kind: askedNames, global: global}, func(n *Crate) bool {
			r, k := n.findNames(at, names, global, ns, nil)
			return r == res && k == rest
		})
	}
	return res, rest
}

func (c *Crate) findNames(at DefID, names []string, global bool, ns Namespace, self *importDecl) (res Res, rest int) {
	if len(names) == 0 {
		return Res{}, 0
	}
	i := 0
	mod := func(id DefID) Res { return Res{Kind: ResDef, DefKind: KindMod, Def: id} }
	old := c.Edition < source.Edition2018
	switch {
	case strings.HasPrefix(names[0], dollarPrefix):
		res, i = c.crateByKey(names[0][len(dollarPrefix):]), 1
	case names[0] == "crate" || names[0] == "$crate":
		res, i = mod(c.Root), 1
	case names[0] == "self":
		res, i = mod(c.scopes[at].module), 1
	case names[0] == "super":
		res = mod(c.scopes[at].module)
		for i < len(names) && names[i] == "super" {
			p := c.scopes[res.Def].parent
			if p.IsZero() {
				return Res{}, 0
			}
			res = mod(p)
			i++
		}
	case self != nil && self.def.Kind == KindExternCrate && names[0] != "self" && c.in.External != nil:
		// whatever else has the name here
		if r, ok := c.dependency(names[0]); ok {
			res, i = r, 1
			break
		}
		id, found := c.in.External.CrateRoot(names[0])
		if !found {
			return Res{}, 0
		}
		res, i = mod(id), 1
	case global || old && self != nil:
		var ok bool
		if res, ok = c.extern(names[0]); !ok || old {
			if r, _ := c.findChild(mod(c.Root), names[0], nsAt(names, 0, ns), at); r.Kind != ResErr {
				res = r
			}
		}
		i = 1
	default:
		res, i = c.findLexical(at, names[0], nsAt(names, 0, ns)), 1
		if self != nil && len(names) > 1 && res.Kind == ResDef && res.DefKind != KindMod && res.DefKind != KindEnum {
			if r, ok := c.extern(names[0]); ok {
				res = r
			}
		}
	}
	return c.descend(res, names, i, ns, at)
}

// descend looks the names from the i-th on up in res, one in the other.
func (c *Crate) descend(res Res, names []string, i int, ns Namespace, at DefID) (Res, int) {
	hidden := i > 0 && strings.HasPrefix(names[0], dollarPrefix) // a library's macro names what its users cannot
	for ; i < len(names); i++ {
		if res.Kind == ResUnknown || res.Kind == ResErr {
			return res, 0
		}
		if res.Kind != ResDef {
			return res, len(names) - i
		}
		from := c.scopes[at].module
		if hidden {
			from = DefID{}
		}
		r, ok := c.findChild(res, names[i], nsAt(names, i, ns), from)
		if hidden && (!ok || r.Kind == ResErr) && res.Def.IsStd() {
			if p, found := c.private(res.Def, names[i], nsAt(names, i, ns)); found {
				r, ok = p, true
			}
		}
		if !ok {
			return res, len(names) - i
		}
		res = r
	}
	return res, 0
}

// dollarPrefix marks the first name of a path that begins with $crate.
const dollarPrefix = "$crate:"

// private finds what the standard library keeps from its users, which its macros may name.
func (c *Crate) private(in DefID, name string, ns Namespace) (Res, bool) {
	x, ok := c.in.External.(interface {
		ByPath(path string, ns Namespace) (DefID, bool)
		Path(DefID) string
	})
	if !ok {
		return Res{}, false
	}
	id, ok := x.ByPath(x.Path(in)+"::"+name, ns)
	return Res{Kind: ResDef, DefKind: c.in.External.Kind(id), Def: id}, ok
}

// pathName is a path's i-th name as resolveNames takes it.
func (c *Crate) pathName(s *site, n ast.Ident, i int) string {
	if i == 0 && n.Text == "crate" && s.exp != nil {
		if key, ok := s.exp.CrateAt(n.Start); ok {
			return dollarPrefix + key
		}
	}
	return n.Text
}

// nsAt is the namespace of a path's segment: all but the last name types.
func nsAt(names []string, i int, ns Namespace) Namespace {
	if i < len(names)-1 {
		return NSType
	}
	return ns
}
