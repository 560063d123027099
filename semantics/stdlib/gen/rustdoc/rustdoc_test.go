package rustdoc

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestScalars(t *testing.T) {
	tests := []struct{ text, ty, want string }{
		{"1_000u32", "u32", "1000"}, {"0xff_u8", "u8", "255"}, {"-5i64", "i64", "-5"}, {"0b11", "usize", "3"}, {"010", "u8", ""},
		{"340_282_366_920_938_463_463_374_607_431_768_211_455u128", "u128", "340282366920938463463374607431768211455"},
		{"1.5E+3f64", "f64", "1.5e3"}, {"+Inff32", "f32", "inf"}, {"NaNf32", "f32", "NaN"}, {"true", "bool", "true"}, {"1", "bool", ""},
		{`'\u{fffd}'`, "char", `'\u{fffd}'`}, {"f()", "u8", ""},
	}
	for _, test := range tests {
		if got := scalar(test.text, test.ty); got != test.want {
			t.Errorf("%s as %s: %q, want %q", test.text, test.ty, got, test.want)
		}
	}
}

func TestLimits(t *testing.T) {
	for in, want := range map[[2]string]string{
		{"u8", "MAX"}: "255", {"i8", "MIN"}: "-128", {"i8", "MAX"}: "127", {"usize", "BITS"}: "64", {"u16", "MIN"}: "0",
		{"i128", "MAX"}: "170141183460469231731687303715884105727", {"f32", "MAX"}: "", {"u8", "ZERO"}: "",
	} {
		if got := limit(in[0], in[1]); got != want {
			t.Errorf("%s::%s: %q, want %q", in[0], in[1], got, want)
		}
	}
}

func TestAttributes(t *testing.T) {
	for in, want := range map[string]string{
		`{"other": "#[attr = Stability {stability: Stability {level: Stable {since: Version(RustcVersion { major: 1, minor: 36, patch: 0 })},\nfeature: \"x\"}}]"}`: "stable=1.36",
		`{"other": "#[attr = Stability {stability: Stability {level: Unstable {reason: None}, feature: \"ptr_metadata\"}}]"}`:                                       "unstable=ptr_metadata",
		`{"other": "#[attr = Lang(OwnedBox)]"}`: "lang=OwnedBox",
		`{"other": "#[attr = RustcBuiltinMacro {builtin_name: \"Default\",\nhelper_attrs: [\"default\"]}]"}`: `builtin_macro=Default helpers=["default"]`,
		`{"other": "#[attr = Fundamental]"}`:                               "fundamental=1",
		`{"repr": {"kind": "c", "align": 8, "packed": null, "int": null}}`: "repr=c,align(8)",
		`{"must_use": {"reason": null}}`:                                   "must_use=1",
		`"automatically_derived"`:                                          "derived=1",
		`{"other": "#[doc(alias = \"quad\")]"}`:                            "",
		`{"other": "#[attr = RustcSkipDuringMethodDispatch {array: true, boxed_slice: true, span: no}]"}`: "skip_method_dispatch=array,boxed_slice",
		`{"target_feature": {"enable": ["avx", "avx2"]}}`:                                                 "target_feature=avx,avx2",
	} {
		var a attribute
		if err := json.Unmarshal([]byte(in), &a); err != nil {
			t.Fatal(err)
		}
		o := Attrs{}
		o.add(&a)
		var words []string
		for _, k := range []string{"stable", "unstable", "lang", "builtin_macro", "helpers", "fundamental", "repr", "must_use", "derived", "skip_method_dispatch", "target_feature"} {
			if v, ok := o[k]; ok {
				words = append(words, k+"="+v)
			}
		}
		if got := strings.Join(words, " "); got != want || len(words) != len(o) {
			t.Errorf("%s: %q, want %q", in, got, want)
		}
	}
}

func TestTypesAsRustSyntax(t *testing.T) {
	c := &crate{name: "alloc", crateJSON: crateJSON{Paths: map[uint32]summary{7: {1, []string{"core", "ops", "Fn"}, "trait"}}}}
	for in, want := range map[string]string{
		`{"borrowed_ref": {"lifetime": "'a", "is_mutable": true, "type": {"slice": {"generic": "T"}}}}`: "&'a mut [T]",
		`{"raw_pointer": {"is_mutable": false, "type": {"dyn_trait": {"lifetime": "'a", "traits": [{"generic_params": [{"name": "'b", "kind": {"lifetime": {"outlives": []}}}],
			"trait": {"path": "Fn", "id": 7, "args": {"parenthesized": {"inputs": [{"tuple": []}], "output": {"primitive": "u8"}}}}}]}}}}`: "*const (dyn for<'b> core::ops::Fn(()) -> u8 + 'a)",
		`{"array": {"type": {"tuple": [{"primitive": "never"}]}, "len": "3"}}`:                                                                                 "[(!,); 3]",
		`{"resolved_path": {"path": "Local", "id": 8, "args": null}}`:                                                                                          "alloc::?Local",
		`{"resolved_path": {"path": "crate::FactsImpl", "id": 9, "args": {"angle_bracketed": {"args": [{"type": {"primitive": "str"}}], "constraints": []}}}}`: "str",
		`{"qualified_path": {"name": "Item", "args": null, "self_type": {"generic": "I"}, "trait": {"path": "", "id": 0, "args": null}}}`:                      "I::Item",
		`{"function_pointer": {"generic_params": [], "header": {"is_const": false, "is_unsafe": true, "is_async": false, "abi": {"C": {"unwind": true}}},
			"sig": {"inputs": [["_", "infer"]], "output": null, "is_c_variadic": true}}}`: `unsafe extern "C-unwind" fn(_, ...)`,
	} {
		var ty typ
		if err := json.Unmarshal([]byte(in), &ty); err != nil {
			t.Fatal(err)
		}
		if got := c.ty(&ty); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
	var ty typ
	if err := json.Unmarshal([]byte(`{"new_form": 1}`), &ty); err == nil {
		t.Error("a form that is not known is no error")
	}
}
