// Package consteval gives the values of consts, const fns, array lengths and
// discriminants by interpreting MIR. It imports syntax/*, semantics/hir, types,
// traits, mir.
//
// What is missing: functions of the standard library (their bodies are not known,
// but for lengths), unions, raw pointers, statics, trait
// objects, closures, const blocks, discriminants that call functions, drops that do
// something. What cannot be evaluated has no value; nothing here reports an error.
package consteval

import "drop-lsp/semantics/types"

// This file: values. A value is a tree; a reference points to a node of another
// tree, so that writing through it changes what it refers to:
//
//	let mut a = [1, 2]; let r = &mut a[1]; *r = 5;
//	a = {Fields: 1, n}   r = {Target: n}

// Kind is the kind of a value.
type Kind uint8

// The kinds of values.
const (
	Uninit Kind = iota
	Scalar
	Aggregate // tuple, array, slice, struct or variant
	Ref
	Str // what a &str refers to
	Fn  // a function item: its Type
	// Failed is the outcome of an evaluation that surely panics (E0080): Eval's alone.
	Failed
)

// Value is a value. Do not change one that Eval gave.
type Value struct {
	Kind    Kind
	Lo, Hi  uint64 // Scalar: its bits
	Adt     types.DefID
	Variant int
	Fields  []*Value
	Target  *Value
	Text    string
	Type    types.Type
}

func scalar(lo, hi uint64) *Value { return &Value{Kind: Scalar, Lo: lo, Hi: hi} }

func boolean(b bool) *Value {
	if b {
		return scalar(1, 0)
	}
	return scalar(0, 0)
}

// clone copies a value; what it refers to stays shared.
func (v *Value) clone() *Value {
	out := *v
	if v.Fields != nil {
		out.Fields = make([]*Value, len(v.Fields))
		for i, f := range v.Fields {
			out.Fields[i] = f.clone()
		}
	}
	return &out
}
