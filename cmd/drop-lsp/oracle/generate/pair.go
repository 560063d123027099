package generate

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// This file: minimal pairs for the drop check. A pair is a program over a holder of a
// reference, made of nested types of its own, and the same program with one change: a
// Drop impl more or less, may_dangle, another field, PhantomData<T>, ManuallyDrop, the
// declarations the other way around, a drop or a forget. Often that turns rustc's verdict.

// layer is a generic type `L0<T>`, around T or the layer before.
type layer struct {
	field   string // of T, as %
	drop    string // "", "plain", "dangle"
	phantom bool
	enum    bool
}

// held is a program: the layers, what is referred to, and what becomes of holder and owner.
type held struct {
	layers []layer
	owner  string
	form   int // how both are declared
	end    int // what happens last
}

var pairFields = []string{"%", "%", "%", "Box<%>", "Vec<%>", "Option<%>", "*const %", "fn(%)", "fn() -> %", "PhantomData<%>", "[%; 0]", "[%; 2]",
	"std::rc::Rc<%>", "Cell<%>", "RefCell<%>", "ManuallyDrop<%>", "std::mem::MaybeUninit<%>", "(%, D)", "Result<D, %>", "std::collections::VecDeque<%>",
	"std::collections::BTreeMap<u32, %>", "std::collections::HashMap<u32, %>", "std::sync::Mutex<%>", "std::sync::Arc<%>", "std::rc::Weak<%>",
	"Box<dyn FnOnce(%)>", "std::vec::IntoIter<%>", "std::pin::Pin<Box<%>>", "Box<[%]>", "Option<Box<(D, Vec<%>)>>", "std::cell::OnceCell<%>", "(u32, *mut %)"}

var pairOwners = []string{"D", "D", "D", "S", "Vec<D>", "Box<D>", "u32", "String"}

var pairValues = map[string]string{"D": "new()", "S": "S { a: new(), b: String::new(), n: 0 }", "Vec<D>": "vec![new()]", "Box<D>": "Box::new(new())", "u32": "1",
	"String": "String::new()"}

// pairForms declare h, which holds a reference to x: % is the holder's constructor, @ the owner's.
var pairForms = []string{
	"let h;\nlet x = @;\nh = %(&x);",
	"let h;\nlet x = @;\nh = %(&x);",
	"let (x, h);\nx = @;\nh = %(&x);",
	"let (h, x);\nx = @;\nh = %(&x);",
	"let h = %(&@);",
	"let x = @;\nlet h = %(&x);",
	"let x = @;\nlet h = %(&x);\ndrop(x);",
	"let mut x = @;\nlet h = %(&x);\nx = @;",
	"let mut x = @;\nlet h = %(&x);\nchange(&mut x);",
	"let mut h = None;\nloop {\n    let x = @;\n    h = Some(%(&x));\n    if yes() { break; }\n}",
	"let h = (Cell::new(None), @);\nh.0.set(Some(%(&h.1)));",
	"let h;\nlet x = @;\nlet g = %(&x);\nh = move || look(&g);",
	"let h;\nlet x = @;\nlet g = %(&x);\nh = async move { let g = g; };",
	"let h: Box<dyn Tr + '_>;\nlet x = @;\nh = Box::new(%(&x));",
	"let h;\nlet x = @;\nh = [%(&x), %(&x)];",
	"let h;\nlet x = @;\nh = Some(Box::new(%(&x)));",
	"let h = {\n    let x = @;\n    look(&%(&x))\n};",
	"let h;\nlet mut x = @;\nh = %(&mut x);",
	"let mut x = @;\nlet h = %(&mut x);\nlook(&x);",
	"let h;\nlet x = @;\nlet y = &x;\nh = %(%(y));",
}

var pairEnds = []string{"", "", "", "look(&h);", "drop(h);", "std::mem::forget(h);", "let h = ManuallyDrop::new(h);", "if yes() { drop(h); }", "seen((h, 1));", "let _ = h;",
	"let _g = h;"}

// Pair writes the two programs of a seed, with seeds 2n and 2n+1.
func Pair(seed uint64) (a, b Program) {
	r := rand.New(rand.NewPCG(seed, 4))
	p := &held{owner: pairOwners[r.IntN(len(pairOwners))], form: r.IntN(len(pairForms)), end: r.IntN(len(pairEnds))}
	for range 1 + r.IntN(3) {
		p.layers = append(p.layers, layer{field: pairFields[r.IntN(len(pairFields))], drop: []string{"", "", "", "dangle"}[r.IntN(4)],
			phantom: r.IntN(5) == 0, enum: r.IntN(4) == 0})
	}
	if r.IntN(2) == 0 { // one layer decides
		p.layers[r.IntN(len(p.layers))].drop = "plain"
	}
	if r.IntN(2) == 0 { // what comes last often decides alone
		p.end = 0
	}
	q := p.change(r)
	return Program{Seed: 2 * seed, Text: p.String()}, Program{Seed: 2*seed + 1, Text: q.String()}
}

// change is the program with one thing another.
func (p *held) change(r *rand.Rand) *held {
	q := &held{append([]layer{}, p.layers...), p.owner, p.form, p.end}
	l := &q.layers[r.IntN(len(q.layers))]
	other := func(n, of int) int { return (n + 1 + r.IntN(of-1)) % of }
	switch r.IntN(18) {
	default: // the Drop impl that decides, away or there
		for i := range q.layers {
			if q.layers[i].drop == "plain" {
				q.layers[i].drop = []string{"", "dangle"}[r.IntN(2)]
				return q
			}
		}
		l = &q.layers[len(q.layers)-1-r.IntN(2)*r.IntN(len(q.layers))]
		l.drop = "plain"
	case 3:
		l.field = strings.ReplaceAll(l.field, "%", "ManuallyDrop<%>")
	case 4:
		l.field = strings.ReplaceAll(l.field, "%", "*const %")
	case 5:
		l.phantom = !l.phantom
	case 6:
		l.field = pairFields[r.IntN(len(pairFields))]
	case 7:
		q.end = other(q.end, len(pairEnds))
	case 8:
		q.form = other(q.form, len(pairForms))
	case 9:
		q.owner = pairOwners[r.IntN(len(pairOwners))]
	}
	return q
}

// String is the program's text: a layer a few lines, its constructor, the function.
func (p *held) String() string {
	var b strings.Builder
	maker, inner := "", "T"
	for i, l := range p.layers {
		phantom := ""
		if l.phantom {
			phantom = ", PhantomData<T>"
		}
		field := strings.ReplaceAll(l.field, "%", inner)
		if l.enum {
			fmt.Fprintf(&b, "pub enum L%d<T> { None, Some(%s%s) }\n", i, field, phantom)
		} else {
			fmt.Fprintf(&b, "pub struct L%d<T>(%s%s);\n", i, field, phantom)
		}
		switch l.drop {
		case "plain":
			fmt.Fprintf(&b, "impl<T> Drop for L%d<T> { fn drop(&mut self) {} }\n", i)
		case "dangle":
			fmt.Fprintf(&b, "unsafe impl<#[may_dangle] T> Drop for L%d<T> { fn drop(&mut self) {} }\n", i)
		}
		inner = fmt.Sprintf("L%d<T>", i)
		maker = fmt.Sprintf("l%d", i)
		fmt.Fprintf(&b, "pub fn %s<T>(t: T) -> %s { loop {} }\n", maker, inner)
		fmt.Fprintf(&b, "impl<T> Tr for %s {}\n", inner)
	}
	body := strings.NewReplacer("%", maker, "@", pairValues[p.owner]).Replace(pairForms[p.form])
	if end := pairEnds[p.end]; end != "" {
		body += "\n" + end
	}
	fmt.Fprintf(&b, "pub fn f() {\n    %s\n}\n", strings.ReplaceAll(body, "\n", "\n    "))
	return b.String()
}
