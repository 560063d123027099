package mirtest

import (
	"regexp"
	"strings"
)

// This file: printed MIR after drop elaboration made comparable: chains of gotos are
// gone, the pointer temporaries through which rustc drops the content of a box read as
// the box, and what unwinds into nothing but `resume` unwinds on.

var (
	reBB      = regexp.MustCompile(`\bbb\d+\b`)
	reBoxTemp = regexp.MustCompile(`^(_\d+) = copy \(\((.*)\.0: Unique<.*>\)\.0: NonNull<.*>\) as \*const .* \(Transmute\)$`)
	reDeref   = regexp.MustCompile(`^(_\d+) = deref_copy (.*)$`)
	reUnwind  = regexp.MustCompile(`unwind: (bb\d+)`)
	reOnly    = regexp.MustCompile(`(\) -> )(bb\d+)$`)
	reGoto    = regexp.MustCompile(`^goto -> (bb\d+)$`)
)

func matchGoto(line string) []string { return match(reGoto, line, "goto") }

// Simplify rewrites a dump in place.
func (d *Dump) Simplify() {
	d.boxTemps()
	d.resumes()
	for d.collapse() || d.merge() {
	}
}

// boxTemps replaces `(*_22)` by the box's `(*_2)`, and temporaries of dereferences by what they copy.
func (d *Dump) boxTemps() {
	subst := map[string]string{}
	for _, b := range d.blocks {
		var kept []string
		for _, l := range b.lines {
			if m := match(reBoxTemp, l, "(Transmute)"); m != nil {
				subst[m[1]] = m[2]
				continue
			}
			if m := match(reDeref, l, "deref_copy"); m != nil {
				subst[m[1]] = m[2]
				continue
			}
			if !strings.HasPrefix(l, "PlaceMention(") {
				kept = append(kept, l)
			}
		}
		b.lines = kept
	}
	for range 4 {
		for _, b := range d.blocks {
			for i, l := range b.lines {
				for t, box := range subst {
					l = strings.ReplaceAll(l, "(*"+t+")", "(*"+box+")")
				}
				b.lines[i] = l
			}
		}
	}
}

// resumes makes unwinding into `resume` unwinding on.
func (d *Dump) resumes() {
	end := func(bb string) bool {
		for range d.blocks {
			b := d.blocks[bb]
			if b == nil || len(b.lines) != 1 {
				return false
			}
			if b.lines[0] == "resume" {
				return true
			}
			m := matchGoto(b.lines[0])
			if m == nil {
				return false
			}
			bb = m[1]
		}
		return false
	}
	for _, b := range d.blocks {
		if len(b.lines) == 0 {
			continue
		}
		last := &b.lines[len(b.lines)-1]
		if m := reUnwind.FindStringSubmatch(*last); m != nil && end(m[1]) {
			*last = strings.Replace(*last, m[0], "unwind continue", 1)
		}
		if m := reOnly.FindStringSubmatch(*last); m != nil && end(m[2]) {
			*last = strings.TrimSuffix(*last, m[2]) + "unwind continue"
		}
	}
}

// collapse leads past blocks that only go on.
func (d *Dump) collapse() bool {
	changed := false
	for _, b := range d.blocks {
		if len(b.lines) == 0 {
			continue
		}
		last := &b.lines[len(b.lines)-1]
		*last = reBB.ReplaceAllStringFunc(*last, func(bb string) string {
			t := d.blocks[bb]
			if t == nil || len(t.lines) != 1 {
				return bb
			}
			if m := matchGoto(t.lines[0]); m != nil && m[1] != bb {
				changed = true
				return m[1]
			}
			return bb
		})
	}
	return changed
}

// merge joins a block with the only one that goes to it.
func (d *Dump) merge() bool {
	count := map[string]int{"bb0": 1}
	seen := map[string]bool{}
	var visit func(string)
	visit = func(bb string) {
		b := d.blocks[bb]
		if seen[bb] || b == nil {
			return
		}
		seen[bb] = true
		if len(b.lines) == 0 {
			return
		}
		for _, t := range reBB.FindAllString(b.lines[len(b.lines)-1], -1) {
			count[t]++
			visit(t)
		}
	}
	visit("bb0")
	changed := false
	for bb := range seen {
		b := d.blocks[bb]
		for len(b.lines) > 0 {
			m := matchGoto(b.lines[len(b.lines)-1])
			if m == nil || count[m[1]] != 1 || m[1] == bb || d.blocks[m[1]] == nil || len(d.blocks[m[1]].lines) == 0 {
				break
			}
			t := d.blocks[m[1]]
			b.lines = append(b.lines[:len(b.lines)-1:len(b.lines)-1], t.lines...)
			t.lines = []string{"unreachable"}
			count[m[1]] = 0
			changed = true
		}
	}
	return changed
}
