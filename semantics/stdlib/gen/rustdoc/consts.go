package rustdoc

import (
	"math/big"
	"regexp"
	"strconv"
	"strings"
)

// This file: values of constants of scalar type, decimal. Of a free constant rustdoc has
// the value that the compiler computed. Of an associated one it has the expression as
// written, so these have a value when that is a literal or
//
//	MIN, MAX, BITS of an integer type T (two's complement of T's width; usize has 64)
//	NAN, INFINITY, NEG_INFINITY, MIN_ and MAX_EXACT_INTEGER (∓(2^MANTISSA_DIGITS - 1)) of a float
//	the path of another such constant

// primConst is an inherent constant of a primitive type.
type primConst struct{ prim, name string }

// bits is the width of an integer type, 0 of others.
func bits(t string) int {
	if t == "" || t[0] != 'i' && t[0] != 'u' {
		return 0
	}
	if t[1:] == "size" {
		return 64
	}
	n, err := strconv.Atoi(t[1:])
	if err != nil {
		return 0
	}
	return n
}

func isFloat(t string) bool { return t == "f16" || t == "f32" || t == "f64" || t == "f128" }

// limit is BITS, MIN or MAX of an integer type.
func limit(t, name string) string {
	w := bits(t)
	if w == 0 {
		return ""
	}
	pow := func(n int) *big.Int { return new(big.Int).Lsh(big.NewInt(1), uint(n)) }
	switch {
	case name == "BITS":
		return strconv.Itoa(w)
	case name == "MIN" && t[0] == 'u':
		return "0"
	case name == "MIN":
		return "-" + pow(w-1).String()
	case name == "MAX" && t[0] == 'u':
		return pow(w).Sub(pow(w), big.NewInt(1)).String()
	case name == "MAX":
		return pow(w).Sub(pow(w-1), big.NewInt(1)).String()
	}
	return ""
}

var (
	charLit   = regexp.MustCompile(`^'(\\.[^']*|[^'\\])'$`)
	floatLit  = regexp.MustCompile(`^-?\d+(\.\d*)?([eE][-+]?\d+)?$`)
	suffixed  = regexp.MustCompile(`^-?[\d_]+([iu](?:8|16|32|64|128|size))$`)
	otherName = regexp.MustCompile(`^(\w+)::([A-Z_0-9]+)$`)
)

// scalar is a literal of type t in decimal; "": it is none.
func scalar(text, t string) string {
	switch {
	case t == "bool" && (text == "true" || text == "false"), t == "char" && charLit.MatchString(text):
		return text
	case t == "bool", t == "char":
		return ""
	}
	digits := strings.TrimSuffix(strings.TrimSuffix(text, t), "_")
	digits = strings.ReplaceAll(digits, "_", "")
	switch {
	case bits(t) > 0:
		if n, ok := new(big.Int).SetString(digits, 0); ok && !octal(digits) {
			return n.String()
		}
	case isFloat(t):
		if named := map[string]string{"NaN": "NaN", "+Inf": "inf", "-Inf": "-inf"}[digits]; named != "" {
			return named
		}
		if floatLit.MatchString(digits) {
			return strings.ReplaceAll(strings.ToLower(digits), "e+", "e")
		}
	}
	return ""
}

// octal reports whether Go would take decimal digits for octal: `010`.
func octal(digits string) bool {
	d := strings.TrimPrefix(digits, "-")
	return len(d) > 1 && d[0] == '0' && d[1] >= '0' && d[1] <= '9' && strings.Trim(d, "0") != ""
}

// constValue is the value of a free constant.
func constValue(k *constItem) string {
	value := ""
	if k.Const.Value != nil {
		value = *k.Const.Value
	}
	t := first(suffixed, value, "") // of a type alias: by the suffix
	if k.Type.kind == "primitive" {
		t = k.Type.name
	}
	if t == "" {
		return ""
	}
	v := scalar(value, t)
	if t == "f16" || t == "f128" { // not evaluated as such
		if w := scalar(k.Const.text(), t); w != "" {
			return w
		}
	}
	return v
}

// implConsts are the values of an impl's associated constants, by name.
func (c *crate) implConsts(k *implItem) map[string]string {
	self := ""
	if k.For.kind == "primitive" {
		self = k.For.name
	}
	out := map[string]string{}
	for range 2 { // the second time for those that name later ones
		for _, id := range k.Items {
			if i := c.own(id); i != nil && i.Inner.kind == "assoc_const" {
				if v := c.assocValue(self, i, out); v != "" {
					out[i.Name] = v
				}
			}
		}
	}
	return out
}

// assocValue is the value of an associated constant of a primitive type self ("": of
// another), siblings are the values found so far.
func (c *crate) assocValue(self string, i *item, siblings map[string]string) string {
	ty, written := "", i.Inner.constant.Value
	switch t := &i.Inner.constant.Type; {
	case t.kind == "primitive":
		ty = t.name
	case t.kind == "generic" && t.name == "Self":
		ty = self
	}
	if ty != "" {
		if v := scalar(written, ty); v != "" {
			return v
		}
	}
	if v := byFormula(self, ty, i.Name, siblings); v != "" {
		return v
	}
	m := otherName.FindStringSubmatch(written)
	switch {
	case m == nil || ty == "":
		return ""
	case m[1] != "Self":
		if v := limit(m[1], m[2]); v != "" {
			return v
		}
		return c.prims[primConst{m[1], m[2]}]
	case siblings[m[2]] != "" && m[2] != i.Name:
		return siblings[m[2]]
	}
	return c.prims[primConst{self, m[2]}]
}

func byFormula(self, ty, name string, siblings map[string]string) string {
	if bits(self) > 0 && bits(ty) > 0 {
		if v := limit(self, name); v != "" {
			return v
		}
	}
	if isFloat(self) {
		if v := map[string]string{"NAN": "NaN", "INFINITY": "inf", "NEG_INFINITY": "-inf"}[name]; v != "" {
			return v
		}
	}
	if digits := siblings["MANTISSA_DIGITS"]; digits != "" && strings.HasSuffix(name, "_EXACT_INTEGER") {
		n, err := strconv.Atoi(digits)
		if err != nil {
			return ""
		}
		v := new(big.Int).Lsh(big.NewInt(1), uint(n))
		v.Sub(v, big.NewInt(1))
		if strings.HasPrefix(name, "MIN") {
			v.Neg(v)
		}
		return v.String()
	}
	return ""
}

// notePrimConsts fills prims from the inherent impls of the primitive types.
func (w *world) notePrimConsts() {
	for _, c := range w.crates {
		for _, id := range c.ids() {
			k := c.Index[id].Inner.impl
			if k == nil || k.Trait != nil || k.For.kind != "primitive" {
				continue
			}
			for name, v := range c.implConsts(k) {
				w.prims[primConst{k.For.name, name}] = v
			}
		}
	}
}
