package thir_test

import (
	"regexp"
	"strconv"
	"strings"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: types in a common text: rustc's Debug form and ours brought together,
// without paths, regions and the arguments of closures.

var (
	reErased  = regexp.MustCompile(`'\{erased\}(, | )?`)
	reDefID   = regexp.MustCompile(`DefId\(\d+:\d+ ~ ([^)]*)\)`)
	rePath    = regexp.MustCompile(`(?:[A-Za-z_][A-Za-z_0-9]*(?:\[[0-9a-f]+\])?::)+`)
	reImpl    = regexp.MustCompile(`\{(?:impl|extern)#\d+\}::`)
	reParam   = regexp.MustCompile(`/#\d+`)
	reInteger = regexp.MustCompile(`(-?\d+)_([iu](?:\d+|size)|bool)`)
	reBinder  = regexp.MustCompile(`for<[^>]*> `)
	reABI     = regexp.MustCompile(`extern "RustCall" `)
)

// canonical is the common form of a type's text.
func canonical(s string) string {
	s = reDefID.ReplaceAllString(s, "$1")
	s = strings.ReplaceAll(s, " + '{erased}", "")
	s = reErased.ReplaceAllString(s, "")
	for reImpl.MatchString(s) {
		s = reImpl.ReplaceAllString(s, "")
	}
	s = rePath.ReplaceAllString(s, "")
	s = reParam.ReplaceAllString(s, "")
	s = reInteger.ReplaceAllStringFunc(s, integerText)
	s = reBinder.ReplaceAllString(s, "")
	s = reABI.ReplaceAllString(s, "")
	s = dropCalls(s, "Closure(", "{closure}")
	s = dropCalls(s, "dyn [", "dyn")
	s = dropCalls(s, "Binder { ", "binder")
	s = dropCalls(s, "Alias(", "alias")
	s = strings.ReplaceAll(s, ", ]", "]")
	return strings.ReplaceAll(s, "<>", "")
}

// integerText is the value of a constant such as -1_i8 as its bits, in decimal.
func integerText(s string) string {
	value, typ, _ := strings.Cut(s, "_")
	v, err := strconv.ParseInt(value, 10, 64)
	if err != nil || v >= 0 {
		return value
	}
	bits, err := strconv.Atoi(typ[1:])
	if err != nil || bits > 64 {
		bits = 64
	}
	return strconv.FormatUint(uint64(v)&(^uint64(0)>>(64-bits)), 10)
}

// dropCalls replaces every "open…close" by a word.
func dropCalls(s, open, word string) string {
	for {
		at := strings.Index(s, open)
		if at < 0 {
			return s
		}
		from := at + strings.IndexAny(open, "([{")
		depth, i := 0, from
		for ; i < len(s); i++ {
			switch s[i] {
			case '(', '[', '{':
				depth++
			case ')', ']', '}':
				depth--
			}
			if depth == 0 {
				break
			}
		}
		s = s[:at] + word + s[min(i+1, len(s)):]
	}
}

// show is the common form of one of our types.
func show(q types.Queries, t types.Type) string {
	mut := func(m bool) string {
		if m {
			return "mut "
		}
		return ""
	}
	switch t := t.(type) {
	case nil:
		return "?"
	case *types.Ref:
		return "&" + mut(t.Mut) + show(q, t.Elem)
	case *types.RawPtr:
		if t.Mut {
			return "*mut " + show(q, t.Elem)
		}
		return "*const " + show(q, t.Elem)
	case *types.Slice:
		return "[" + show(q, t.Elem) + "]"
	case *types.Array:
		return "[" + show(q, t.Elem) + "; " + showConst(q, t.Len) + "]"
	case *types.Tuple:
		if t.Elems.Len() == 1 {
			return "(" + showArgs(q, t.Elems) + ",)"
		}
		return "(" + showArgs(q, t.Elems) + ")"
	case *types.FnDef:
		if q.DefKind(t.Def) == hir.KindCtor {
			return "FnDef({constructor#0}, [" + showArgs(q, t.Args) + "])"
		}
		return "FnDef(" + lastName(q, t.Def) + ", [" + showArgs(q, t.Args) + "])"
	case *types.FnPtr:
		return "binder"
	case *types.Dyn:
		return "dyn"
	case *types.Closure:
		return "{closure}"
	case *types.Alias:
		return "alias"
	case *types.Adt:
		if s := showArgs(q, t.Args); s != "" {
			return lastName(q, t.Def) + "<" + s + ">"
		}
		return lastName(q, t.Def)
	}
	return types.Print(q, t)
}

func showConst(q types.Queries, c types.Const) string { return (&types.Printer{Q: q}).Const(c, nil) }

// showArgs are generic arguments without regions.
func showArgs(q types.Queries, args types.Args) string {
	var parts []string
	for _, a := range args.Slice() {
		switch a := a.(type) {
		case types.Type:
			parts = append(parts, show(q, a))
		case types.Const:
			parts = append(parts, showConst(q, a))
		}
	}
	return strings.Join(parts, ", ")
}

func lastName(q types.Queries, d types.DefID) string {
	p := q.DefPath(d)
	if i := strings.LastIndex(p, "::"); i >= 0 {
		p = p[i+2:]
	}
	return p
}
