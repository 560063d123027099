package rustdoc

import (
	"slices"
	"strings"
)

// This file: the names that user code can write, by walking the public modules of each
// crate with their re-exports and globs, across crates.

type walker struct {
	*world
	unknown map[string]string // names that stand for items of other crates
}

// walkPublic notes for each item the public paths that lead to it.
func (w *world) walkPublic() map[string]string {
	wk := &walker{world: w, unknown: map[string]string{}}
	for _, c := range w.crates {
		if c.name != "hashbrown" { // not a crate that user code can name
			wk.module(itemRef{c, c.Root}, c.name, nil)
		}
	}
	return wk.unknown
}

func (w *walker) note(r itemRef, name string) { w.public[r] = append(w.public[r], name) }

// module walks a module under a name; around are the modules being walked, because
// modules may re-export those around them.
func (w *walker) module(m itemRef, name string, around []itemRef) {
	if slices.Contains(around, m) {
		return
	}
	w.note(m, name)
	w.contents(m, name, append(slices.Clip(around), m))
}

func (w *walker) contents(m itemRef, name string, around []itemRef) {
	for _, id := range m.item().Inner.items {
		if m.crate.Index[id] != nil {
			w.visit(itemRef{m.crate, id}, name, around)
		}
	}
}

func (w *walker) visit(r itemRef, prefix string, around []itemRef) {
	i := r.item()
	kind := i.Inner.kind
	if i.Visibility.kind != "public" && !(kind == "macro" && r.crate.attributes(i)["macro_export"] != "") {
		return
	}
	switch {
	case kind == "use":
		w.use(r.crate, i.Inner.use, prefix, around)
	case kind == "module":
		w.module(r, prefix+"::"+i.Name, around)
	case i.Name != "" && kind != "primitive":
		w.note(r, prefix+"::"+i.Name)
	}
}

func (w *walker) use(c *crate, u *useItem, prefix string, around []itemRef) {
	if u.ID == nil { // of a primitive type
		return
	}
	target := c.resolve(*u.ID)
	name := prefix + "::" + u.Name
	switch {
	case target.crate == nil && !u.IsGlob:
		if name, path := name, c.canonical(*u.ID); path != "" {
			w.unknown[name] = path
		} else {
			w.unknown[name] = u.Source
		}
	case target.crate == nil:
	case u.IsGlob:
		w.glob(target, prefix, around)
	case target.item().Inner.kind == "use":
		w.visit(target, prefix, around)
	case target.item().Inner.kind == "module":
		w.module(target, name, around)
	default:
		w.note(target, name)
	}
}

func (w *walker) glob(target itemRef, prefix string, around []itemRef) {
	switch in := &target.item().Inner; in.kind {
	case "module":
		if !slices.Contains(around, target) {
			w.contents(target, prefix, append(slices.Clip(around), target))
		}
	case "enum":
		for _, id := range in.enum.Variants {
			v := itemRef{target.crate, id}
			w.note(v, prefix+"::"+v.item().Name)
		}
	}
}

// spaces are the namespaces that an item's name is in: unit structs, and tuple structs
// whose fields are all public, are values, too.
func (c *crate) spaces(i *item) []Space {
	switch in := &i.Inner; in.kind {
	case "macro", "proc_macro":
		return []Space{MacroSpace}
	case "function", "constant", "static":
		return []Space{ValueSpace}
	case "variant":
		if in.variant.Kind.tag != "named" {
			return []Space{TypeSpace, ValueSpace}
		}
	case "struct":
		if c.constructible(i) {
			return []Space{TypeSpace, ValueSpace}
		}
	}
	return []Space{TypeSpace}
}

func (c *crate) constructible(i *item) bool {
	k := &i.Inner.structure.Kind
	if k.tag == "named" || c.attributes(i)["non_exhaustive"] != "" {
		return false
	}
	for _, id := range k.fields {
		if id == nil || c.Index[*id].Visibility.kind != "public" {
			return false
		}
	}
	return true
}

// publicNames fills in the facts' public names. Where a name stands for two things (the
// prelude's `panic`), the one of the name's own crate is meant.
func (w *world) publicNames(f *Facts, unknown map[string]string) {
	for _, s := range []Space{TypeSpace, ValueSpace, MacroSpace} {
		f.Public[s] = map[string]string{}
	}
	for _, c := range w.crates {
		for _, id := range c.ids() {
			i := c.Index[id]
			target := c.canonical(id)
			if target == "" && i.Inner.kind == "macro" {
				target = c.name + "::" + i.Name
			}
			if target == "" || i.Name == Wrapper {
				continue
			}
			for _, name := range w.public[itemRef{c, id}] {
				if isArch(i) && !strings.HasPrefix(name, "core::") {
					continue // std::arch re-exports core::arch as a whole
				}
				for _, s := range c.spaces(i) {
					if old := f.Public[s][name]; old == "" || crateOf(old) != crateOf(name) {
						f.Public[s][name] = target
					}
				}
			}
		}
	}
	for name, target := range unknown {
		if f.Public[TypeSpace][name] == "" {
			f.Public[TypeSpace][name] = target
		}
	}
}

func crateOf(path string) string {
	name, _, _ := strings.Cut(path, "::")
	return name
}
