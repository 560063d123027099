package hir

// This file: the crates that a crate is linked to: its dependencies with theirs, which
// are lowered before it and do not change. A name of one may lead to any of them:
//
//	crate a    pub struct S;
//	crate b    pub use a::S;         depends on a
//	crate c    fn f(_: b::S) {}      depends on b alone, and names what is a's

// linked are dependencies with all that they are linked to.
func linked(deps map[string]*Crate) map[CrateID]*Crate {
	out := map[CrateID]*Crate{}
	for _, d := range deps {
		out[d.ID] = d
		for id, of := range d.linked {
			out[id] = of
		}
	}
	return out
}

// Linked are the crates that the crate is linked to, itself not among them.
func (c *Crate) Linked() map[CrateID]*Crate { return c.linked }

// dependency is the root of a dependency by its extern name; one that could not be read is Unknown.
func (c *Crate) dependency(name string) (Res, bool) {
	if d := c.in.Deps[name]; d != nil {
		return Res{Kind: ResDef, DefKind: KindMod, Def: d.Root}, true
	}
	return Res{Kind: ResUnknown}, c.in.Missing[name]
}

// public puts what everybody may name in a module or enum; it reports whether there may be more.
func (c *Crate) public(m Res, put func(Namespace, string, Res)) (unknown bool) {
	if s := c.scopes[m.Def]; s != nil {
		for ns := NSType; ns <= NSMacro; ns++ {
			for name, b := range s.names[ns] {
				if b.vis.Public {
					put(ns, name, b.res)
				}
			}
		}
		return s.unknown
	}
	if m.DefKind == KindEnum {
		for _, v := range c.childrenOf(m.Def) {
			if v.Kind == KindVariant {
				put(NSType, v.Name, Res{Kind: ResDef, DefKind: KindVariant, Def: v.ID})
				put(NSValue, v.Name, c.variantValue(v))
			}
		}
	}
	return false
}

// macroUse puts the macros that a crate exports into the prelude.
// reference, macro.decl.scope.macro_use.prelude
func (c *Crate) macroUse(d *Def) {
	r, ok := c.dependency(d.Name)
	if !ok || r.Kind != ResDef {
		return
	}
	var only map[string]bool
	for _, a := range d.Attrs {
		if names := argNames(a); attrName(a) == "macro_use" && len(names) > 0 {
			only = map[string]bool{}
			for _, n := range names {
				only[n] = true
			}
		}
	}
	prelude := map[string]Res{}
	for name, r := range c.prelude[NSMacro] {
		prelude[name] = r
	}
	c.globForeign(r, func(ns Namespace, name string, r Res) {
		if ns == NSMacro && (only == nil || only[name]) {
			prelude[name] = r
		}
	})
	c.prelude[NSMacro] = prelude
}
