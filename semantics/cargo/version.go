package cargo

import (
	"strconv"
	"strings"
)

// This file: version numbers and what is required of them (reference, Specifying
// Dependencies, "Version requirement syntax").

// version is major, minor, patch, and what stands behind a dash.
type version struct {
	n   [3]uint64
	pre string
}

// parseVersion reads a version; parts is how many numbers it has.
func parseVersion(s string) (v version, parts int, ok bool) {
	s, _, _ = strings.Cut(strings.TrimSpace(s), "+")
	s, v.pre, _ = strings.Cut(s, "-")
	for _, p := range strings.Split(s, ".") {
		if p == "*" || p == "x" || p == "X" {
			break
		}
		n, err := strconv.ParseUint(p, 10, 64)
		if err != nil || parts == 3 {
			return v, parts, false
		}
		v.n[parts] = n
		parts++
	}
	return v, parts, true
}

func (v version) compare(w version) int {
	for i := range v.n {
		if v.n[i] != w.n[i] {
			if v.n[i] < w.n[i] {
				return -1
			}
			return 1
		}
	}
	switch {
	case v.pre == w.pre:
		return 0
	case v.pre == "":
		return 1
	case w.pre == "":
		return -1
	}
	return strings.Compare(v.pre, w.pre)
}

// matches reports whether a version satisfies a requirement; "" asks for nothing.
func matches(req, ver string) bool {
	v, _, ok := parseVersion(ver)
	if !ok {
		return false
	}
	for _, part := range strings.Split(req, ",") {
		if part = strings.TrimSpace(part); part != "" && !comparator(part, v) {
			return false
		}
	}
	return true
}

// comparator holds a version against one part of a requirement.
func comparator(s string, v version) bool {
	op := strings.TrimRight(s[:len(s)-len(strings.TrimLeft(s, "=<>^~ "))], " ")
	w, parts, ok := parseVersion(strings.TrimLeft(s, "=<>^~ "))
	if !ok || v.pre != "" && v.pre != w.pre {
		return false
	}
	same := func(n int) bool {
		for i := range n {
			if v.n[i] != w.n[i] {
				return false
			}
		}
		return true
	}
	c := v.compare(w)
	switch op {
	case "=":
		return same(parts) && v.pre == w.pre
	case ">":
		return c > 0 && !same(parts)
	case ">=":
		return c >= 0
	case "<":
		return c < 0
	case "<=":
		return c <= 0 || same(parts)
	case "~":
		return c >= 0 && same(min(parts, 2))
	}
	if strings.HasSuffix(s, "*") || parts == 0 {
		return same(parts)
	}
	lead := 0 // up to the first number that is not zero all must be the same
	for lead < parts-1 && w.n[lead] == 0 {
		lead++
	}
	return c >= 0 && same(lead+1)
}
