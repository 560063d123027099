package rustdoc

import (
	"fmt"
	"io"
	"strings"
)

// This file: the crates' items, one by one, to facts.

// Input is where the crates' JSON and sources are.
type Input struct {
	Rust string // the version of the toolchain
	JSON func(crate string) (io.ReadCloser, error)
	// Sources is the folder that the spans' names are relative to, Roots those of
	// crates for which it is another.
	Sources string
	Roots   map[string]string
}

// Extract makes the facts.
func Extract(in Input) (f *Facts, err error) {
	w := &world{
		defined: map[pathKind]itemRef{}, prims: map[primConst]string{}, attrs: map[*item]Attrs{}, public: map[itemRef][]string{},
		sources: sources{root: in.Sources, roots: in.Roots, files: map[string]*file{}},
	}
	for _, name := range Order {
		r, err := in.JSON(name)
		if err != nil {
			return nil, err
		}
		err = w.read(name, r)
		r.Close()
		if err != nil {
			return nil, err
		}
	}
	f = &Facts{Rust: in.Rust, Types: map[string]Type{}, Traits: map[string]Trait{}, Fns: map[string]Fn{}, Aliases: map[string]Alias{},
		Consts: map[string]Const{}, Macros: map[string]Macro{}, Public: map[Space]map[string]string{}}
	w.notePrimConsts()
	unknown := w.walkPublic()
	for _, c := range w.crates {
		for _, id := range c.ids() {
			if err := c.extract(f, c.Index[id]); err != nil {
				return nil, err
			}
		}
	}
	w.publicNames(f, unknown)
	sortImpls(f.Impls)
	return f, nil
}

// extract adds one item to the facts; what it cannot make sense of is an error that
// names the item.
func (c *crate) extract(f *Facts, i *item) (err error) {
	defer func() {
		if e := recover(); e != nil {
			err = fmt.Errorf("%s: %s %s (%v): %v", c.name, i.Inner.kind, i.Name, i.Span, e)
		}
	}()
	if i.Name == Wrapper || i.Span != nil && strings.HasSuffix(i.Span.Filename, "primitive_docs.rs") {
		return nil
	}
	in, attrs := &i.Inner, c.attributes(i)
	switch in.kind {
	case "struct", "union", "enum", "extern_type":
		put(f.Types, c.pathOf(i), c.typeFact(i))
	case "trait", "trait_alias":
		put(f.Traits, c.pathOf(i), c.traitFact(i))
	case "impl":
		c.impl(f, i)
	case "type_alias":
		put(f.Aliases, c.pathOf(i), Alias{c.generics(&in.assocTy.Generics), c.ty(in.assocTy.Type), visOf(i), attrs})
	case "function":
		if c.canonical(i.ID) == "" { // of an impl or trait
			return nil
		}
		if isArch(i) && c.public[itemRef{c, i.ID}] == nil {
			return nil // intrinsics behind the functions of core::arch
		}
		put(f.Fns, c.pathOf(i), Fn{c.fnSig(i), visOf(i), attrs})
	case "constant":
		put(f.Consts, c.pathOf(i), Const{Type: c.ty(&in.constant.Type), Vis: visOf(i), Value: constValue(in.constant), Attrs: attrs})
	case "static":
		put(f.Consts, c.pathOf(i), Const{Static: true, Type: c.ty(&in.constant.Type), Vis: visOf(i), Attrs: attrs})
	case "macro", "proc_macro":
		path := c.canonical(i.ID)
		if path == "" {
			path = c.name + "::" + i.Name
		}
		f.Macros[path] = Macro{in.macro, attrs}
	}
	return nil
}

// put adds an entry; two under one path are two that the reader could not tell apart.
func put[V any](m map[string]V, path string, v V) {
	if _, ok := m[path]; ok {
		panic("a second item of the path " + path)
	}
	m[path] = v
}

func (c *crate) typeFact(i *item) Type {
	in := &i.Inner
	if in.kind == "extern_type" {
		return Type{Kind: "extern", Vis: visOf(i)}
	}
	t := Type{Kind: in.kind, Vis: visOf(i), Attrs: c.attributes(i)}
	switch in.kind {
	case "struct":
		t.Generics, t.Body = c.generics(&in.structure.Generics), c.shape(&in.structure.Kind)
	case "union":
		t.Generics = c.generics(&in.structure.Generics)
		for _, id := range in.structure.Fields {
			t.Body.Fields = append(t.Body.Fields, c.field(id))
		}
	case "enum":
		t.Generics = c.generics(&in.enum.Generics)
		for _, id := range in.enum.Variants {
			v := c.own(id)
			n := Variant{Name: v.Name, Attrs: c.unstableAttrs(v), Shape: c.shape(&v.Inner.variant.Kind)}
			if d := v.Inner.variant.Discriminant; d != nil {
				n.Disc = d.Value
			}
			t.Variants = append(t.Variants, n)
		}
	}
	return t
}

// unstableAttrs are attributes without `stable`: of fields and variants it is their type's.
func (c *crate) unstableAttrs(i *item) Attrs {
	all, out := c.attributes(i), Attrs{}
	for k, v := range all {
		if k != "stable" {
			out[k] = v
		}
	}
	return out
}

func (c *crate) shape(s *shapeJSON) (out Shape) {
	out.Named, out.Tuple = s.tag == "named", s.tag == "tuple"
	for _, id := range s.fields {
		if id == nil {
			panic("a field that rustdoc took out")
		}
		out.Fields = append(out.Fields, c.field(*id))
	}
	return out
}

func (c *crate) field(id uint32) Field {
	i := c.own(id)
	return Field{i.Name, c.ty(i.Inner.ty), visOf(i), c.unstableAttrs(i)}
}

func (c *crate) traitFact(i *item) Trait {
	k := i.Inner.trait
	t := Trait{Generics: c.generics(&k.Generics)}
	if i.Inner.kind == "trait_alias" {
		t.Alias, t.Bounds = true, c.bounds(k.Params)
		return t
	}
	t.Vis, t.Bounds, t.Attrs = visOf(i), c.bounds(k.Bounds), c.attributes(i)
	t.Auto, t.Unsafe, t.NoDyn = k.IsAuto, k.IsUnsafe, !k.IsDyn
	t.Items = c.members(k.Items, inTrait, nil)
	return t
}
