package hir

import (
	"slices"
	"strings"

	"drop-lsp/syntax/ast"
)

// This file: attributes: `#[cfg]` and `#[cfg_attr]`, derives, and those that may
// be macros, which makes what stands under them unknown.

func attrName(a *ast.Attr) string {
	if a == nil || a.Doc || a.Path == nil || len(a.Path.Segments) == 0 {
		return ""
	}
	var parts []string
	for _, s := range a.Path.Segments {
		parts = append(parts, s.Name.Text)
	}
	return strings.Join(parts, "::")
}

// args are the tokens inside the attribute's delimiters.
func args(a *ast.Attr) []ast.TokenTree {
	if len(a.Args) > 0 && a.Args[0].Kind == ast.TokDelim {
		return a.Args[0].Sub
	}
	return nil
}

func splitComma(ts []ast.TokenTree) [][]ast.TokenTree {
	var out [][]ast.TokenTree
	start := 0
	for i, t := range ts {
		if t.Kind == ast.TokPunct && t.Text == "," {
			out = append(out, ts[start:i])
			start = i + 1
		}
	}
	if start < len(ts) {
		out = append(out, ts[start:])
	}
	return out
}

// argNames are the last segments of the comma-separated paths in an attribute.
func argNames(a *ast.Attr) []string {
	var out []string
	for _, p := range splitComma(args(a)) {
		if len(p) > 0 && p[len(p)-1].Kind == ast.TokIdent {
			out = append(out, p[len(p)-1].Text)
		}
	}
	return out
}

// cfgAttrs gives the attributes with cfg_attr applied; false if a cfg takes the item away.
func (c *Crate) cfgAttrs(attrs []*ast.Attr) ([]*ast.Attr, bool) {
	if len(attrs) == 0 {
		return nil, true
	}
	var out []*ast.Attr
	for _, a := range attrs {
		switch attrName(a) {
		case "cfg":
			if !c.cfg(args(a)) {
				return nil, false
			}
		case "cfg_attr":
			parts := splitComma(args(a))
			if len(parts) == 0 || !c.cfg(parts[0]) {
				continue
			}
			var inner []*ast.Attr
			for _, p := range parts[1:] {
				inner = append(inner, attrOf(a, p))
			}
			more, ok := c.cfgAttrs(inner)
			if !ok {
				return nil, false
			}
			out = append(out, more...)
		default:
			out = append(out, a)
		}
	}
	return out, true
}

func attrOf(a *ast.Attr, ts []ast.TokenTree) *ast.Attr {
	out := &ast.Attr{At: a.At, Path: &ast.Path{At: a.At}}
	for i, t := range ts {
		if t.Kind != ast.TokIdent && !(t.Kind == ast.TokPunct && t.Text == ":") {
			out.Args = ts[i:]
			break
		}
		if t.Kind == ast.TokIdent {
			out.Path.Segments = append(out.Path.Segments, ast.PathSegment{Name: ast.Ident{At: t.At, Text: t.Text}})
		}
	}
	return out
}

// cfg evaluates a predicate. reference, cfg.predicate
func (c *Crate) cfg(ts []ast.TokenTree) bool {
	if len(ts) == 0 {
		return false
	}
	name := ts[0].Text
	if len(ts) > 1 && ts[1].Kind == ast.TokDelim {
		parts := splitComma(ts[1].Sub)
		switch name {
		case "not":
			return len(parts) == 1 && !c.cfg(parts[0])
		case "all":
			return !slices.ContainsFunc(parts, func(p []ast.TokenTree) bool { return !c.cfg(p) })
		case "any":
			return slices.ContainsFunc(parts, c.cfg)
		}
		return false
	}
	value := ""
	if len(ts) > 2 && ts[1].Text == "=" {
		value = strings.Trim(ts[2].Text, `"`)
	} else if name == "true" || name == "false" {
		return name == "true"
	}
	return slices.Contains(c.in.Cfg[name], value)
}

// builtinAttrs are the attributes that are not macros.
var builtinAttrs = map[string]bool{}

func init() {
	for _, n := range strings.Fields(`allow warn deny forbid expect deprecated must_use doc inline cold no_mangle
		export_name link_section link link_name link_ordinal no_link repr path macro_use macro_export macro_escape
		automatically_derived derive derive_const non_exhaustive track_caller target_feature used unsafe global_allocator
		test bench ignore should_panic may_dangle fundamental lang default debugger_visualizer recursion_limit
		type_length_limit move_size_limit feature no_std no_core no_main no_implicit_prelude proc_macro proc_macro_derive
		proc_macro_attribute windows_subsystem instruction_set crate_name crate_type no_builtins panic_handler const_trait
		coverage optimize stable unstable unstable_feature_bound cfg cfg_attr must_not_suspend naked sanitize
		collapse_debuginfo export_stable test_runner reexport_test_harness_main marker thread_local no_sanitize ffi_pure
		ffi_const register_tool cfi_encoding coroutine patchable_function_entry const_continue loop_match pin_v2 linkage
		allow_internal_unstable allow_internal_unsafe default_lib_allocator needs_allocator panic_runtime
		needs_panic_runtime compiler_builtins profiler_runtime custom_mir type_const pointee splat alloc_error_handler
		do_not_recommend prelude_import specialization_trait cfg_eval test_case define_opaque`) {
		builtinAttrs[n] = true
	}
}

// isDerive: the attribute is `derive`, by whichever path.
func isDerive(n string) bool {
	return n == "derive" || n == "core::prelude::v1::derive" || n == "std::prelude::v1::derive"
}

// isBuiltin: the attribute is no macro.
func isBuiltin(n string) bool {
	head, _, tool := strings.Cut(n, "::")
	return n == "" || builtinAttrs[n] || isDerive(n) || strings.HasPrefix(n, "rustc_") ||
		tool && (head == "rustfmt" || head == "clippy" || head == "diagnostic" || head == "miri" || head == "rust_analyzer")
}

// unknownAttrs notes attributes that may be macros: the item may be anything.
func (k *collector) unknownAttrs(d *Def, a at) {
	for _, at := range d.Attrs {
		n := attrName(at)
		if isBuiltin(n) {
			continue
		}
		s := k.c.scopes[a.scope]
		s.unknown = true
		k.c.Unknown = append(k.c.Unknown, UnknownSource{d.Span, s.module, "attribute " + n + " may be a macro"})
	}
}

// derivable are the built-in derives with the place of their traits in core.
var derivable = map[string]string{"Clone": "clone", "Copy": "marker", "Debug": "fmt", "Default": "default", "PartialEq": "cmp",
	"Eq": "cmp", "PartialOrd": "cmp", "Ord": "cmp", "Hash": "hash"}

// derives makes an impl of each built-in derive.
func (k *collector) derives(d *Def, a at) {
	for _, attr := range d.Attrs {
		if !isDerive(attrName(attr)) {
			continue
		}
		for _, path := range splitComma(args(attr)) {
			if len(path) == 0 { // "expected path"
				continue
			}
			last := path[len(path)-1]
			name := last.Text
			if derivable[name] == "" {
				k.c.Unknown = append(k.c.Unknown, UnknownSource{a.rng(last.Range), k.c.scopes[a.scope].module, "derive " + name})
				continue
			}
			i := k.newDef(KindImpl, "", a, a.rng(path[0].Range.Cover(last.Range)))
			i.HeadSpan, i.NameSpan = i.Span, i.Span
			n := *k.c.nodes.At(d.ID)
			n.derive, n.derived = name, d.ID
			k.c.nodes.Set(i.ID, &n)
			k.c.Impls = append(k.c.Impls, i.ID)
		}
	}
}
