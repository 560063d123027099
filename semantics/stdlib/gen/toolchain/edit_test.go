package toolchain

import "testing"

func TestWrappedImpls(t *testing.T) {
	tests := []struct{ file, in, want string }{
		{"core/src/any.rs", "impl dyn Any + Send { fn is(&self) {} }", "impl crate::FactsImpl<dyn Any + Send> { fn is(&self) {} }"},
		{"core/src/any.rs", "impl fmt::Debug for dyn Any {}", ""},
		{"core/src/str/mod.rs", "impl str {}", ""},
		{"alloc/src/slice.rs", "impl<T> [T] {\n#[rustc_allow_incoherent_impl] fn to_vec(&self) {} }",
			"impl<T> crate::FactsImpl<[T]> {\n#[rustc_allow_incoherent_impl] fn to_vec(&self) {} }"},
		{"std/src/num/f32.rs", "impl f32 {\n#[rustc_allow_incoherent_impl] fn sin(self) {} }", ""},
	}
	for _, test := range tests {
		want, n := test.want, 1
		if want == "" {
			want, n = test.in, 0
		}
		if got, wrapped := edit(test.file, test.in); got != want || wrapped != n {
			t.Errorf("%s: %d wrapped:\n%s", test.file, wrapped, got)
		}
	}
}

func TestConditionsWithoutDoc(t *testing.T) {
	for in, want := range map[string]string{
		"#[cfg(doc)] mod m;":                            "#[cfg(facts_no_doc)] mod m;",
		"#[cfg(any(unix, doc))]":                        "#[cfg(any(unix, facts_no_doc))]",
		"#[cfg(not(doc))]":                              "#[cfg(not(facts_no_doc))]",
		"#[cfg(all(a, any(\n    doc,\n    b,\n)))]":     "#[cfg(all(a, any(\n    facts_no_doc,\n    b,\n)))]",
		"#[cfg_attr(doc, doc(hidden))]":                 "#[cfg_attr(facts_no_doc, doc(hidden))]",
		"#[cfg_attr(test, doc)]":                        "#[cfg_attr(test, doc)]",
		"#[doc(cfg(feature = \"x\"))] fn f(doc: u8) {}": "#[doc(cfg(feature = \"x\"))] fn f(doc: u8) {}",
		"it.any(doc)":                                   "it.any(doc)",
		"cfg_select! { any(doc, unix) => {} }":          "cfg_select! { any(facts_no_doc, unix) => {} }",
		"#[cfg(feature = \"doc\", docs)]":               "#[cfg(feature = \"doc\", docs)]",
	} {
		if got := withoutCfgDoc(in); got != want {
			t.Errorf("%q\nbecomes %q\nnot     %q", in, got, want)
		}
	}
}
