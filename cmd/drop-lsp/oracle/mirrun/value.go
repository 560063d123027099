// Package mirrun runs our MIR, drops made explicit, and gives what the program prints:
// so the order in which destructors run is compared with the running program's, on
// normal paths, while it unwinds, and in coroutines that wait or are cancelled.
package mirrun

import (
	"fmt"

	"drop-lsp/semantics/types"
)

// This file: values, and how they are dropped. A value knows by itself what it is (its ADT,
// variant and fields), so that what a `drop` terminator runs depends on what was built and
// moved, not on what we believe of its type. What is moved out leaves an empty cell: a
// second drop, or the use of what is gone, is found.

// cell is a place in memory; v is nil where nothing is.
type cell struct{ v value }

// value is what a cell holds.
type value any

type (
	// number is an integer, bool or char.
	number uint64
	// text is a str.
	text string
	// ref is a reference or raw pointer.
	ref struct{ to *cell }
	// fn is a function item.
	fn struct{ def types.DefID }
	// whole is a value of parts.
	whole struct {
		adt     types.DefID // of a struct, enum or union
		closure types.DefID // of a closure or coroutine
		lib     string      // of the library, without its real fields: "Vec", "guard" …
		variant int
		fields  []*cell
		run     *suspended // of a coroutine
	}
)

func unit() value { return &whole{} }

// made is a value of the library with its parts.
func made(lib string, parts ...value) *whole {
	w := &whole{lib: lib}
	for _, p := range parts {
		w.fields = append(w.fields, &cell{p})
	}
	return w
}

// The library's enums, as the machine's own functions make them.
func some(v value) value { return &whole{lib: "Option", variant: 1, fields: []*cell{{v}}} }
func none() value        { return &whole{lib: "Option"} }

func ok(v value) value  { return made("Result", v) }
func bad(v value) value { return &whole{lib: "Result", variant: 1, fields: []*cell{{v}}} }

func truth(b bool) value {
	if b {
		return number(1)
	}
	return number(0)
}

// boxed is a Box as its derefs find it: a pointer in a NonNull in a Unique.
func boxed(to *cell) *whole {
	return made("Box", &whole{fields: []*cell{{&whole{fields: []*cell{{ref{to}}}}}}})
}

// inBox is what a box holds.
func (w *whole) inBox() *cell {
	return pointed(w.fields[0].v)
}

// pointed is what a pointer, or a struct around one, points to.
func pointed(v value) *cell {
	for {
		switch x := v.(type) {
		case ref:
			return x.to
		case *whole:
			if len(x.fields) > 0 {
				v = x.fields[0].v
				continue
			}
		}
		panic(cannot("no pointer: " + describe(v)))
	}
}

// clone is a copy of a value, whose parts are its own.
func clone(v value) value {
	w, ok := v.(*whole)
	if !ok || w.run != nil {
		return v
	}
	c := *w
	c.fields = make([]*cell, len(w.fields))
	for i, f := range w.fields {
		c.fields[i] = &cell{clone(f.v)}
	}
	return &c
}

func describe(v value) string {
	if w, ok := v.(*whole); ok {
		return fmt.Sprintf("%s%v %d of %d", w.lib, w.adt, w.variant, len(w.fields))
	}
	return fmt.Sprintf("%T %v", v, v)
}

// cannot is why a program cannot be run.
type cannot string

// wrong is what no program may do: use or drop what is not there.
type wrong string

// drop drops what a cell holds, by its own form; true: it unwinds.
func (m *machine) drop(c *cell) bool {
	switch v := c.v.(type) {
	case nil:
		panic(wrong("what is not there is dropped"))
	case *whole:
		return m.dropWhole(c, v)
	}
	return false
}

func (m *machine) dropWhole(c *cell, w *whole) bool {
	switch w.lib {
	case "Box":
		to := w.inBox()
		if to.v == nil {
			panic(wrong("an emptied box is dropped whole"))
		}
		return m.drop(to)
	case "guard", "forgotten":
		return false
	case "Rc":
		return m.dropShared(w)
	}
	if w.run != nil {
		return m.dropCoroutine(w)
	}
	if def, ok := m.drops[w.adt]; ok {
		if _, unwinds := m.call(def, []value{ref{c}}); unwinds {
			panic(cannot("a destructor panics"))
		}
	}
	if m.keeps[w.adt] {
		return false
	}
	for _, f := range w.fields {
		if f.v == nil {
			panic(wrong("a part that is not there is dropped: " + describe(w)))
		}
		if m.drop(f) {
			panic(cannot("a destructor panics"))
		}
	}
	return false
}

// dropShared counts the owners of what is shared down, and drops it with the last.
func (m *machine) dropShared(w *whole) bool {
	n := w.fields[1].v.(ref).to
	n.v = n.v.(number) - 1
	if n.v == number(0) {
		return m.drop(w.fields[0].v.(ref).to)
	}
	return false
}
