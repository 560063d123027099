package stdlib

import (
	"strings"
	"testing"

	"drop-lsp/semantics/hir"
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

func named(t testing.TB, path string, ns hir.Namespace) *Item {
	t.Helper()
	id, ok := Load().ByPath(path, ns)
	if !ok {
		t.Fatalf("%s is not among the facts", path)
	}
	return Load().Item(id)
}

func TestEveryItemDecodes(t *testing.T) {
	f := Load()
	kinds := map[hir.DefKind]int{}
	members, last := 0, uint32(0)
	for it := range f.Items {
		kinds[it.Kind]++
		if it.ID.Index <= last {
			t.Fatalf("%s: definitions are not in order", it.Path)
		}
		last = it.ID.Index
		if f.Item(it.ID) != it || f.Kind(it.ID) != it.Kind || f.Parent(it.ID) != it.Parent {
			t.Errorf("%s is not found by its definition", it.Path)
		}
		for _, m := range it.Members {
			members++
			if f.Item(m.ID) != m || f.Kind(m.ID) != m.Kind || m.Parent != it.ID || f.Name(m.ID) != m.Name {
				t.Errorf("%s::%s is not found by its definition", it.Path, m.Name)
			}
		}
		for i := range it.Variants {
			checkVariant(t, it, i)
		}
	}
	// the facts' own counts: without and in core::arch::x86_64
	want := map[hir.DefKind]int{
		hir.KindTrait: 343 + 1, hir.KindTraitAlias: 1,
		hir.KindImpl:      14059 + 263,
		hir.KindFn:        1542 + 6268,
		hir.KindTypeAlias: 233 + 68, hir.KindMacro: 393 + 27,
	}
	for k, n := range want {
		if kinds[k] != n {
			t.Errorf("kind %d: %d items, want %d", k, kinds[k], n)
		}
	}
	if n := kinds[hir.KindStruct] + kinds[hir.KindUnion] + kinds[hir.KindEnum] + kinds[hir.KindForeignTy]; n != 1052+24 {
		t.Errorf("%d types, want %d", n, 1052+24)
	}
	if n := kinds[hir.KindConst] + kinds[hir.KindStatic]; n != 433+368 {
		t.Errorf("%d constants, want %d", n, 433+368)
	}
	if members < 22073+756 {
		t.Errorf("%d members", members)
	}
}

func checkVariant(t *testing.T, it *Item, i int) {
	f, v := Load(), &it.Variants[i]
	for _, id := range []hir.DefID{v.Def, v.Ctor} {
		if id.IsZero() {
			continue
		}
		if got, at := f.Variant(id); got != v || at != i || f.Name(id) != v.Name {
			t.Errorf("%s::%s is not found by its definition", it.Path, v.Name)
		}
	}
	if !v.Ctor.IsZero() && (f.Kind(v.Ctor) != hir.KindCtor || f.Parent(v.Ctor) != v.Def) {
		t.Errorf("%s::%s: constructor's kind or parent", it.Path, v.Name)
	}
	if it.Kind == hir.KindEnum && (f.Kind(v.Def) != hir.KindVariant || f.Parent(v.Def) != it.ID) {
		t.Errorf("%s::%s: variant's kind or parent", it.Path, v.Name)
	}
}

// dropImpl is the Drop impl of a type.
func dropImpl(t *testing.T, path string) *Item {
	t.Helper()
	f, drop := Load(), named(t, "core::ops::drop::Drop", hir.NSType).ID
	ty := named(t, path, hir.NSType)
	for _, id := range f.ImplsFor(HeadDef(ty.ID)) {
		if f.ImplTrait(id) == drop {
			return f.Item(id)
		}
	}
	t.Fatalf("%s has no Drop impl", path)
	return nil
}

func TestDropOfVecMayDangle(t *testing.T) {
	im := dropImpl(t, "alloc::vec::Vec")
	ps := im.Generics.Params
	if !im.Unsafe || len(ps) != 2 || ps[0].Name != "T" || !ps[0].MayDangle || ps[1].MayDangle {
		t.Fatalf("impl Drop for Vec: %+v", im.Generics)
	}
	if im.Ty.Args[0].Kind != TermParam || im.Ty.Args[0].Param != (Param{Index: 0}) {
		t.Errorf("self type: %+v", im.Ty)
	}
	if fn := im.Member("drop", hir.NSValue).Fn; fn == nil || fn.Self != hir.SelfRefMut {
		t.Errorf("drop: %+v", fn)
	}
}

func TestThereAre97DropImpls(t *testing.T) {
	f := Load()
	ids := f.ImplsOf(named(t, "core::ops::drop::Drop", hir.NSType).ID)
	dangling := 0
	for _, id := range ids {
		for _, p := range f.Item(id).Generics.Params {
			if p.MayDangle {
				dangling++
				break
			}
		}
	}
	if len(ids) != 97 || dangling != 16 {
		t.Errorf("%d Drop impls, %d with may_dangle; want 97, 16", len(ids), dangling)
	}
}

// `impl IntoRawFd for RawFd` is one for i32.
func TestImplsForAnAliasAreFound(t *testing.T) {
	f := Load()
	fd := named(t, "std::os::fd::raw::IntoRawFd", hir.NSType).ID
	for _, id := range f.ImplsFor(HeadPrim(hir.PrimI32)) {
		if f.ImplTrait(id) == fd {
			return
		}
	}
	t.Error("i32 is not seen to be IntoRawFd")
}

func TestPrintedTypes(t *testing.T) {
	f := Load()
	m := named(t, "alloc::vec::Vec", hir.NSType)
	if got := f.String(&m.Variants[0].Fields[0].Ty); got != "alloc::raw_vec::RawVec<T, A>" {
		t.Error(got)
	}
	it := named(t, "core::iter::traits::iterator::Iterator", hir.NSType).Member("next", hir.NSValue)
	if got := f.String(&it.Fn.Output); got != "core::option::Option<Self::Item>" {
		t.Error(got)
	}
}

func TestFieldsAndVariants(t *testing.T) {
	vec := named(t, "alloc::vec::Vec", hir.NSType)
	if v := vec.Variants[0]; v.Shape != ast.ShapeNamed || len(v.Fields) != 2 || v.Fields[0].Name != "buf" ||
		Load().Path(v.Fields[0].Ty.Def) != "alloc::raw_vec::RawVec" || v.Fields[1].Ty.Prim != hir.PrimUsize {
		t.Errorf("Vec: %+v", v)
	}
	if d := vec.Generics.Params[1].Default; Load().Path(d.Def) != "alloc::alloc::Global" {
		t.Errorf("Vec's A: %+v", d)
	}
	opt := named(t, "core::option::Option", hir.NSType).Variants
	if len(opt) != 2 || opt[0].Name != "None" || opt[0].Shape != ast.ShapeUnit || opt[1].Shape != ast.ShapeTuple ||
		opt[1].Fields[0].Ty.Kind != TermParam {
		t.Errorf("Option: %+v", opt)
	}
	if id, ok := Load().Lang("OptionSome"); !ok || id != opt[1].Def {
		t.Errorf("lang item OptionSome: %v %v", id, ok)
	}
}

func TestMembersOfIterator(t *testing.T) {
	it := named(t, "core::iter::traits::iterator::Iterator", hir.NSType)
	if next := it.Member("next", hir.NSValue); next == nil || next.Fn.HasBody || next.Fn.Self != hir.SelfRefMut ||
		next.Fn.Output.Args[0].Kind != TermProjection || next.Fn.Output.Args[0].Args[0].Kind != TermSelf {
		t.Errorf("next: %+v", next)
	}
	m := it.Member("map", hir.NSValue)
	if m == nil || !m.Fn.HasBody || len(m.Fn.Params) != 2 || len(m.Generics.Params) != 2 {
		t.Fatalf("map: %+v", m)
	}
	f := m.Generics.Where[1]
	if f.Ty.Name != "F" || f.Bounds[0].Trait.Args[0].Kind != TermTuple || f.Bounds[0].Trait.Assoc[0].Name != "Output" {
		t.Errorf("map's F: %+v", f)
	}
	if it.Member("Item", hir.NSType) == nil || it.Member("Item", hir.NSValue) != nil {
		t.Error("Item")
	}
	if mem := named(t, "core::mem::drop", hir.NSValue); mem.Fn.Params[0].Kind != TermParam {
		t.Errorf("drop: %+v", mem.Fn)
	}
}

func TestNamesOfUserCode(t *testing.T) {
	f := Load()
	tests := []struct {
		path string
		ns   hir.Namespace
		want string
		kind hir.DefKind
	}{
		{"std::vec::Vec", hir.NSType, "alloc::vec::Vec", hir.KindStruct},
		{"std::vec", hir.NSType, "alloc::vec", hir.KindMod},
		{"std::vec", hir.NSMacro, "alloc::vec", hir.KindMacro},
		{"std::collections::HashMap", hir.NSType, "std::collections::hash::map::HashMap", hir.KindStruct},
		{"std::collections::hash_map::Entry::Vacant", hir.NSValue, "std::collections::hash::map::Entry::Vacant", hir.KindCtor},
		{"std::mem::drop", hir.NSValue, "core::mem::drop", hir.KindFn},
		{"std::fmt::Debug", hir.NSType, "core::fmt::Debug", hir.KindTrait},
		{"std::fmt::Debug", hir.NSMacro, "core::fmt::macros::Debug", hir.KindMacro},
		{"std::marker::PhantomData", hir.NSValue, "core::marker::PhantomData", hir.KindCtor},
		{"std::cmp::Ordering::Less", hir.NSValue, "core::cmp::Ordering::Less", hir.KindCtor},
		{"std::iter::Iterator::map", hir.NSValue, "core::iter::traits::iterator::Iterator::map", hir.KindAssocFn},
		{"std::rc::Rc", hir.NSType, "alloc::rc::Rc", hir.KindStruct},
		{"core::ops::Drop", hir.NSType, "core::ops::drop::Drop", hir.KindTrait},
		{"std::f64::consts::PI", hir.NSValue, "core::f64::consts::PI", hir.KindConst},
	}
	for _, test := range tests {
		segs := strings.Split(test.path, "::")
		id, ok := f.CrateRoot(segs[0])
		var res hir.Res
		for i, s := range segs[1:] {
			ns := hir.NSType
			if i == len(segs)-2 {
				ns = test.ns
			}
			if !ok {
				break
			}
			res, ok = f.Child(id, s, ns)
			id = res.Def
		}
		if !ok || f.Path(res.Def) != test.want || res.DefKind != test.kind {
			t.Errorf("%s: %s kind %d, %v", test.path, f.Path(res.Def), res.DefKind, ok)
		}
	}
	if _, ok := f.CrateRoot("hashbrown"); ok {
		t.Error("hashbrown is no crate of user code")
	}
	prim, _ := f.ByPath("core::primitive", hir.NSType)
	if r, ok := f.Child(prim, "u8", hir.NSType); !ok || r.Prim != hir.PrimU8 {
		t.Errorf("core::primitive::u8: %+v", r)
	}
}

func TestPrelude(t *testing.T) {
	f := Load()
	for _, n := range []string{"Vec", "Option", "Some", "Drop", "Box", "String", "Iterator", "Copy"} {
		if _, ok := f.Prelude(source.Edition2015, hir.NSType)[n]; !ok {
			t.Errorf("%s is not in the prelude", n)
		}
	}
	v := f.Prelude(source.Edition2021, hir.NSValue)
	if v["drop"].DefKind != hir.KindFn || v["Some"].DefKind != hir.KindCtor {
		t.Errorf("values: %+v", v)
	}
	for _, n := range []string{"println", "vec", "format", "assert_eq", "panic", "matches", "Debug", "Clone"} {
		if _, ok := f.Prelude(source.Edition2021, hir.NSMacro)[n]; !ok {
			t.Errorf("macro %s is not in the prelude", n)
		}
	}
	since := func(name string, e source.Edition) bool {
		_, ok := f.Prelude(e, hir.NSType)[name]
		return ok
	}
	if since("TryFrom", source.Edition2018) || !since("TryFrom", source.Edition2021) ||
		since("Future", source.Edition2021) || !since("Future", source.Edition2024) {
		t.Error("names that came with an edition")
	}
}

// Paths that stand for nothing known may only be types local to a body, items of crates
// without facts, or what macros left unexpanded.
func TestPathsAreResolved(t *testing.T) {
	unknown := map[string]int{}
	total := 0
	for it := range Load().Items {
		walkItem(it, func(tm *Term) {
			if tm.Kind != TermPath {
				return
			}
			total++
			if tm.Def.IsZero() {
				unknown[tm.Name]++
			}
		})
	}
	for name, n := range unknown {
		known := false
		for _, p := range []string{"libc::", "gimli::", "addr2line::", "object::", "miniz_oxide::", "unwind::", "rustc_demangle::", "equivalent::", "rustc_literal_escaper::"} {
			known = known || strings.HasPrefix(name, p)
		}
		if !known && !strings.Contains(name, "?") && name != "MAPPINGS_CACHE_SIZE" {
			t.Errorf("%s (%d times) is not resolved", name, n)
		}
	}
	if total < 50000 {
		t.Errorf("only %d paths", total)
	}
}

func walkItem(it *Item, visit func(*Term)) {
	walkGenerics(&it.Generics, visit)
	walkTerm(&it.Ty, visit)
	walkTerm(&it.Trait, visit)
	walkBounds(it.Bounds, visit)
	for _, v := range it.Variants {
		for i := range v.Fields {
			walkTerm(&v.Fields[i].Ty, visit)
		}
	}
	if it.Fn != nil {
		walkTerms(it.Fn.Params, visit)
		walkTerm(&it.Fn.Output, visit)
	}
	for _, m := range it.Members {
		walkItem(m, visit)
	}
}

func walkGenerics(g *Generics, visit func(*Term)) {
	for i := range g.Params {
		walkBounds(g.Params[i].Bounds, visit)
		walkTerm(&g.Params[i].Default, visit)
		walkTerm(&g.Params[i].Ty, visit)
	}
	for i := range g.Where {
		walkTerm(&g.Where[i].Ty, visit)
		walkBounds(g.Where[i].Bounds, visit)
	}
}

func walkBounds(bs []Bound, visit func(*Term)) {
	for i := range bs {
		walkTerm(&bs[i].Trait, visit)
	}
}

func walkTerms(ts []Term, visit func(*Term)) {
	for i := range ts {
		walkTerm(&ts[i], visit)
	}
}

func walkTerm(t *Term, visit func(*Term)) {
	visit(t)
	walkTerms(t.Args, visit)
	walkBounds(t.Bounds, visit)
	for i := range t.Assoc {
		walkTerms(t.Assoc[i].Args, visit)
		walkTerm(&t.Assoc[i].Ty, visit)
		walkBounds(t.Assoc[i].Bounds, visit)
	}
	if t.Trait != nil {
		walkTerm(t.Trait, visit)
	}
}

func TestOneItemForAllGoroutines(t *testing.T) {
	f := Open(blob)
	vec, _ := f.ByPath("alloc::vec::Vec", hir.NSType)
	got := make(chan *Item)
	for range 8 {
		go func() { got <- f.Item(vec) }()
	}
	first := <-got
	for range 7 {
		if it := <-got; it != first {
			t.Error("two goroutines see two items")
		}
	}
}

func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		Open(blob)
	}
}

func BenchmarkDecodeVec(b *testing.B) {
	f := Load()
	id, _ := f.ByPath("alloc::vec::Vec", hir.NSType)
	row := f.row(id)
	for b.Loop() {
		f.slot(row).Store(nil)
		f.decode(row)
	}
}

func BenchmarkOpenAndDecodeEverything(b *testing.B) {
	for b.Loop() {
		for range Open(blob).Items {
		}
	}
}
