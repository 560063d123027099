package traits

// This file: answers that rest on a goal still being evaluated, by a cycle (rustc's
// ProvisionalEvaluationCache). In
//
//	A: Send  needs  B: Send  needs  A: Send (a cycle: holds), C: Send
//	         needs  C: Send  needs  B: Send
//
// that C is Send was found while A was being evaluated, and is not known for good before A
// is. Until then the answer serves all who ask; without it the work doubles with every
// level. If A holds, so do they; if it does not, they are forgotten.

// provisional is such an answer.
type provisional struct {
	out     Outcome
	closed  bool
	from    int // the number of its goal's evaluation
	reached int // the outermost frame that it rests on
}

// finish keeps the answer for a frame that stood at a place of the stack, whose lowest is its own.
func (c *Ctx) finish(f frame, at int, closed bool, out Outcome) {
	if out != Holds {
		c.forget(f.number)
	}
	if c.lowest >= at { // rests on no goal above
		c.remember(f.key, closed, out)
		for key, p := range c.provisional {
			if p.from > f.number {
				c.remember(key, p.closed, p.out)
				delete(c.provisional, key)
			}
		}
		return
	}
	// What is left of its needs' answers rests on goals above as it does itself.
	for _, p := range c.provisional {
		if p.from > f.number {
			p.reached = min(p.reached, c.lowest)
		}
	}
	if c.provisional == nil {
		c.provisional = map[goalKey]*provisional{}
	}
	c.provisional[f.key] = &provisional{out, closed, f.number, c.lowest}
}

// forget drops the answers found since an evaluation was begun.
func (c *Ctx) forget(number int) {
	for key, p := range c.provisional {
		if p.from > number {
			delete(c.provisional, key)
		}
	}
}
