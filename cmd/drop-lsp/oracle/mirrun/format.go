package mirrun

import (
	"fmt"
	"strconv"
	"strings"
)

// This file: what a program prints: format_args! and the functions that print.

func init() {
	for path, f := range map[string]func(args []value) value{
		"Arguments::new":      func(a []value) value { return made("arguments", text(filled(a))) },
		"Arguments::from_str": func(a []value) value { return made("arguments", pointed(a[0]).v) },
		"Arguments::as_str":   func(a []value) value { return none() }, // of those that have arguments
		"alloc::fmt::format":  func(a []value) value { return a[0].(*whole).fields[0].v },
	} {
		functions[path] = part(f)
	}
	for path, debug := range map[string]bool{"Argument::new_display": false, "Argument::new_debug": true} {
		functions[path] = func(m *machine, a []value) (value, bool) { return made("argument", text(m.shown(a[0], debug))), false }
	}
	functions["std::io::stdio::_print"] = func(m *machine, a []value) (value, bool) {
		printed := string(a[0].(*whole).fields[0].v.(text))
		m.output = append(m.output, strings.Split(strings.TrimSuffix(printed, "\n"), "\n")...)
		return unit(), false
	}
}

// shown is a value as `{}` or `{:?}` prints it.
func (m *machine) shown(v value, debug bool) string {
	switch x := v.(type) {
	case ref:
		return m.shown(x.to.v, debug)
	case text:
		if debug {
			return strconv.Quote(string(x))
		}
		return string(x)
	case *whole:
		switch { // derived, of what has no parts
		case len(x.fields) > 0:
		case x.lib == "Vec":
			return "[]"
		case !x.adt.IsZero():
			return m.p.DefPath(x.adt)
		case x.lib == "":
			return "()"
		}
	case number:
		return fmt.Sprint(uint64(x)) // a bool of format! is never printed
	}
	panic(cannot("prints " + describe(v)))
}

// filled fills the library's template: a byte below 0x80 is the length of a literal piece,
// 0xc0 the place of the next argument, 0 the end.
func filled(a []value) string {
	template, _ := pointed(a[0]).v.(text)
	args := pointed(a[1]).v.(*whole)
	var b strings.Builder
	next := 0
	for i := 0; i < len(template); i++ {
		switch n := template[i]; {
		case n == 0:
			return b.String()
		case n < 0x80:
			b.WriteString(string(template[i+1 : i+1+int(n)]))
			i += int(n)
		case n == 0xc0:
			b.WriteString(string(args.fields[next].v.(*whole).fields[0].v.(text)))
			next++
		default:
			panic(cannot("reads a template"))
		}
	}
	return b.String()
}
