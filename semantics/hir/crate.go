package hir

import (
	"strconv"
	"sync"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: what goes into the lowering of a crate, the interner that keeps ids
// across edits, and the questions that a lowered crate answers.
//
// # Traits in scope
//
// Each expression of a body remembers the innermost scope that applies to it
// (Body.Scopes); a scope is a module, or the anonymous module of a block that
// declares items. Crate.TraitsInScope(body, e) walks from there outwards to the
// module and adds the prelude: for method calls and for paths with a
// type-relative tail alike.
//
// # What is missing
//
// Async fns and async blocks are Unknown. Macro 2.0 items, attribute macros, procedural macros,
// include! and asm! are not expanded: what holds them is Unknown
// (in item position an UnknownSource). Names of items ignore hygiene marks.

// SourceFile is one parsed file of a crate.
type SourceFile struct {
	Path string
	AST  *ast.File
}

// Input is what LowerCrate needs to know of a crate.
type Input struct {
	ID      CrateID
	Name    string
	Edition source.Edition
	// Cfg maps a cfg name to its values; a bare name ("unix") maps to {""}.
	Cfg  map[string][]string
	Root *SourceFile
	// Load finds the file of `mod name;` declared in a file, inside the inline modules named; path is
	// #[path]'s value or "". Nil result: there is no such file.
	Load     func(from *SourceFile, inline []string, name, path string) *SourceFile
	External External
	Deps     map[string]*Crate // dependencies that are lowered here, by extern name
	// Missing are the extern names of dependencies that could not be read.
	Missing map[string]bool
	// MacroCrate: a crate of procedural macros, to which proc_macro is linked.
	MacroCrate bool
	Interner   *Interner
	Before     *Crate // an earlier state of the crate, with the same Interner: what still holds is kept; nil: none
}

// Interner hands out DefIDs and ItemIDs by path, so that both survive edits.
// It belongs to a workspace and is safe for concurrent use.
type Interner struct {
	mu    sync.Mutex
	defs  map[string]DefID
	next  map[CrateID]uint32
	items map[string]source.ItemID
	bases map[CrateID]source.ItemID // the first item that each crate may have
	// parents of the definitions inside bodies and signatures (inner.go)
	parents map[DefID]DefID
}

// NewInterner makes an empty interner.
func NewInterner() *Interner {
	return &Interner{defs: map[string]DefID{}, next: map[CrateID]uint32{}, items: map[string]source.ItemID{}, bases: map[CrateID]source.ItemID{}, parents: map[DefID]DefID{}}
}

// Def is the id of the definition with this path key in a crate.
func (in *Interner) Def(c CrateID, key string) DefID {
	in.mu.Lock()
	defer in.mu.Unlock()
	key = strconv.Itoa(int(c)) + "|" + key
	id, ok := in.defs[key]
	if !ok {
		in.next[c]++
		id = DefID{Crate: c, Index: in.next[c]}
		in.defs[key] = id
	}
	return id
}

// base is the least item that a crate has: whatever was handed out before it is none of it.
func (in *Interner) base(c CrateID) source.ItemID {
	in.mu.Lock()
	defer in.mu.Unlock()
	b, ok := in.bases[c]
	if !ok {
		b = source.ItemID(len(in.items) + 1)
		in.bases[c] = b
	}
	return b
}

// Item is the id of a text unit: the definition's key within a crate.
func (in *Interner) Item(c CrateID, key string) source.ItemID {
	in.mu.Lock()
	defer in.mu.Unlock()
	key = strconv.Itoa(int(c)) + "|" + key
	id, ok := in.items[key]
	if !ok {
		id = source.ItemID(len(in.items) + 1)
		in.items[key] = id
	}
	return id
}

// Def is the definition with this id, those inside bodies included; nil for those of other crates.
func (c *Crate) Def(id DefID) *Def {
	if d := c.Defs.At(id); d != nil || id.Crate != c.ID {
		return d
	}
	d, _ := c.innerDef(id)
	return d
}

// TraitsInScope lists the traits whose methods can be called at e.
func (c *Crate) TraitsInScope(body *Body, e ExprID) []DefID {
	if int(e) < len(body.Scopes) {
		return c.TraitsInScopeOf(body.Scopes[e])
	}
	return nil
}

// TraitsInScopeOf lists the traits in scope in a module or a block's anonymous module.
func (c *Crate) TraitsInScopeOf(scope DefID) []DefID {
	var out []DefID
	seen := map[DefID]bool{}
	add := func(r Res) {
		if r.Kind == ResDef && r.DefKind == KindTrait && !seen[r.Def] {
			seen[r.Def] = true
			out = append(out, r.Def)
		}
	}
	for s := c.scopes[scope]; s != nil; s = c.scopes[s.parent] {
		for _, b := range s.names[NSType] {
			add(b.res)
		}
		for _, r := range s.unnamed {
			add(r)
		}
		if !s.block {
			break
		}
	}
	for _, r := range c.prelude[NSType] {
		add(r)
	}
	sortDefs(out)
	return out
}

// PathString is a definition's name as interface.md's "Names" has it: `m::f`, `Type::method`,
// `<Type as Trait>::method`.
func (c *Crate) PathString(id DefID) string {
	d := c.Def(id)
	if d == nil {
		if c.in.External != nil && id.IsStd() {
			return c.in.External.Name(id)
		}
		return "?"
	}
	parent := c.Def(d.Parent)
	if d.Kind == KindImpl && d.Impl != nil {
		self := tyString(d.Impl.SelfTy)
		if d.Impl.Trait != nil {
			return "<" + self + " as " + pathString(d.Impl.Trait) + ">"
		}
		if k, ok := d.Impl.SelfTy.Kind.(TyPath); ok && k.Path != nil && len(k.Path.Segments) > 0 {
			return k.Path.Segments[len(k.Path.Segments)-1].Name
		}
		return self
	}
	if parent == nil || parent.ID == c.Root {
		return d.Name
	}
	return c.PathString(parent.ID) + "::" + d.Name
}
