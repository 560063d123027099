package rustdoc

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// This file: rustdoc's JSON as Go types, of its format only what the facts need. Rust's
// enums are objects with one key, the variant's name, or just that name: tagged takes
// them apart. A variant that is not known here is an error, so that a change of the
// format does not go unnoticed.

// formatVersion is the version that this file was written for (Rust 1.95's).
const formatVersion = 57

type crateJSON struct {
	Root    uint32
	Index   map[uint32]*item
	Paths   map[uint32]summary
	Version int `json:"format_version"`
	Target  struct{ Triple string }
}

// summary is the entry of an item, of this crate or another, in Paths.
type summary struct {
	CrateID uint32 `json:"crate_id"`
	Path    []string
	Kind    string
}

type item struct {
	ID          uint32
	CrateID     uint32 `json:"crate_id"` // 0: this crate
	Name        string
	Span        *span
	Visibility  visibility
	Attrs       []attribute
	Deprecation *struct{}
	Inner       inner
}

type span struct {
	Filename   string
	Begin, End [2]int // line and column, from 1
}

// tagged is the variant's name and its content, nil if it has none.
func tagged(data []byte) (tag string, body []byte) {
	open := bytes.IndexByte(data, '"')
	end := open + 1 + bytes.IndexByte(data[open+1:], '"')
	if tag = string(data[open+1 : end]); data[0] == '"' {
		return tag, nil
	}
	rest := data[end+1:]
	return tag, rest[bytes.IndexByte(rest, ':')+1 : len(rest)-1]
}

// into fills the destination (nil: nothing to fill) that follows the tag's name.
func into(what, tag string, body []byte, namesAndDests ...any) error {
	for i := 0; i < len(namesAndDests); i += 2 {
		if namesAndDests[i] != tag {
			continue
		}
		if dest := namesAndDests[i+1]; dest != nil && body != nil {
			return json.Unmarshal(body, dest)
		}
		return nil
	}
	return fmt.Errorf("rustdoc's JSON has a form of %s that is not known here: %s", what, tag)
}

// visibility is public, crate, default or the path of the module it is restricted to.
type visibility struct {
	kind string
	path string
}

func (v *visibility) UnmarshalJSON(data []byte) error {
	tag, body := tagged(data)
	v.kind = tag
	if body == nil {
		return nil
	}
	var in struct{ Path string }
	err := json.Unmarshal(body, &in)
	v.path = in.Path
	return err
}

// attribute is one attribute: those that rustdoc knows by name, others as text.
type attribute struct {
	kind   string
	other  string
	repr   reprAttr
	enable []string // of target_feature
}

type reprAttr struct {
	Kind          string
	Int           *string
	Align, Packed *int
}

func (a *attribute) UnmarshalJSON(data []byte) (err error) {
	tag, body := tagged(data)
	a.kind = tag
	switch {
	case body == nil:
	case tag == "other":
		err = json.Unmarshal(body, &a.other)
	case tag == "repr":
		err = json.Unmarshal(body, &a.repr)
	case tag == "target_feature":
		var in struct{ Enable []string }
		err = json.Unmarshal(body, &in)
		a.enable = in.Enable
	}
	return err
}

// inner is what an item is; the field that belongs to kind is set.
type inner struct {
	kind  string
	items []uint32 // module
	use   *useItem
	ty    *typ // struct_field
	macro string

	structure *structItem // struct, union
	enum      *enumItem
	variant   *variantItem
	fn        *fnItem
	trait     *traitItem
	impl      *implItem
	assocTy   *assocTypeItem // type_alias, assoc_type
	constant  *constItem     // constant, static, assoc_const
	name      string         // primitive
}

type (
	useItem struct {
		Source, Name string
		ID           *uint32
		IsGlob       bool `json:"is_glob"`
	}
	structItem struct {
		Kind     shapeJSON
		Fields   []uint32 // union
		Generics generics
	}
	enumItem struct {
		Generics generics
		Variants []uint32
	}
	variantItem struct {
		Kind         shapeJSON
		Discriminant *struct{ Value string }
	}
	fnItem struct {
		Sig      fnSig
		Generics generics
		Header   fnHeader
		HasBody  bool `json:"has_body"`
	}
	traitItem struct {
		IsAuto   bool `json:"is_auto"`
		IsUnsafe bool `json:"is_unsafe"`
		IsDyn    bool `json:"is_dyn_compatible"`
		Items    []uint32
		Generics generics
		Bounds   []bound
		Params   []bound // trait_alias
	}
	implItem struct {
		Generics    generics
		Trait       *path
		For         typ
		Items       []uint32
		IsNegative  bool            `json:"is_negative"`
		IsSynthetic bool            `json:"is_synthetic"`
		Blanket     json.RawMessage `json:"blanket_impl"`
	}
	assocTypeItem struct {
		Generics generics
		Bounds   []bound
		Type     *typ
	}
	constItem struct {
		Type  typ
		Const constExpr
		Value string // assoc_const
	}
	fnSig struct {
		Inputs     []param
		Output     *typ
		IsVariadic bool `json:"is_c_variadic"`
	}
	fnHeader struct {
		IsConst  bool `json:"is_const"`
		IsUnsafe bool `json:"is_unsafe"`
		IsAsync  bool `json:"is_async"`
		ABI      abi
	}
)

func (i *inner) UnmarshalJSON(data []byte) error {
	tag, body := tagged(data)
	i.kind = tag
	var kind struct{ Kind string }
	var items struct{ Items []uint32 }
	var name struct{ Name string }
	err := into("item", tag, body,
		"module", &items, "use", &i.use, "union", &i.structure, "struct", &i.structure, "struct_field", &i.ty,
		"enum", &i.enum, "variant", &i.variant, "function", &i.fn, "trait", &i.trait, "trait_alias", &i.trait,
		"impl", &i.impl, "type_alias", &i.assocTy, "assoc_type", &i.assocTy, "constant", &i.constant,
		"static", &i.constant, "assoc_const", &i.constant, "macro", &i.macro, "proc_macro", &kind,
		"primitive", &name, "extern_type", nil, "extern_crate", nil)
	i.items, i.name = items.Items, name.Name
	if tag == "proc_macro" {
		i.macro = kind.Kind
	}
	return err
}

// shapeJSON is unit or plain (no fields), tuple (nil: stripped), or named fields.
type shapeJSON struct {
	tag    string
	fields []*uint32
}

func (s *shapeJSON) UnmarshalJSON(data []byte) error {
	tag, body := tagged(data)
	s.tag = tag
	var named struct{ Fields []*uint32 }
	err := into("struct", tag, body, "unit", nil, "plain", &named, "struct", &named, "tuple", &s.fields)
	if named.Fields != nil {
		s.tag, s.fields = "named", named.Fields
	}
	if tag == "plain" && body != nil {
		s.tag = "named"
	}
	return err
}

// param is a parameter of a fn: name and type.
type param struct {
	name string
	ty   typ
}

func (p *param) UnmarshalJSON(data []byte) error {
	pair := [2]any{&p.name, &p.ty}
	return json.Unmarshal(data, &pair)
}

// abi is as `extern "…"` has it; Rust's own is "".
type abi string

func (a *abi) UnmarshalJSON(data []byte) error {
	tag, body := tagged(data)
	if body == nil {
		if tag != "Rust" {
			*a = abi(tag)
		}
		return nil
	}
	if tag == "Other" {
		var name string
		err := json.Unmarshal(body, &name)
		*a = abi(bytes.Trim([]byte(name), `"`))
		return err
	}
	var in struct{ Unwind bool }
	err := json.Unmarshal(body, &in)
	if *a = abi(tag); in.Unwind {
		*a += "-unwind"
	}
	return err
}

// constExpr is a constant: as written and, of a scalar, its value.
type constExpr struct {
	Expr  *string
	Value *string
}

// text is the expression, or else the value.
func (c *constExpr) text() string {
	switch {
	case c.Expr != nil:
		return *c.Expr
	case c.Value != nil:
		return *c.Value
	}
	return "None"
}
