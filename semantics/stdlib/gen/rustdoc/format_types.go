package rustdoc

import "encoding/json"

// This file: the JSON of types, paths, bounds and generics.

// typ is a type; the fields that belong to kind are set.
type typ struct {
	kind      string
	path      path        // resolved_path
	name      string      // generic, primitive
	elems     []typ       // tuple; the only one of slice, array, raw_pointer, borrowed_ref, pat
	len       string      // array
	mut       bool        // raw_pointer, borrowed_ref
	lifetime  string      // borrowed_ref, dyn_trait
	traits    []polyTrait // dyn_trait
	bounds    []bound     // impl_trait
	fn        *fnPointer  // function_pointer
	qualified *qualified  // qualified_path
	dump      string      // pat: the compiler's dump of the pattern
}

type (
	path struct {
		Path string // as written
		ID   uint32
		Args *args
	}
	polyTrait struct {
		Trait  path
		Params []genericParam `json:"generic_params"`
	}
	fnPointer struct {
		Sig    fnSig
		Params []genericParam `json:"generic_params"`
		Header fnHeader
	}
	// qualified is `<Self as Trait>::Name<Args>`.
	qualified struct {
		Name  string
		Args  *args
		Self  *typ `json:"self_type"`
		Trait *path
	}
)

func (t *typ) UnmarshalJSON(data []byte) error {
	tag, body := tagged(data)
	t.kind = tag
	var one struct {
		Type     *typ
		Len      string
		Mut      bool `json:"is_mutable"`
		Lifetime string
		Traits   []polyTrait
		Dump     string `json:"__pat_unstable_do_not_use"`
	}
	var elem typ
	err := into("type", tag, body,
		"infer", nil, "resolved_path", &t.path, "generic", &t.name, "primitive", &t.name, "tuple", &t.elems,
		"slice", &elem, "array", &one, "raw_pointer", &one, "borrowed_ref", &one, "dyn_trait", &one, "pat", &one,
		"impl_trait", &t.bounds, "function_pointer", &t.fn, "qualified_path", &t.qualified)
	if tag == "slice" {
		t.elems = []typ{elem}
	}
	if one.Type != nil {
		t.elems = []typ{*one.Type}
	}
	t.len, t.mut, t.lifetime, t.traits, t.dump = one.Len, one.Mut, one.Lifetime, one.Traits, one.Dump
	return err
}

// args are generic arguments: `<…>`, `(…) -> T`, or `(..)`.
type args struct {
	kind  string
	angle struct {
		Args        []arg
		Constraints []constraint
	}
	paren struct {
		Inputs []typ
		Output *typ
	}
}

func (a *args) UnmarshalJSON(data []byte) error {
	tag, body := tagged(data)
	a.kind = tag
	return into("generic arguments", tag, body,
		"angle_bracketed", &a.angle, "parenthesized", &a.paren, "return_type_notation", nil)
}

type arg struct {
	kind     string
	lifetime string
	ty       typ
	constant constExpr
}

func (a *arg) UnmarshalJSON(data []byte) error {
	tag, body := tagged(data)
	a.kind = tag
	return into("generic argument", tag, body,
		"infer", nil, "lifetime", &a.lifetime, "type", &a.ty, "const", &a.constant)
}

// constraint is `Name<Args> = term` or `Name<Args>: bounds`.
type constraint struct {
	Name    string
	Args    *args
	Binding binding
}

type binding struct {
	kind   string
	equal  term
	bounds []bound
}

func (b *binding) UnmarshalJSON(data []byte) error {
	tag, body := tagged(data)
	b.kind = tag
	return into("constraint", tag, body, "equality", &b.equal, "constraint", &b.bounds)
}

// term is a type or a constant.
type term struct {
	kind     string
	ty       typ
	constant constExpr
}

func (t *term) UnmarshalJSON(data []byte) error {
	tag, body := tagged(data)
	t.kind = tag
	return into("term", tag, body, "type", &t.ty, "constant", &t.constant)
}

// bound is a trait with modifier (none, maybe, maybe_const), a lifetime, or `use<…>`.
type bound struct {
	kind     string
	lifetime string
	uses     []useArg
	trait    struct {
		Trait    path
		Params   []genericParam `json:"generic_params"`
		Modifier string
	}
}

func (b *bound) UnmarshalJSON(data []byte) error {
	tag, body := tagged(data)
	b.kind = tag
	return into("bound", tag, body, "outlives", &b.lifetime, "use", &b.uses, "trait_bound", &b.trait)
}

// useArg is a name in `use<…>`.
type useArg string

func (u *useArg) UnmarshalJSON(data []byte) error {
	tag, body := tagged(data)
	if body == nil {
		*u = useArg(tag)
		return nil
	}
	return json.Unmarshal(body, (*string)(u))
}

type generics struct {
	Params []genericParam
	Where  []predicate `json:"where_predicates"`
}

type genericParam struct {
	Name string
	Kind paramKind
}

type paramKind struct {
	kind     string
	lifetime struct{ Outlives []string }
	ty       struct {
		Bounds    []bound
		Default   *typ
		Synthetic bool `json:"is_synthetic"`
	}
	constant struct {
		Type    typ
		Default *string
	}
}

func (p *paramKind) UnmarshalJSON(data []byte) error {
	tag, body := tagged(data)
	p.kind = tag
	return into("parameter", tag, body, "lifetime", &p.lifetime, "type", &p.ty, "const", &p.constant)
}

type predicate struct {
	kind  string
	bound struct {
		Type   typ
		Bounds []bound
		Params []genericParam `json:"generic_params"`
	}
	lifetime struct {
		Lifetime string
		Outlives []string
	}
	equal struct {
		LHS typ
		RHS term
	}
}

func (p *predicate) UnmarshalJSON(data []byte) error {
	tag, body := tagged(data)
	p.kind = tag
	return into("predicate", tag, body,
		"bound_predicate", &p.bound, "lifetime_predicate", &p.lifetime, "eq_predicate", &p.equal)
}
