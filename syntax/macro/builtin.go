package macro

import (
	"strconv"
	"strings"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: the macros that the compiler itself expands. Those whose meaning
// has no Rust syntax become `builtin # name(tokens)`.

type builtinFn func(sc *scene, args []ast.TokenTree) ([]ast.TokenTree, error)

var builtins map[string]builtinFn

func init() { // breaks the cycle: concat! expands its arguments
	builtins = map[string]builtinFn{
		"format_args": formatBuiltin("format_args"), "const_format_args": formatBuiltin("format_args"),
		"format_args_nl": formatBuiltin("format_args_nl"),
		"concat":         concat, "stringify": stringify, "compile_error": compileError,
		"line": lineColumn(false), "column": lineColumn(true), "file": file, "module_path": modulePath,
		"cfg": cfg, "env": env, "option_env": optionEnv,
		"include_str": opaque("include_str"), "include_bytes": opaque("include_bytes"),
		"include": opaque("include"), "concat_bytes": opaque("concat_bytes"),
		"asm": asm, "global_asm": opaque("global_asm"), "naked_asm": opaque("naked_asm"),
		"panic":       panicMacro,
		"unreachable": byEdition("unreachable_2015", "unreachable_2021"),
	}
}

// tok makes a token of the expansion.
func (sc *scene) tok(k ast.TokenKind, s string) ast.TokenTree {
	return sc.fresh(ast.TokenTree{Kind: k, Text: s})
}

// parse makes tokens of the expansion from text.
func (sc *scene) parse(text string) []ast.TokenTree {
	ts, _ := Tokenize(text)
	ts = dollarCrates(glue(ts, nil))
	sc.freshen(ts)
	return ts
}

// dollarCrates joins `$` and `crate`.
func dollarCrates(ts []ast.TokenTree) []ast.TokenTree {
	var out []ast.TokenTree
	for i := range ts {
		if n := len(out); n > 0 && isPunct(out[n-1], "$") && ts[i].Text == "crate" {
			out[n-1] = ts[i]
			out[n-1].Text = "$crate"
			continue
		}
		out = append(out, ts[i])
	}
	return out
}

func (sc *scene) freshen(ts []ast.TokenTree) {
	for i := range ts {
		sc.freshen(ts[i].Sub)
		ts[i] = sc.fresh(ts[i])
	}
}

func (sc *scene) builtin(name string, args []ast.TokenTree) []ast.TokenTree {
	g := sc.fresh(ast.TokenTree{Kind: ast.TokDelim, Delim: '('})
	g.Sub = args
	return []ast.TokenTree{sc.tok(ast.TokIdent, "builtin"), sc.tok(ast.TokPunct, "#"), sc.tok(ast.TokIdent, name), g}
}

func opaque(name string) builtinFn {
	return func(sc *scene, args []ast.TokenTree) ([]ast.TokenTree, error) { return sc.builtin(name, args), nil }
}

// byEdition chooses by the edition of the code that names the macro. A call that
// the standard library's assert! wrote counts as written by assert!'s caller.
func byEdition(old, now string) builtinFn {
	return func(sc *scene, args []ast.TokenTree) ([]ast.TokenTree, error) {
		name := old
		if sc.edition().AtLeast(source.Edition2021) {
			name = now
		}
		return sc.run(Std(name), args)
	}
}

// panicMacro is panic!, before 2021 that of core or of std.
func panicMacro(sc *scene, args []ast.TokenTree) ([]ast.TokenTree, error) {
	old := "std_panic_2015"
	if sc.x.opts.NoStd {
		old = "panic_2015"
	}
	return byEdition(old, "panic_2021")(sc, args)
}

func (sc *scene) edition() source.Edition {
	m := sc.mark
	for range maxDepth {
		info := sc.x.MarkInfo(m)
		switch {
		case info.Rules == nil:
			return sc.x.opts.Edition
		case !info.Rules.Std:
			return info.Rules.Edition
		case !strings.HasPrefix(info.Rules.Name, "assert") && !strings.HasPrefix(info.Rules.Name, "debug_assert"):
			return info.Rules.Edition
		}
		m = info.Call
	}
	return sc.x.opts.Edition
}

// commas cuts tokens at their top-level commas into expressions.
func (sc *scene) commas(args []ast.TokenTree) [][]ast.TokenTree {
	var out [][]ast.TokenTree
	from := 0
	for i := 0; i <= len(args); i++ {
		if i == len(args) || isPunct(args[i], ",") {
			if i > from || i < len(args) {
				out = append(out, args[from:i])
			}
			from = i + 1
		}
	}
	return out
}

// eager expands ts, if it is a macro call, until it is a literal.
func (sc *scene) eager(ts []ast.TokenTree) ([]ast.TokenTree, error) {
	for sc.depth < maxDepth {
		for len(ts) == 1 && ts[0].Kind == ast.TokDelim && ts[0].Delim == 0 {
			ts = ts[0].Sub
		}
		n := len(ts)
		if n < 3 || !isPunct(ts[n-2], "!") || ts[n-1].Kind != ast.TokDelim {
			return ts, nil
		}
		var path strings.Builder
		for _, t := range ts[:n-2] {
			path.WriteString(t.Text)
		}
		def := sc.x.opts.Lookup(path.String())
		if def == nil {
			return nil, ErrUnknown
		}
		inner := &scene{x: sc.x, call: ts[0].Span, mark: ts[0].Mark, expn: sc.expn, depth: sc.depth + 1}
		var err error
		if ts, err = inner.run(def, ts[n-1].Sub); err != nil {
			return nil, err
		}
		sc.depth++
	}
	return nil, ErrTooDeep
}

// formatBuiltin expands the format string and leaves the rest as it is.
func formatBuiltin(name string) builtinFn {
	return func(sc *scene, args []ast.TokenTree) ([]ast.TokenTree, error) {
		r := &reader{ts: args, steps: new(int)}
		*r.steps = maxSteps
		end, ok := r.expr(place{}, false)
		if !ok {
			return nil, errNoMatch
		}
		first, err := sc.eager(args[:end.i])
		if err != nil {
			return nil, err
		}
		if len(first) != 1 || first[0].Kind != ast.TokLiteral {
			return nil, ErrUnknown
		}
		return sc.builtin(name, append(first[:1:1], args[end.i:]...)), nil
	}
}

func concat(sc *scene, args []ast.TokenTree) ([]ast.TokenTree, error) {
	var b strings.Builder
	for _, part := range sc.commas(args) {
		lit, err := sc.eager(part)
		if err != nil {
			return nil, err
		}
		if len(lit) == 2 && isPunct(lit[0], "-") {
			b.WriteByte('-')
			lit = lit[1:]
		}
		if len(lit) != 1 || lit[0].Kind == ast.TokDelim {
			return nil, ErrUnknown
		}
		b.WriteString(literalText(lit[0].Text))
	}
	return []ast.TokenTree{sc.tok(ast.TokLiteral, quoteRust(b.String()))}, nil
}

// literalText is what concat! makes of a literal.
func literalText(s string) string {
	if len(s) > 0 && (s[0] == '"' || s[0] == '\'' || s[0] == 'r') {
		return unescaped(s)
	}
	if s == "true" || s == "false" || s == "" {
		return s
	}
	s = strings.ReplaceAll(s, "_", "")
	for _, suffix := range strings.Fields("usize isize u128 i128 u64 u32 u16 u8 i64 i32 i16 i8 f64 f32") {
		s = strings.TrimSuffix(s, suffix)
	}
	if n, err := strconv.ParseUint(s, 0, 64); err == nil {
		return strconv.FormatUint(n, 10)
	}
	return s
}

func stringify(sc *scene, args []ast.TokenTree) ([]ast.TokenTree, error) {
	var b strings.Builder
	spell(&b, args)
	return []ast.TokenTree{sc.tok(ast.TokLiteral, quoteRust(strings.TrimSpace(b.String())))}, nil
}

// spell writes tokens with a space where the source has one.
func spell(b *strings.Builder, ts []ast.TokenTree) {
	for i, t := range ts {
		if i > 0 && ts[i-1].End != t.Start {
			b.WriteByte(' ')
		}
		if t.Raw {
			b.WriteString("r#")
		}
		b.WriteString(t.Text)
		if t.Kind == ast.TokDelim {
			if t.Delim != 0 {
				b.WriteByte(t.Delim)
			}
			spell(b, t.Sub)
			if t.Delim != 0 {
				b.WriteByte(closers[t.Delim])
			}
		}
	}
}

func compileError(sc *scene, args []ast.TokenTree) ([]ast.TokenTree, error) {
	lit, err := sc.eager(args)
	if err != nil || len(lit) == 0 {
		return nil, &CompileError{"compile_error!"}
	}
	return nil, &CompileError{unescaped(lit[0].Text)}
}

func (sc *scene) place() (string, int, int) {
	if sc.x.opts.Place == nil {
		return "", 1, 1
	}
	return sc.x.opts.Place(sc.call)
}

func lineColumn(column bool) builtinFn {
	return func(sc *scene, _ []ast.TokenTree) ([]ast.TokenTree, error) {
		_, n, c := sc.place()
		if column {
			n = c
		}
		return []ast.TokenTree{sc.tok(ast.TokLiteral, strconv.Itoa(n)+"u32")}, nil
	}
}

func file(sc *scene, _ []ast.TokenTree) ([]ast.TokenTree, error) {
	name, _, _ := sc.place()
	return []ast.TokenTree{sc.tok(ast.TokLiteral, quoteRust(name))}, nil
}

func modulePath(sc *scene, _ []ast.TokenTree) ([]ast.TokenTree, error) {
	return []ast.TokenTree{sc.tok(ast.TokLiteral, quoteRust(sc.x.opts.Module))}, nil
}

func cfg(sc *scene, args []ast.TokenTree) ([]ast.TokenTree, error) {
	if sc.x.opts.Cfg != nil {
		if v, known := sc.x.opts.Cfg(args); known {
			return []ast.TokenTree{sc.tok(ast.TokIdent, strconv.FormatBool(v))}, nil
		}
	}
	return sc.builtin("cfg", args), nil
}

func (sc *scene) envName(args []ast.TokenTree) (string, error) {
	parts := sc.commas(args)
	if len(parts) == 0 {
		return "", errNoMatch
	}
	lit, err := sc.eager(parts[0])
	if err != nil || len(lit) != 1 {
		return "", ErrUnknown
	}
	return unescaped(lit[0].Text), nil
}

func env(sc *scene, args []ast.TokenTree) ([]ast.TokenTree, error) {
	name, err := sc.envName(args)
	if err != nil {
		return nil, err
	}
	if sc.x.opts.Env != nil {
		if v, ok := sc.x.opts.Env(name); ok {
			return []ast.TokenTree{sc.tok(ast.TokLiteral, quoteRust(v))}, nil
		}
	}
	return sc.builtin("env", args), nil
}

func optionEnv(sc *scene, args []ast.TokenTree) ([]ast.TokenTree, error) {
	name, err := sc.envName(args)
	if err != nil {
		return nil, err
	}
	if sc.x.opts.Env != nil {
		if v, ok := sc.x.opts.Env(name); ok {
			return sc.parse("$crate::option::Option::Some(" + quoteRust(v) + ")"), nil
		}
	}
	return sc.parse("$crate::option::Option::None::<&'static str>"), nil
}
