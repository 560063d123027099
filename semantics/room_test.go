package semantics

import (
	"fmt"
	"testing"

	"drop-lsp/semantics/types"
)

// TestManyEditsNeedBoundedRoom types a new array length a hundred times, each a new type:
// a program begins anew only after the edits that it is due, and what its interner holds
// at most is what the program and those edits need, twice.
func TestManyEditsNeedBoundedRoom(t *testing.T) {
	const between, edits = 20, 100
	text := func(n int) string {
		return fmt.Sprintf("fn f() { let a = [Some(0u8); %d]; let _b = &a; let _c = Box::new(a); }\n", 1000+n)
	}
	p := LoadText("r.rs", text(0), Options{})
	p.room.types, p.room.between = 10, between
	p = p.Again(nil) // asked before anything is known of the program
	p.Check()
	live, grows := p.Interner().Size(), 0
	var in *types.Interner
	begun, since, most := 0, 0, 0
	for i := 1; i <= edits; i++ {
		in = p.Interner()
		p = p.Again(func(path string) (string, bool) { return text(i), path == "r.rs" })
		p.Check()
		since++
		if p.Interner() != in {
			if since <= between {
				t.Errorf("edit %d: begins anew after %d edits", i, since)
			}
			begun, since = begun+1, 0
		}
		most = max(most, p.Interner().Size())
		if i == 5 {
			grows = (most - live + 4) / 5
		}
	}
	if grows == 0 || begun == 0 {
		t.Fatalf("no edit made types (%d), or the program never began anew (%d)", grows, begun)
	}
	if limit := 2*(live+(between+1)*grows) + grows; most > limit {
		t.Errorf("%d types are held, more than %d", most, limit)
	}
}
