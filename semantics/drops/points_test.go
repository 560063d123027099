package drops

import (
	"strings"
	"testing"

	"drop-lsp/semantics/mir"
)

// partly is the MIR of `let p = P{..}; if c { drop(p.a) }` up to its end, as rustc prints it.
const partly = `
fn partly(_1: bool, _2: P) -> () {
    let mut _0: ();
    let mut _3: D;
    let mut _4: D;

    bb0: {
        switchInt(copy _1) -> [0: bb2, otherwise: bb1];
    }

    bb1: {
        _3 = move (_2.0: D);
        goto -> bb2;
    }

    bb2: {
        return;
    }
}
`

func show(p mir.Printer, ds []Dropped) string {
	var out []string
	for _, d := range ds {
		s := p.Place(d.Place) + " " + [...]string{"unknown", "always", "maybe", "gone"}[d.Fate]
		if d.Shell {
			s += " shell"
		}
		if d.Parts != nil {
			s += " [" + show(p, d.Parts) + "]"
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

func TestAPartlyMovedValueIsShownAsThePartsThatAreLeft(t *testing.T) {
	w := newWorld()
	body := readDump(w, partly)
	p := mir.Printer{Body: body, Names: w, Shapes: w}
	for _, c := range []struct {
		name string
		at   mir.Location
		want string
	}{
		{"on entry", mir.Location{}, "_4 gone, _3 gone, _2 always"},
		{"after the move", mir.Location{Block: 1, Stmt: 1}, "_4 gone, _3 always, _2 always [(_2.0: D) gone, (_2.2: D) always]"},
		{"at the join", mir.Location{Block: 2}, "_4 gone, _3 maybe, _2 always [(_2.0: D) maybe, (_2.2: D) always]"},
	} {
		body.Exits = []mir.Exit{{Kind: mir.ExitScope, From: c.at, Drops: []mir.LocalID{4, 3, 2, 1}}}
		if got := show(p, Points(body, w)[0].Drops); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestAMovedBoxContentLeavesTheShell(t *testing.T) {
	w := newWorld()
	body := readDump(w, strings.NewReplacer("_2: P", "_2: std::boxed::Box<D>", "(_2.0: D)", "(*_2)").Replace(partly))
	body.Exits = []mir.Exit{{From: mir.Location{Block: 2}, Drops: []mir.LocalID{2}}}
	p := mir.Printer{Body: body, Names: w, Shapes: w}
	if got, want := show(p, Points(body, w)[0].Drops), "_2 always shell [(*_2) maybe]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestWhatAnOpaqueUsesIsUncertain(t *testing.T) {
	w := newWorld()
	body := readDump(w, partly)
	body.Blocks[1].Stmts[0].Kind = mir.Assign{Place: mir.Place{Local: 0}, Rvalue: mir.Opaque{Uses: []mir.LocalID{2, 4}}}
	body.Exits = []mir.Exit{{From: mir.Location{Block: 1, Stmt: 1}, Drops: []mir.LocalID{4, 2}}}
	p := mir.Printer{Body: body, Names: w, Shapes: w}
	if got, want := show(p, Points(body, w)[0].Drops), "_4 maybe, _2 maybe"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
