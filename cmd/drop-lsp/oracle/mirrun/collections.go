package mirrun

// This file: the library's containers: Option and Result, Vec, slices and iterators,
// cells, locks and thread locals.

// isSome says whether an Option or Result holds its first value (Some, Ok).
func holds(w *whole) bool {
	if w.isOption() {
		return w.variant == 1
	}
	return w.variant == 0
}

// isOption tells an Option from a Result: a Result has a part always.
func (w *whole) isOption() bool { return w.lib == "Option" }

func init() {
	option := func(name string, do func(m *machine, w *whole, a []value) (value, bool)) {
		functions["Option::"+name] = func(m *machine, a []value) (value, bool) {
			w := *a[0].(*whole)
			w.lib = "Option"
			return do(m, &w, a)
		}
	}
	result := func(name string, do func(m *machine, w *whole, a []value) (value, bool)) {
		functions["Result::"+name] = func(m *machine, a []value) (value, bool) {
			w := *a[0].(*whole)
			w.lib = "Result"
			return do(m, &w, a)
		}
	}
	for _, both := range []func(string, func(*machine, *whole, []value) (value, bool)){option, result} {
		both("unwrap", func(m *machine, w *whole, _ []value) (value, bool) {
			if holds(w) {
				return w.fields[0].v, false
			}
			return nil, m.panics(w)
		})
		both("map", func(m *machine, w *whole, a []value) (value, bool) {
			if !holds(w) {
				m.drop(&cell{a[1]})
				return w, false
			}
			v, unwinds := m.apply(a[1], []value{w.fields[0].v})
			if w.isOption() {
				return some(v), unwinds
			}
			return ok(v), unwinds
		})
		both("and_then", func(m *machine, w *whole, a []value) (value, bool) {
			if !holds(w) {
				m.drop(&cell{a[1]})
				return w, false
			}
			return m.apply(a[1], []value{w.fields[0].v})
		})
		both("or", func(m *machine, w *whole, a []value) (value, bool) {
			if holds(w) {
				return w, m.drop(&cell{a[1]})
			}
			return a[1], m.drop(&cell{w})
		})
		both("unwrap_or", func(m *machine, w *whole, a []value) (value, bool) {
			if holds(w) {
				return w.fields[0].v, m.drop(&cell{a[1]})
			}
			return a[1], m.drop(&cell{w})
		})
		both("or_else", func(m *machine, w *whole, a []value) (value, bool) {
			if holds(w) {
				return w, m.drop(&cell{a[1]})
			}
			if w.isOption() {
				return m.apply(a[1], nil)
			}
			return m.apply(a[1], []value{w.fields[0].v})
		})
		both("unwrap_or_else", func(m *machine, w *whole, a []value) (value, bool) {
			if holds(w) {
				return w.fields[0].v, m.drop(&cell{a[1]})
			}
			if w.isOption() {
				return m.apply(a[1], nil)
			}
			return m.apply(a[1], []value{w.fields[0].v})
		})
	}
	result("ok", func(m *machine, w *whole, _ []value) (value, bool) {
		if holds(w) {
			return some(w.fields[0].v), false
		}
		return none(), m.drop(w.fields[0])
	})
	result("err", func(m *machine, w *whole, _ []value) (value, bool) {
		if !holds(w) {
			return some(w.fields[0].v), false
		}
		return none(), m.drop(w.fields[0])
	})
	option("ok_or", func(m *machine, w *whole, a []value) (value, bool) {
		if holds(w) {
			return ok(w.fields[0].v), m.drop(&cell{a[1]})
		}
		return bad(a[1]), false
	})
	functions["core::ops::try_trait::Try::branch"] = branch
	for path, f := range map[string]func(args []value) value{
		"core::ops::try_trait::FromResidual::from_residual": same,
		"Option::is_some": func(a []value) value { return truth(pointed(a[0]).v.(*whole).variant == 1) },
		"Option::is_none": func(a []value) value { return truth(pointed(a[0]).v.(*whole).variant == 0) },
		"Result::is_ok":   func(a []value) value { return truth(pointed(a[0]).v.(*whole).variant == 0) },
		"Result::is_err":  func(a []value) value { return truth(pointed(a[0]).v.(*whole).variant == 1) },
		"Option::take": func(a []value) value {
			to := pointed(a[0])
			old := to.v
			to.v = none()
			return old
		},
		"Option::replace": func(a []value) value {
			to := pointed(a[0])
			old := to.v
			to.v = some(a[1])
			return old
		},
		"Option::as_ref": func(a []value) value {
			if w := pointed(a[0]).v.(*whole); w.variant == 1 {
				return some(ref{w.fields[0]})
			}
			return none()
		},
		"Vec::new":      func([]value) value { return &whole{lib: "Vec"} },
		"Vec::push":     push,
		"Vec::pop":      pop,
		"Vec::len":      func(a []value) value { return length(pointed(a[0]).v) },
		"[]::len":       func(a []value) value { return length(pointed(a[0]).v) },
		"str::len":      func(a []value) value { return length(pointed(a[0]).v) },
		"Vec::as_slice": same, "Vec::as_mut_slice": same,
		"Vec::swap_remove": func(a []value) value {
			w, i := pointed(a[0]).v.(*whole), int(a[1].(number))
			last := len(w.fields) - 1
			out := w.fields[i].v
			w.fields[i] = w.fields[last]
			w.fields = w.fields[:last]
			return out
		},
		"Vec::remove": func(a []value) value {
			w, i := pointed(a[0]).v.(*whole), int(a[1].(number))
			out := w.fields[i].v
			w.fields = append(append([]*cell{}, w.fields[:i]...), w.fields[i+1:]...)
			return out
		},
		"core::iter::traits::iterator::Iterator::rev": func(a []value) value { a[0].(*whole).variant = 1; return a[0] },
		"[]::iter":                  func(a []value) value { return references(pointed(a[0]).v.(*whole)) },
		"[]::iter_mut":              func(a []value) value { return references(pointed(a[0]).v.(*whole)) },
		"Cell::new":                 func(a []value) value { return made("Cell", a[0]) },
		"RefCell::new":              func(a []value) value { return made("RefCell", a[0]) },
		"Mutex::new":                func(a []value) value { return made("Mutex", a[0]) },
		"Cell::into_inner":          func(a []value) value { return a[0].(*whole).fields[0].v },
		"RefCell::into_inner":       func(a []value) value { return a[0].(*whole).fields[0].v },
		"Mutex::into_inner":         func(a []value) value { return ok(a[0].(*whole).fields[0].v) },
		"Mutex::lock":               func(a []value) value { return ok(made("guard", ref{pointed(a[0]).v.(*whole).fields[0]})) },
		"RefCell::borrow":           func(a []value) value { return made("guard", ref{pointed(a[0]).v.(*whole).fields[0]}) },
		"RefCell::borrow_mut":       func(a []value) value { return made("guard", ref{pointed(a[0]).v.(*whole).fields[0]}) },
		"Cell::take":                cellTake,
		"Cell::replace":             cellReplace,
		"RefCell::replace":          cellReplace,
		"LocalKey::take":            func(a []value) value { return cellTake([]value{pointed(a[0]).v.(*whole).fields[0].v}) },
		"core::intrinsics::size_of": func([]value) value { panic(cannot("a size")) },
	} {
		functions[path] = part(f)
	}
	functions["Cell::set"] = func(m *machine, a []value) (value, bool) { return m.dropped(cellReplace(a)) }
	functions["LocalKey::set"] = func(m *machine, a []value) (value, bool) {
		return m.dropped(cellReplace([]value{pointed(a[0]).v.(*whole).fields[0].v, a[1]}))
	}
	functions["LocalKey::with"] = func(m *machine, a []value) (value, bool) {
		return m.apply(a[1], []value{pointed(a[0]).v.(*whole).fields[0].v})
	}
	within := func(m *machine, a []value) (value, bool) {
		in := pointed(pointed(a[0]).v.(*whole).fields[0].v).v.(*whole)
		return m.apply(a[1], []value{ref{in.fields[0]}})
	}
	functions["LocalKey::with_borrow_mut"], functions["LocalKey::with_borrow"] = within, within
	functions["core::iter::traits::collect::IntoIterator::into_iter"] = intoIter
	functions["core::iter::traits::iterator::Iterator::next"] = next
	functions["core::ops::index::Index::index"] = index
	functions["core::ops::index::IndexMut::index_mut"] = index
	functions["Vec::clear"] = func(m *machine, a []value) (value, bool) {
		w := pointed(a[0]).v.(*whole)
		all := w.fields
		w.fields = nil
		return unit(), m.drop(&cell{&whole{fields: all}})
	}
	functions["Vec::truncate"] = func(m *machine, a []value) (value, bool) {
		w, n := pointed(a[0]).v.(*whole), int(a[1].(number))
		all := w.fields
		w.fields = all[:min(n, len(all))]
		return unit(), m.drop(&cell{&whole{fields: all[len(w.fields):]}})
	}
}

func cellTake(a []value) value {
	c := pointed(a[0]).v.(*whole).fields[0]
	old := c.v
	c.v = emptied(old)
	return old
}

func cellReplace(a []value) value {
	c := pointed(a[0]).v.(*whole).fields[0]
	old := c.v
	c.v = a[1]
	return old
}

func push(a []value) value {
	w := pointed(a[0]).v.(*whole)
	w.fields = append(w.fields[:len(w.fields):len(w.fields)], &cell{a[1]})
	return unit()
}

func pop(a []value) value {
	w := pointed(a[0]).v.(*whole)
	n := len(w.fields) - 1
	if n < 0 {
		return none()
	}
	v := w.fields[n].v
	w.fields = w.fields[:n]
	return some(v)
}

// branch is what `?` asks: to go on with a value or to leave with the rest.
func branch(m *machine, a []value) (value, bool) {
	w := a[0].(*whole)
	option := w.lib == "Option" || !w.adt.IsZero() && m.path(w.adt) == "core::option::Option"
	switch {
	case option && w.variant == 1, !option && w.variant == 0:
		return made("ControlFlow", w.fields[0].v), false
	}
	return &whole{lib: "ControlFlow", variant: 1, fields: []*cell{{w}}}, false
}

// intoIter makes an iterator: its parts are what is to come, variant 1 runs from the end.
func intoIter(m *machine, a []value) (value, bool) {
	switch w := a[0].(type) {
	case ref:
		return references(w.to.v.(*whole)), false
	case *whole:
		switch {
		case w.lib == "iter", w.lib == "Range":
			return w, false
		case !w.adt.IsZero() && m.path(w.adt) == "core::ops::range::Range":
			return &whole{lib: "Range", fields: w.fields}, false
		case !w.adt.IsZero() && !w.adt.IsStd():
			return w, false // an iterator of the program's own
		}
		return &whole{lib: "iter", fields: w.fields}, false
	}
	panic(cannot("iterates over " + describe(a[0])))
}

func references(w *whole) value {
	it := &whole{lib: "iter"}
	for _, f := range w.fields {
		it.fields = append(it.fields, &cell{ref{f}})
	}
	return it
}

func next(_ *machine, a []value) (value, bool) {
	w := pointed(a[0]).v.(*whole)
	switch {
	case w.lib == "Range":
		from, to := w.fields[0].v.(number), w.fields[1].v.(number)
		if from >= to {
			return none(), false
		}
		w.fields[0].v = from + 1
		return some(from), false
	case w.lib != "iter":
		panic(cannot("next of " + describe(w)))
	case len(w.fields) == 0:
		return none(), false
	}
	at, rest := w.fields[0], w.fields[1:]
	if w.variant == 1 {
		n := len(w.fields) - 1
		at, rest = w.fields[n], w.fields[:n]
	}
	w.fields = rest
	return some(at.v), false
}

// index is an element, or all of them (`[..]`).
func index(m *machine, a []value) (value, bool) {
	w := pointed(a[0]).v.(*whole)
	switch i := a[1].(type) {
	case number:
		if int(i) >= len(w.fields) {
			return nil, true
		}
		return ref{w.fields[i]}, false
	case *whole:
		if len(i.fields) == 0 {
			return a[0], false
		}
	}
	panic(cannot("an index " + describe(a[1])))
}
