package macro

import (
	"errors"
	"fmt"
	"slices"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: the expander of one body: it chooses the rule, transcribes its
// body, and keeps the table of marks.

// Limits. rustc's recursion_limit is 128; the sizes are ours.
const (
	maxDepth  = 128
	maxTokens = 400_000 // of one body's expansions together
	maxSteps  = 1_000_000
)

// Errors that a caller may want to tell apart.
var (
	ErrTooDeep = errors.New("recursion limit reached while expanding")
	ErrTooBig  = errors.New("expansion is too big")
	ErrUnknown = errors.New("the macro's expansion cannot be known")
	// ErrNoRule: none of a macro's rules takes the call.
	ErrNoRule = errors.New("no rules expected these tokens")
)

// Fatal reports whether rustc ends after expanding, before any body is checked.
func Fatal(err error) bool { return errors.Is(err, ErrNoRule) || errors.Is(err, ErrTooDeep) }

// CompileError is a `compile_error!("…")`.
type CompileError struct{ Msg string }

func (e *CompileError) Error() string { return e.Msg }

// Options is what an Expander must know of its surroundings. All but Edition may be absent.
type Options struct {
	Edition source.Edition // of the crate that is expanded
	Crate   string
	NoStd   bool   // `#![no_std]`: panic! is core's
	Module  string // for module_path!
	// Lookup finds a macro by its path as written ("m", "std::concat", "$crate::m") for
	// the macros that expand their arguments first. nil: the standard library's by last segment.
	Lookup func(path string) *Rules
	// Cfg decides a cfg predicate; known false: it cannot be told.
	Cfg func(tokens []ast.TokenTree) (value, known bool)
	// Place is the file, line and column of a span, for line! and its like.
	Place func(source.Span) (file string, line, column int)
	Env   func(name string) (string, bool)
}

// MarkInfo is what a mark stands for.
type MarkInfo struct {
	Rules  *Rules   // the macro whose body the token comes from
	Parent ast.Mark // the token's mark where that macro was defined
	Call   ast.Mark // the mark of the call's first token
	Expn   source.ExpnID
	id     int // one for each expansion
}

// Expander expands the macros of one body or item.
type Expander struct {
	opts  Options
	base  []MarkInfo // of the Expander that this one goes on from; not changed any more
	marks []MarkInfo // further ones
	memo  map[[2]int]ast.Mark
	next  int
	size  int
	limit int // of depth: halved whenever it is met, as rustc does, for such expansion often doubles
}

// New makes an Expander.
func New(opts Options) *Expander {
	if opts.Lookup == nil {
		opts.Lookup = func(path string) *Rules { return Std(lastSegment(path)) }
	}
	return &Expander{opts: opts, marks: make([]MarkInfo, 1), memo: map[[2]int]ast.Mark{}, limit: maxDepth}
}

// MarkInfo tells what a mark stands for; the zero value for 0.
func (x *Expander) MarkInfo(m ast.Mark) MarkInfo {
	i := int(m)
	if i < len(x.base) {
		return x.base[i]
	}
	if i -= len(x.base); i < len(x.marks) {
		return x.marks[i]
	}
	return MarkInfo{}
}

// Clone is an Expander that goes on where x stands: x's marks mean the same in both.
func (x *Expander) Clone() *Expander {
	base := x.marks
	if len(x.base) > 0 {
		if base = x.base; len(x.marks) > 0 {
			base = slices.Concat(x.base, x.marks)
		}
	}
	return &Expander{opts: x.opts, base: base[:len(base):len(base)], memo: map[[2]int]ast.Mark{}, next: x.next, limit: maxDepth}
}

// Use replaces the surroundings.
func (x *Expander) Use(opts Options) {
	if opts.Lookup == nil {
		opts.Lookup = x.opts.Lookup
	}
	x.opts = opts
}

// Call is one macro call.
type Call struct {
	Args  ast.TokenTree // the delimited group, with one-character punctuation as the parser gives it
	Site  Site          // the text in which the call stands: Written or *Expansion
	Range source.Range  // of the whole call in that text
	Expn  source.ExpnID // the new expansion's id
	Depth int           // 0: written by hand
}

// scene is one expansion under way.
type scene struct {
	x     *Expander
	def   *Rules
	call  source.Span
	mark  ast.Mark
	expn  source.ExpnID
	depth int
	id    int
}

// Expand expands one call.
func (x *Expander) Expand(def *Rules, call Call) (*Expansion, error) {
	if call.Depth >= x.limit {
		x.limit /= 2
		return nil, ErrTooDeep
	}
	args := regroup(glue(call.Args.Sub, call.Site), call.Site)
	sc := &scene{x: x, def: def, expn: call.Expn, depth: call.Depth}
	if call.Site != nil {
		sc.call, sc.mark = call.Site.SpanAt(call.Range), call.Site.MarkAt(call.Range.Start)
	}
	out, err := sc.run(def, args)
	if err != nil {
		return nil, err
	}
	return x.print(out)
}

// run expands to tokens.
func (sc *scene) run(def *Rules, args []ast.TokenTree) ([]ast.TokenTree, error) {
	sc.def = def
	sc.x.next++
	sc.id = sc.x.next
	if def.Builtin != "" {
		fn := builtins[def.Builtin]
		if fn == nil {
			return nil, ErrUnknown
		}
		return fn(sc, args)
	}
	m := &matcher{edition: def.Edition, steps: maxSteps}
	for _, r := range def.rules {
		vars, ok := m.match(r.matcher, args)
		if !ok {
			continue
		}
		t := &transcriber{scene: sc, vars: vars}
		out, err := t.nodes(r.body, nil)
		return out, err
	}
	if m.steps < 0 {
		return nil, ErrTooBig
	}
	return nil, ErrNoRule
}

// fresh places a token of the macro's body: its mark and span.
func (sc *scene) fresh(t ast.TokenTree) ast.TokenTree {
	key := [2]int{sc.id, int(t.Mark)}
	m, ok := sc.x.memo[key]
	if !ok {
		m = ast.Mark(len(sc.x.base) + len(sc.x.marks))
		sc.x.marks = append(sc.x.marks, MarkInfo{sc.def, t.Mark, sc.mark, sc.expn, sc.id})
		sc.x.memo[key] = m
	}
	t.Mark = m
	if sc.def.Std || !t.Span.Valid() {
		t.Span = sc.call
	}
	t.Span.Expn = sc.expn
	return t
}

// transcriber fills in a rule's body.
type transcriber struct {
	*scene
	vars map[string]*value
}

func (t *transcriber) nodes(ns []node, at []int) ([]ast.TokenTree, error) {
	var out []ast.TokenTree
	for i := range ns {
		n := &ns[i]
		if t.x.size++; t.x.size > maxTokens {
			return nil, ErrTooBig
		}
		switch n.kind {
		case nodeToken:
			out = append(out, t.fresh(n.tok))
		case nodeGroup:
			sub, err := t.nodes(n.sub, at)
			if err != nil {
				return nil, err
			}
			g := t.fresh(n.tok)
			g.Sub = sub
			out = append(out, g)
		case nodeVar:
			v, err := t.lookup(n.name, at)
			if err != nil {
				return nil, err
			}
			if v == nil { // no such variable: `$x` stays (a macro that defines a macro)
				d := n.tok
				d.Kind, d.Text, d.Joint, d.Raw = ast.TokPunct, "$", false, false
				out = append(out, t.fresh(d), t.fresh(n.tok))
				continue
			}
			out = append(out, v.tokens...)
			t.x.size += len(v.tokens)
		case nodeRep:
			sub, err := t.repetition(n, at)
			if err != nil {
				return nil, err
			}
			out = append(out, sub...)
		}
	}
	return out, nil
}

// lookup is the value of a variable in the iterations at.
func (t *transcriber) lookup(name string, at []int) (*value, error) {
	v := t.vars[name]
	for _, i := range at {
		if v == nil || !v.isSeq {
			break
		}
		if i >= len(v.seq) {
			return nil, fmt.Errorf("meta-variable `%s` repeats a different number of times", name)
		}
		v = v.seq[i]
	}
	if v != nil && v.isSeq {
		return nil, fmt.Errorf("variable `%s` is still repeating at this depth", name)
	}
	return v, nil
}

// count is the number of iterations of a repetition in a body.
func (t *transcriber) count(n *node, at []int) (int, error) {
	count := -1
	for _, name := range n.vars {
		v := t.vars[name]
		for _, i := range at {
			if v != nil && v.isSeq && i < len(v.seq) {
				v = v.seq[i]
			}
		}
		if v == nil || !v.isSeq {
			continue
		}
		if count >= 0 && count != len(v.seq) {
			return 0, fmt.Errorf("meta-variable `%s` repeats %d times, but another repeats %d times", name, len(v.seq), count)
		}
		count = len(v.seq)
	}
	if count < 0 {
		return 0, errors.New("attempted to repeat an expression containing no syntax variables matched as repeating at this depth")
	}
	return count, nil
}

func (t *transcriber) repetition(n *node, at []int) ([]ast.TokenTree, error) {
	count, err := t.count(n, at)
	if err != nil {
		return nil, err
	}
	var out []ast.TokenTree
	for i := range count {
		if i > 0 && len(n.sep) > 0 {
			out = append(out, t.fresh(n.sep[0]))
		}
		sub, err := t.nodes(n.sub, append(at[:len(at):len(at)], i))
		if err != nil {
			return nil, err
		}
		out = append(out, sub...)
	}
	return out, nil
}
