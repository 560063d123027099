package traits

import (
	"testing"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

func region(i uint32) types.Region { return types.Region{Kind: types.ReVar, Index: i} }

// world declares what the cases below use: Noisy<'a> implements Drop, Quiet<'a> does not.
func world() *fake {
	f := newFake()
	f.std()
	in := f.in
	early := types.Region{Kind: types.ReEarlyParam}
	f.adt("Noisy", "", hasDrop, []string{"'a"}, []types.Type{in.Ref(early, in.Str(), false)})
	f.adt("Quiet", "", noDrop, []string{"'a"}, []types.Type{in.Ref(early, in.Str(), false)})
	f.adt("Guard", "", hasDrop, []string{"T"}, []types.Type{in.Param(0, "T")})
	f.adt("Loud", "", hasDrop, nil, []types.Type{})
	f.adt("List", "", noDrop, []string{"T"},
		[]types.Type{in.Param(0, "T"), f.of("Option", f.of("Box", f.of("List", in.Param(0, "T"))))})
	return f
}

func TestNeedsDrop(t *testing.T) {
	f := world()
	in := f.in
	u8, p := in.Prim(hir.PrimU8), in.Param(0, "T")
	cases := []struct {
		name string
		t    types.Type
		want Answer
	}{
		{"u8", u8, No},
		{"&Loud", in.Ref(types.Erased, f.of("Loud"), false), No},
		{"Loud", f.of("Loud"), Yes},
		{"Option<u8>", f.of("Option", u8), No},
		{"Option<Loud>", f.of("Option", f.of("Loud")), Yes},
		{"Vec<u8>", f.of("Vec", u8), Yes},
		{"ManuallyDrop<Loud>", f.of("ManuallyDrop", f.of("Loud")), No},
		{"PhantomData<Loud>", f.of("PhantomData", f.of("Loud")), No},
		{"[Loud; 0]", in.Array(f.of("Loud"), types.ConstUsize(0)), No},
		{"[Loud; 2]", in.Array(f.of("Loud"), types.ConstUsize(2)), Yes},
		{"[Loud; N]", in.Array(f.of("Loud"), types.Const{Kind: types.ConstParam}), Depends},
		{"T", p, Depends},
		{"(u8, T)", in.Tuple(u8, p), Depends},
		{"(Unknown, Loud)", in.Tuple(in.Unknown(), f.of("Loud")), Yes},
		{"(Unknown, u8)", in.Tuple(in.Unknown(), u8), Unknown},
		{"dyn Any", in.Dyn(f.id("Any"), nil, nil, types.Static), Yes},
		{"List<u8>", f.of("List", u8), Yes},
	}
	d := NewDrops(f, nil)
	for _, c := range cases {
		if got := d.Needs(c.t); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
	copied := []types.Predicate{{Kind: types.PredTrait, Trait: types.TraitRef{Trait: f.Lang("copy"), Args: in.TypeArgs(p)}}}
	if got := NewDrops(f, copied).Needs(p); got != No {
		t.Errorf("T where T: Copy: got %v", got)
	}
	f.unseen = true
	if got := NewDrops(f, nil).Needs(f.of("Quiet", types.Erased)); got != Unknown {
		t.Errorf("impls may be unseen: got %v", got)
	}
}

func TestDropCheck(t *testing.T) {
	f := world()
	in := f.in
	a := region(1)
	noisy, quiet := f.of("Noisy", a), f.of("Quiet", a)
	str := in.Ref(a, in.Str(), false)
	cases := []struct {
		name string
		t    types.Type
		live bool // 'a must be live
	}{
		{"Noisy<'a>", noisy, true},
		{"Quiet<'a>", quiet, false},
		{"&'a str", str, false},
		{"Vec<&'a str>", f.of("Vec", str), false},
		{"Vec<Noisy<'a>>", f.of("Vec", noisy), true},
		{"Box<Noisy<'a>>", f.of("Box", noisy), true},
		{"Guard<&'a str>", f.of("Guard", str), true},
		{"Option<Guard<&'a str>>", f.of("Option", f.of("Guard", str)), true},
		{"PhantomData<Noisy<'a>>", f.of("PhantomData", noisy), true},
		{"ManuallyDrop<Noisy<'a>>", f.of("ManuallyDrop", noisy), false},
		{"[Noisy<'a>; 0]", in.Array(noisy, types.ConstUsize(0)), false},
		{"[Noisy<'a>; 1]", in.Array(noisy, types.ConstUsize(1)), true},
		{"dyn Any + 'a", in.Dyn(f.id("Any"), nil, nil, a), true},
		{"closure", in.Closure(f.id("closure"), nil, in.TypeArgs(noisy)), true},
		{"fn(Noisy<'a>)", in.FnPtr(types.FnSig{Inputs: []types.Type{noisy}}), false},
		{"<Noisy<'a> as Tr>::X", in.Alias(types.Projection, f.id("X"), in.TypeArgs(noisy)), true},
		{"List<&'a str>", f.of("List", str), false},
		{"List<Noisy<'a>>", f.of("List", noisy), true},
		{"T", in.Param(0, "T"), false},
	}
	d := NewDrops(f, nil)
	for _, c := range cases {
		got := d.Check(c.t)
		if live := len(got.Regions()) > 0; live != c.live || !got.Known {
			t.Errorf("%s: live %v (known %v), want %v", c.name, live, got.Known, c.live)
		}
	}
}

// Vec requires its element through RawVec's PhantomData, and says so.
func TestRequirementKeepsItsPath(t *testing.T) {
	f := world()
	rs := NewDrops(f, nil).Check(f.of("Vec", f.of("Noisy", region(1)))).Regions()
	if len(rs) != 1 {
		t.Fatalf("got %d requirements", len(rs))
	}
	var kinds []StepKind
	for _, s := range rs[0].Path {
		kinds = append(kinds, s.Kind)
	}
	want := []StepKind{StepField, StepField, StepPhantom, StepDropImpl}
	if len(kinds) != len(want) {
		t.Fatalf("path %v, want %v", kinds, want)
	}
	for i := range want {
		if kinds[i] != want[i] {
			t.Fatalf("path %v, want %v", kinds, want)
		}
	}
	if last := rs[0].Path[3]; last.Adt != f.id("Noisy") {
		t.Error("the last step is not Noisy's Drop")
	}
}

func TestUnknownPartsAreNotKnown(t *testing.T) {
	f := world()
	if NewDrops(f, nil).Check(f.of("Vec", f.in.Unknown())).Known {
		t.Error("an unknown element must not count as known")
	}
}

func TestGlueListsPartsInOrder(t *testing.T) {
	f := world()
	in := f.in
	g := NewDrops(f, nil).Glue(in.Tuple(f.of("Loud"), in.Bool(), f.of("Vec", in.Bool())))
	if g.Kind != GlueParts || len(g.Parts) != 2 || g.Parts[0].Index != 0 || g.Parts[1].Index != 2 {
		t.Errorf("got %+v", g)
	}
}
