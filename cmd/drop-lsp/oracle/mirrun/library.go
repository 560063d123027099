package mirrun

import (
	"strings"
)

// This file: calls of the standard library, by canonical path: pointers, memory, calls,
// panics. Another function is one that the machine cannot run, never a guess.

// library calls a function of the library; true: it unwinds.
func (m *machine) library(path string, args []value) (value, bool) {
	if do := functions[path]; do != nil {
		return do(m, args)
	}
	if strings.Contains(path, "::panicking::") {
		return nil, m.panics(args...)
	}
	panic(cannot("calls " + path))
}

// panics drops what a call owned that panics.
func (m *machine) panics(owned ...value) bool {
	for _, a := range owned {
		m.drop(&cell{a})
	}
	return true
}

// dropped drops a value that a function of the library was given.
func (m *machine) dropped(v value) (value, bool) {
	return unit(), m.drop(&cell{v})
}

// functions of the library by path; filled by the files of this package.
var functions = map[string]func(m *machine, args []value) (value, bool){}

// part is a function that gives a value without running anything.
func part(f func(args []value) value) func(*machine, []value) (value, bool) {
	return func(_ *machine, args []value) (value, bool) { return f(args), false }
}

// same gives its argument.
func same(args []value) value { return args[0] }

// pointee is what the first argument points to, itself a pointer, pin, box or guard or not.
func pointee(args []value) value {
	switch x := pointed(args[0]).v.(type) {
	case ref:
		return x
	case *whole:
		switch {
		case x.lib == "Box":
			return ref{x.inBox()}
		case x.lib == "guard":
			return x.fields[0].v
		case x.lib == "Rc", x.lib == "Pin":
			return ref{pointed(x.fields[0].v)}
		case x.lib == "forgotten":
			return ref{x.fields[0]}
		case x.lib == "Vec":
			return args[0]
		case len(x.fields) == 1: // Pin, AssertUnwindSafe …
			if r, is := x.fields[0].v.(ref); is {
				return r
			}
			return ref{x.fields[0]}
		}
		return args[0]
	}
	return args[0] // a String is its text
}

// uninit is a MaybeUninit: a union whose second field is a ManuallyDrop, around a MaybeDangling.
func uninit() value {
	return made("forgotten", unit(), made("forgotten", &whole{fields: []*cell{{}}}))
}

// initialised is the place in a MaybeUninit.
func initialised(c *cell) *cell {
	return c.v.(*whole).part(1).v.(*whole).part(0).v.(*whole).part(0)
}

// spread are the values in a tuple of arguments.
func spread(v value) (out []value) {
	for _, f := range v.(*whole).fields {
		out = append(out, f.v)
	}
	return out
}

func init() {
	for path, f := range map[string]func(args []value) value{
		"Box::new":                              func(a []value) value { return boxed(&cell{a[0]}) },
		"Box::pin":                              func(a []value) value { return made("Pin", boxed(&cell{a[0]})) },
		"Box::new_uninit":                       func([]value) value { return boxed(&cell{uninit()}) },
		"Pin::new_unchecked":                    func(a []value) value { return made("Pin", a[0]) },
		"Pin::new":                              func(a []value) value { return made("Pin", a[0]) },
		"Pin::as_mut":                           func(a []value) value { return made("Pin", ref{pointed(pointed(a[0]).v)}) },
		"Pin::get_mut":                          func(a []value) value { return ref{pointed(a[0])} },
		"core::ops::deref::Deref::deref":        pointee,
		"core::ops::deref::DerefMut::deref_mut": pointee,
		"core::borrow::Borrow::borrow":          pointee,
		"core::convert::AsRef::as_ref":          pointee,
		"core::convert::identity":               same,
		"core::convert::From::from":             same,
		"core::convert::Into::into":             same,
		"core::hint::must_use":                  same,
		"core::future::get_context":             same,
		"core::future::into_future::IntoFuture::into_future": same,
		"core::mem::forget":        func([]value) value { return unit() },
		"ManuallyDrop::new":        func(a []value) value { return made("forgotten", a[0]) },
		"ManuallyDrop::into_inner": func(a []value) value { return a[0].(*whole).fields[0].v },
		"Context::from_waker":      func([]value) value { return made("Context") },
		"Waker::noop":              func([]value) value { return ref{&cell{made("Waker")}} },
		"core::mem::replace": func(a []value) value {
			to := pointed(a[0])
			old := to.v
			to.v = a[1]
			return old
		},
		"core::mem::swap": func(a []value) value {
			x, y := a[0].(ref).to, a[1].(ref).to
			x.v, y.v = y.v, x.v
			return unit()
		},
		"alloc::boxed::box_assume_init_into_vec_unsafe": func(a []value) value {
			return &whole{lib: "Vec", fields: initialised(a[0].(*whole).inBox()).v.(*whole).fields}
		},
		"core::intrinsics::write_box_via_move": func(a []value) value {
			initialised(a[0].(*whole).inBox()).v = a[1]
			return a[0]
		},
		"Rc::new":                  func(a []value) value { return made("Rc", ref{&cell{a[0]}}, ref{&cell{number(1)}}) },
		"core::cmp::PartialEq::eq": func(a []value) value { return truth(plainly(a[0]) == plainly(a[1])) },
		"core::cmp::PartialEq::ne": func(a []value) value { return truth(plainly(a[0]) != plainly(a[1])) },
	} {
		functions[path] = part(f)
	}
	for _, atomic := range []string{"AtomicU64", "AtomicU32", "AtomicUsize", "AtomicBool"} {
		functions[atomic+"::new"] = part(func(a []value) value { return made("Atomic", a[0]) })
		functions[atomic+"::load"] = part(func(a []value) value { return pointed(a[0]).v.(*whole).fields[0].v })
		functions[atomic+"::fetch_add"] = part(func(a []value) value {
			c := pointed(a[0]).v.(*whole).fields[0]
			old := c.v
			c.v = old.(number) + a[1].(number)
			return old
		})
	}
	functions["Arc::new"] = functions["Rc::new"]
	functions["core::mem::drop"] = func(m *machine, a []value) (value, bool) { return m.dropped(a[0]) }
	functions["core::mem::take"] = func(_ *machine, a []value) (value, bool) {
		to := pointed(a[0])
		old := to.v
		to.v = emptied(old)
		return old, false
	}
	functions["core::clone::Clone::clone"] = func(_ *machine, a []value) (value, bool) {
		w, is := pointed(a[0]).v.(*whole)
		if !is || w.lib != "Rc" {
			panic(cannot("clones " + describe(pointed(a[0]).v)))
		}
		n := w.fields[1].v.(ref).to
		n.v = n.v.(number) + 1
		return clone(w), false
	}
	for _, path := range []string{"core::ops::function::FnOnce::call_once", "core::ops::function::FnMut::call_mut", "core::ops::function::Fn::call"} {
		functions[path] = func(m *machine, a []value) (value, bool) { return m.apply(a[0], spread(a[1])) }
	}
	functions["core::future::future::Future::poll"] = func(m *machine, a []value) (value, bool) {
		return m.pollAt(pointed(a[0]), a[1])
	}
	functions["std::panic::catch_unwind"] = func(m *machine, a []value) (value, bool) {
		v, unwinds := m.apply(a[0], nil)
		if unwinds {
			return bad(made("payload")), false
		}
		return ok(v), false
	}
	functions["ManuallyDrop::drop"] = func(m *machine, a []value) (value, bool) {
		c := pointed(a[0]).v.(*whole).fields[0]
		unwinds := m.drop(c)
		c.v = nil
		return unit(), unwinds
	}
	functions["std::process::exit"] = func(*machine, []value) (value, bool) { panic(exit{}) }
	functions["core::ops::drop::Drop::drop"] = func(*machine, []value) (value, bool) {
		return unit(), false // of a box whose content is gone: its memory
	}
}

// pollAt polls a future, behind pins and boxes or not.
func (m *machine) pollAt(c *cell, cx value) (value, bool) {
	w, is := c.v.(*whole)
	switch {
	case is && w.run != nil:
		return m.poll(c, cx)
	case is && (w.lib == "Box" || w.lib == "Pin"):
		return m.pollAt(pointed(w), cx)
	case is && !w.adt.IsZero():
		for _, impls := range m.methods {
			if def, ok := impls[head{def: w.adt}]; ok && strings.HasSuffix(m.p.DefPath(def), "::poll") {
				return m.call(def, []value{made("Pin", ref{c}), cx})
			}
		}
	}
	panic(cannot("polls " + describe(c.v)))
}

// emptied is the default of what a value is of.
func emptied(v value) value {
	if w, is := v.(*whole); is {
		switch {
		case w.lib == "Vec":
			return &whole{lib: "Vec"}
		case w.lib == "Option" || !w.adt.IsZero() && len(w.fields) <= 1:
			return none()
		}
	}
	if _, is := v.(number); is {
		return number(0)
	}
	panic(cannot("the default of " + describe(v)))
}

// plainly is a value behind references, to be compared: numbers and texts alone.
func plainly(v value) value {
	switch x := v.(type) {
	case ref:
		return plainly(x.to.v)
	case number, text:
		return x
	}
	panic(cannot("compares " + describe(v)))
}
