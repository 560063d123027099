package rustdoc

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// This file: the crates together. An item has a number in the JSON of its own crate and
// another in that of each crate that mentions it; what joins them is the canonical path
// with the kind.

// Order is the crates that the facts are of, in the order the facts list them.
var Order = []string{"core", "alloc", "std", "hashbrown", "std_detect", "proc_macro"}

// crate is one crate's JSON.
type crate struct {
	name string
	crateJSON
	*world
}

// itemRef is an item of one crate.
type itemRef struct {
	crate *crate
	id    uint32
}

func (r itemRef) item() *item { return r.crate.Index[r.id] }

type pathKind struct{ path, kind string }

// world is all crates.
type world struct {
	crates  []*crate
	defined map[pathKind]itemRef
	sources sources
	prims   map[primConst]string // consts.go
	attrs   map[*item]Attrs      // attrs.go
	public  map[itemRef][]string // public.go
}

// read decodes the JSON of one crate.
func (w *world) read(name string, r io.Reader) error {
	c := &crate{name: name, world: w}
	if err := json.NewDecoder(r).Decode(&c.crateJSON); err != nil {
		return fmt.Errorf("rustdoc's JSON of %s: %w", name, err)
	}
	if c.Version != formatVersion {
		return fmt.Errorf("rustdoc's JSON of %s has format %d, this program reads %d: compare rustdoc-types' changes with format.go", name, c.Version, formatVersion)
	}
	w.crates = append(w.crates, c)
	for id, p := range c.Paths {
		if p.CrateID == 0 && c.Index[id] != nil {
			w.defined[pathKind{strings.Join(p.Path, "::"), p.Kind}] = itemRef{c, id}
		}
	}
	return nil
}

// ids are the numbers of the crate's own items, in order.
func (c *crate) ids() []uint32 {
	ids := slices.Sorted(maps.Keys(c.Index))
	return slices.DeleteFunc(ids, func(id uint32) bool { return c.Index[id].CrateID != 0 })
}

// own is an item of this crate; nil: rustdoc left it out.
func (c *crate) own(id uint32) *item { return c.Index[id] }

// resolve is an item where it is defined; crate nil: in none of the crates.
func (c *crate) resolve(id uint32) itemRef {
	if i := c.Index[id]; i != nil && i.CrateID == 0 {
		return itemRef{c, id}
	}
	if p, ok := c.Paths[id]; ok {
		return c.defined[pathKind{strings.Join(p.Path, "::"), p.Kind}]
	}
	return itemRef{}
}

// canonical is the path of an item where it is defined; "": it has none.
func (c *crate) canonical(id uint32) string { return strings.Join(c.Paths[id].Path, "::") }

// canonicalOr is canonical, or a name without an entry for what is local to a body.
func (c *crate) canonicalOr(id uint32, written string) string {
	if p := c.canonical(id); p != "" {
		return p
	}
	return c.name + "::?" + written
}

// pathOf is an item's canonical path; of one local to a body, a name of its own.
func (c *crate) pathOf(i *item) string {
	if p := c.canonical(i.ID); p != "" {
		return p
	}
	line := 0
	if i.Span != nil {
		line = i.Span.Begin[0]
	}
	return fmt.Sprintf("%s::?%s#%d", c.name, i.Name, line)
}

// isArch reports whether an item belongs to core::arch.
func isArch(i *item) bool { return i.Span != nil && strings.Contains(i.Span.Filename, "stdarch/") }

func visOf(i *item) string {
	switch v := i.Visibility; v.kind {
	case "public":
		return "pub"
	case "default":
		return ""
	case "crate":
		return "crate"
	default:
		return "in " + v.path
	}
}
