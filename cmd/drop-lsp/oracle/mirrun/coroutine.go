package mirrun

// This file: coroutines. One is a value that keeps its frame: a poll runs it until it
// yields or returns; dropped while it waits, it runs the yield's own way out.

// poll resumes a future; what it gives is a Poll.
func (m *machine) poll(c *cell, cx value) (value, bool) {
	w, is := c.v.(*whole)
	if !is || w.run == nil {
		panic(cannot("polls " + describe(c.v)))
	}
	r := w.run
	var how outcome
	switch r.state {
	case "":
		b := m.bodies[w.closure]
		if b == nil {
			panic(cannot("no body of a coroutine"))
		}
		if why, partial := m.partial[w.closure]; partial {
			panic(cannot("a coroutine is partial: " + why))
		}
		r.frame = m.frame(b)
		r.frame.locals[1].v = w // its captures are those of what is pinned
		if b.ArgCount > 1 {
			r.frame.locals[2].v = cx
		}
		r.state = "runs"
		how = r.frame.blocks(0)
	case "waits":
		r.state = "runs"
		r.frame.place(r.arg).v = cx
		how = r.frame.blocks(r.resume)
	default:
		panic(wrong("a future is polled after it ended"))
	}
	switch how {
	case yielded:
		r.state = "waits"
		return &whole{lib: "Poll", variant: 1}, false
	case unwound:
		r.state = "done"
		return nil, true
	}
	r.state = "done"
	out := r.frame.locals[0].v
	return made("Poll", out), false
}

// dropCoroutine drops what is alive in it.
func (m *machine) dropCoroutine(w *whole) bool {
	r := w.run
	switch r.state {
	case "", "runs": // inside of its own body: what it captured
		for _, f := range w.fields {
			if f.v == nil {
				panic(wrong("a capture that is not there is dropped"))
			}
			m.drop(f)
		}
	case "waits":
		m.cancelled = true
		r.state = "runs"
		how := cancelled
		if r.drop >= 0 {
			how = r.frame.blocks(r.drop)
		}
		r.state = "done"
		return how == unwound
	}
	return false
}
