package mir

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode"

	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
)

// This file: QueryNames, the spelling of types, functions and constants in printed
// MIR, over types.Queries: types as in messages, callees with their arguments as
// rustc's MIR has them (`std::mem::drop::<D>`, `<C as Clone>::clone`, `Vec::<D>::push`).

// QueryNames spells what a body refers to.
type QueryNames struct {
	Q types.Queries
	// Closure prints a closure type; nil: by its path.
	Closure func(types.DefID) string
}

var _ Names = QueryNames{}

func (n QueryNames) printer() *types.Printer {
	return &types.Printer{Q: n.Q, Free: n.free, Closure: n.Closure, Region: func(types.Region) string { return "" }}
}

// Type is a type as messages print it.
func (n QueryNames) Type(t types.Type) string { return n.printer().Type(t) }

// Region is nothing: regions of printed bodies are erased.
func (n QueryNames) Region(types.Region) string { return "" }

// Variant is the name of an enum's variant.
func (n QueryNames) Variant(t types.Type, variant int) string {
	if adt, ok := t.(*types.Adt); ok {
		if def := n.Q.Adt(adt.Def); def != nil && variant < len(def.Variants) {
			return def.Variants[variant].Name
		}
	}
	return fmt.Sprint("variant ", variant)
}

// Const is a constant.
func (n QueryNames) Const(c *Const) string {
	switch {
	case c.Promoted != 0:
		return fmt.Sprintf("promoted[%d]", c.Promoted-1)
	case !c.Static.IsZero():
		return "{" + n.Path(c.Static, nil) + ": " + n.Type(c.Type) + "}"
	case !c.Def.IsZero():
		return n.Path(c.Def, c.Args)
	case c.Scalar:
		return scalar(c)
	case c.Text != "":
		return c.Text
	}
	switch t := c.Type.(type) {
	case *types.FnDef:
		return n.Path(t.Def, t.Args)
	case *types.Tuple:
		return "()"
	case *types.Adt:
		return n.Path(t.Def, t.Args)
	}
	return "{" + n.Type(c.Type) + "}"
}

func scalar(c *Const) string {
	prim, ok := c.Type.(*types.Prim)
	if !ok {
		return fmt.Sprint(c.Lo)
	}
	switch p := prim.Prim; p {
	case hir.PrimBool:
		return strconv.FormatBool(c.Lo != 0)
	case hir.PrimChar:
		return quoteRune(rune(c.Lo))
	case hir.PrimF32:
		return strconv.FormatFloat(float64(math.Float32frombits(uint32(c.Lo))), 'g', -1, 32) + p.String()
	case hir.PrimF64:
		return strconv.FormatFloat(math.Float64frombits(c.Lo), 'g', -1, 64) + p.String()
	default:
		if name := limitName(SwitchValue{c.Lo, c.Hi}, p); name != "" {
			return p.String() + "::" + name
		}
		return Integer(SwitchValue{c.Lo, c.Hi}, p) + "_" + p.String()
	}
}

// quoteRune is a char as Rust's Debug prints it.
func quoteRune(r rune) string {
	switch r {
	case 0:
		return `'\0'`
	case '\t':
		return `'\t'`
	case '\r':
		return `'\r'`
	case '\n':
		return `'\n'`
	case '\'':
		return `'\''`
	case '\\':
		return `'\\'`
	}
	if !unicode.IsPrint(r) || unicode.Is(unicode.Mn, r) {
		return fmt.Sprintf(`'\u{%x}'`, r)
	}
	return "'" + string(r) + "'"
}

// limitName is MIN or MAX for the least value of a signed integer type and the greatest of any.
func limitName(v SwitchValue, p hir.Prim) string {
	bits, signed := IntBits(p)
	if bits == 0 {
		return ""
	}
	n := new(big.Int).Or(new(big.Int).Lsh(new(big.Int).SetUint64(v.Hi), 64), new(big.Int).SetUint64(v.Lo))
	top := new(big.Int).Lsh(big.NewInt(1), uint(bits))
	if signed {
		top.Rsh(top, 1)
		if n.Cmp(top) == 0 {
			return "MIN"
		}
	}
	if n.Add(n, big.NewInt(1)).Cmp(top) == 0 {
		return "MAX"
	}
	return ""
}

// Integer is the decimal form of the bits of a value of an integer type.
func Integer(v SwitchValue, p hir.Prim) string {
	bits, signed := IntBits(p)
	n := new(big.Int).Or(new(big.Int).Lsh(new(big.Int).SetUint64(v.Hi), 64), new(big.Int).SetUint64(v.Lo))
	if bits > 0 && signed && n.Bit(bits-1) == 1 {
		n.Sub(n, new(big.Int).Lsh(big.NewInt(1), uint(bits)))
	}
	return n.String()
}

// IntBits is the width of an integer type, and whether it is signed; 0 for others.
// bool and char count as unsigned integers.
func IntBits(p hir.Prim) (bits int, signed bool) {
	switch p {
	case hir.PrimBool, hir.PrimU8:
		return 8, false
	case hir.PrimI8:
		return 8, true
	case hir.PrimU16:
		return 16, false
	case hir.PrimI16:
		return 16, true
	case hir.PrimChar, hir.PrimU32:
		return 32, false
	case hir.PrimI32:
		return 32, true
	case hir.PrimU64, hir.PrimUsize:
		return 64, false
	case hir.PrimI64, hir.PrimIsize:
		return 64, true
	case hir.PrimU128:
		return 128, false
	case hir.PrimI128:
		return 128, true
	}
	return 0, false
}

// Aggregate is an aggregate of printed fields.
func (n QueryNames) Aggregate(a Aggregate, fields []string) string {
	list := strings.Join(fields, ", ")
	switch t := a.Type.(type) {
	case *types.Tuple:
		if len(fields) == 1 {
			return "(" + list + ",)"
		}
		return "(" + list + ")"
	case *types.Array:
		return "[" + list + "]"
	case *types.Adt:
		return n.adt(t, a, fields)
	default: // closures; rustc names the captures where they are variables
		if len(fields) == 0 {
			return n.Type(a.Type)
		}
		return n.Type(a.Type) + " { " + list + " }"
	}
}

func (n QueryNames) adt(t *types.Adt, a Aggregate, fields []string) string {
	path := n.Path(t.Def, t.Args)
	def := n.Q.Adt(t.Def)
	if def == nil || a.Variant >= len(def.Variants) {
		return path + "(" + strings.Join(fields, ", ") + ")"
	}
	v := def.Variants[a.Variant]
	if def.Kind == hir.KindEnum {
		path += "::" + v.Name
	}
	if len(v.Fields) == 0 && len(fields) == 0 {
		return path
	}
	if len(v.Fields) > 0 && v.Fields[0].Name != "0" {
		named := make([]string, len(fields))
		for i, f := range fields {
			if i < len(v.Fields) { // a union's is named after its first field, as rustc does
				f = v.Fields[i].Name + ": " + f
			}
			named[i] = f
		}
		return path + " { " + strings.Join(named, ", ") + " }"
	}
	return path + "(" + strings.Join(fields, ", ") + ")"
}

// Path is a definition as a value, with its arguments.
func (n QueryNames) Path(def types.DefID, args types.Args) string {
	return n.printer().Value(def, args)
}

// free is the path of a free definition: of std as seen through std, types by their name alone.
func (n QueryNames) free(def types.DefID) string {
	path := n.Q.DefPath(def)
	kind := n.Q.DefKind(def)
	if kind == hir.KindStruct || kind == hir.KindEnum || kind == hir.KindUnion {
		return lastSegment(path)
	}
	if kind != hir.KindFn || !def.IsStd() {
		return path
	}
	path = lastSegment(path)
	for m := n.Q.Parent(def); !m.IsZero(); m = n.Q.Parent(m) {
		name := lastSegment(n.Q.DefPath(m))
		if n.Q.Parent(m).IsZero() {
			name = "std" // core and alloc are seen through std
		}
		path = name + "::" + path
	}
	return path
}

func lastSegment(path string) string { return path[strings.LastIndex(path, ":")+1:] }
