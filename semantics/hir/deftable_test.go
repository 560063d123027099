package hir

import "testing"

func TestDefTablesShareWhatIsNotSet(t *testing.T) {
	a := &DefTable[int]{}
	at := func(i int) DefID { return DefID{Crate: 7, Index: uint32(i)} }
	for i := 1; i < 1000; i += 3 {
		a.Set(at(i), &i)
	}
	b := a.Clone()
	other, more := -1, -2
	b.Set(at(4), &other)
	b.Set(at(5000), &more)
	for i := range 1000 {
		if v := a.At(at(i)); (i%3 == 1) != (v != nil) || v != nil && *v != i {
			t.Fatal(i, v)
		}
		if v := b.At(at(i)); (i%3 == 1) != (v != nil) || v != nil && i != 4 && *v != i {
			t.Fatal("clone", i, v)
		}
	}
	if *b.At(at(4)) != -1 || *b.At(at(5000)) != -2 || a.At(at(5000)) != nil || a.At(DefID{Crate: 8, Index: 4}) != nil {
		t.Error("set after the clone")
	}
	if a.Len() != 333 || b.Len() != 334 {
		t.Error(a.Len(), b.Len())
	}
	n, last := 0, -1
	for id, v := range b.All() {
		if n++; int(id.Index) <= last || b.At(id) != v {
			t.Error(id, v)
		}
		last = int(id.Index)
	}
	if n != b.Len() {
		t.Error(n, "values")
	}
}
