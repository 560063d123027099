package generate

import (
	"fmt"
	"slices"
	"strings"
)

// This file: the types of generated values and the variables that hold them, with what
// has been moved out of them.

// ty is a type of the prelude or of std over others; "T" is the tracer.
type ty struct {
	head string // T, tuple, array, dyn, or the name of a generic type
	args []*ty
}

var tracer = &ty{head: "T"}

func (t *ty) String() string {
	var args []string
	for _, a := range t.args {
		args = append(args, a.String())
	}
	switch t.head {
	case "T", "A", "B":
		return t.head
	case "dyn":
		return "Box<dyn Tr>"
	case "tuple":
		return "(" + strings.Join(args, ", ") + ")"
	case "array":
		return fmt.Sprintf("[%s; %d]", args[0], len(args))
	}
	return t.head + "<" + strings.Join(args, ", ") + ">"
}

// kinds of types, and how many arguments each has.
var generics = []struct {
	head  string
	arity int
}{{"tuple", 2}, {"tuple", 3}, {"Option", 1}, {"Box", 1}, {"P", 2}, {"W", 1}, {"E", 2}, {"Result", 2}, {"array", 2}, {"Vec", 1}, {"M", 1}, {"dyn", 0}}

// abstract is a type over a function's own parameters.
func (g *order) abstract() *ty {
	a, b := &ty{head: "A"}, &ty{head: "B"}
	types := []*ty{a, a, b, {"tuple", []*ty{a, b}}, {"P", []*ty{a, tracer}}, {"Option", []*ty{a}}, {"E", []*ty{a, b}},
		{"W", []*ty{b}}, {"M", []*ty{a}}, {"Box", []*ty{a}}, {"Vec", []*ty{b}}, {"Result", []*ty{a, tracer}}}
	return types[g.r.IntN(len(types))]
}

// concrete puts the tracer for a function's parameters.
func (t *ty) concrete() *ty {
	if t.head == "A" || t.head == "B" {
		return tracer
	}
	out := &ty{head: t.head}
	for _, a := range t.args {
		out.args = append(out.args, a.concrete())
	}
	return out
}

// anyType makes a type of at most some depth.
func (g *order) anyType(depth int) *ty {
	if depth == 0 || g.chance(2, 5) {
		return tracer
	}
	k := generics[g.r.IntN(len(generics))]
	t := &ty{head: k.head}
	for i := range k.arity {
		if k.head == "array" && i > 0 {
			t.args = append(t.args, t.args[0])
			continue
		}
		t.args = append(t.args, g.anyType(depth-1))
	}
	return t
}

// part is a place reached from a variable without a downcast or an index.
type part struct {
	path string // "v1.0", "(*v2).a"
	ty   *ty
}

// parts of a place of a type, itself first; what lies behind a Drop impl cannot be moved.
func parts(path string, t *ty, depth int) []part {
	out := []part{{path, t}}
	if depth == 0 {
		return out
	}
	switch t.head {
	case "tuple":
		for i, a := range t.args {
			out = append(out, parts(fmt.Sprintf("%s.%d", path, i), a, depth-1)...)
		}
	case "P":
		out = append(out, parts(path+".a", t.args[0], depth-1)...)
		out = append(out, parts(path+".b", t.args[1], depth-1)...)
	case "Box":
		out = append(out, parts("(*"+path+")", t.args[0], depth-1)...)
	}
	return out
}

// variable is a local and what was (perhaps) moved out of it.
type variable struct {
	name  string
	ty    *ty
	mut   bool
	moved []string // the paths moved; its own name: all of it
	fixed bool     // declared outside the loop or closure around: not to be moved
}

// within says whether a path is another or lies in it.
func within(path, outer string) bool {
	a, b := strings.NewReplacer("(*", "", ")", ".*").Replace(path), strings.NewReplacer("(*", "", ")", ".*").Replace(outer)
	return a == b || strings.HasPrefix(a, b+".")
}

// whole says whether a path is there in full.
func (v *variable) whole(path string) bool {
	for _, m := range v.moved {
		if within(m, path) || within(path, m) {
			return false
		}
	}
	return true
}

// refill takes a path and what lies in it off the moved.
func (v *variable) refill(path string) {
	v.moved = slices.DeleteFunc(v.moved, func(m string) bool { return within(m, path) })
}
