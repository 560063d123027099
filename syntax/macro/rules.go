package macro

import (
	"errors"
	"fmt"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: a macro's definition. `macro_rules! m { (matcher) => {body}; … }`
// becomes a list of rules; both sides become trees of nodes, in which `$x:frag`,
// `$x`, `$crate` and `$(…)sep*` are recognised.

// Rules is a macro's definition: rules, or the name of a built-in function.
type Rules struct {
	Name    string
	Crate   string         // what `$crate` means: "core", "alloc", "std" or a crate's name
	Edition source.Edition // of the definition's crate
	Builtin string         // not empty: the compiler's own macro of that name
	Std     bool           // a macro of the standard library: its tokens have no place
	rules   []rule
}

type rule struct{ matcher, body []node }

type nodeKind uint8

const (
	nodeToken nodeKind = iota
	nodeGroup          // delimited: tok, sub
	nodeVar            // $name:frag in a matcher, $name in a body
	nodeRep            // $(sub) sep op
)

type node struct {
	kind nodeKind
	tok  ast.TokenTree
	name string
	frag string
	sub  []node
	sep  []ast.TokenTree // at most one token
	op   byte            // '*', '+', '?'
	vars []string        // nodeRep: the variables inside
}

// errNoMatch: a built-in macro does not take its arguments.
var errNoMatch = errors.New("the arguments are not what the macro takes")

// ParseRules reads the body of a macro_rules! item, or of a `macro` item with
// rules. site gives the tokens their places; nil: they have none.
func ParseRules(body ast.TokenTree, edition source.Edition, site Site) (*Rules, error) {
	r := &Rules{Edition: edition}
	ts := glue(body.Sub, site)
	for i := 0; i < len(ts); {
		if ts[i].Kind != ast.TokDelim || i+2 >= len(ts) || ts[i+1].Text != "=>" || ts[i+2].Kind != ast.TokDelim {
			return nil, fmt.Errorf("malformed macro rule at byte %d", ts[i].Start)
		}
		one, err := makeRule(ts[i].Sub, ts[i+2].Sub)
		if err != nil {
			return nil, err
		}
		r.rules = append(r.rules, one)
		if i += 3; i < len(ts) {
			if s := ts[i].Text; s != ";" && s != "," {
				return nil, fmt.Errorf("expected `;` between macro rules at byte %d", ts[i].Start)
			}
			i++
		}
	}
	return r, nil
}

// ParseDecl2 reads `macro m(matcher) { body }`.
func ParseDecl2(matcher, body ast.TokenTree, edition source.Edition, site Site) (*Rules, error) {
	one, err := makeRule(glue(matcher.Sub, site), glue(body.Sub, site))
	return &Rules{Edition: edition, rules: []rule{one}}, err
}

func makeRule(matcher, body []ast.TokenTree) (rule, error) {
	m, err := nodes(matcher, true)
	if err != nil {
		return rule{}, err
	}
	b, err := nodes(body, false)
	return rule{m, b}, err
}

func isPunct(t ast.TokenTree, s string) bool { return t.Kind == ast.TokPunct && t.Text == s }

// nodes reads one side of a rule.
func nodes(ts []ast.TokenTree, matcher bool) ([]node, error) {
	var out []node
	for i := 0; i < len(ts); {
		t := ts[i]
		if t.Kind == ast.TokDelim {
			sub, err := nodes(t.Sub, matcher)
			if err != nil {
				return nil, err
			}
			out = append(out, node{kind: nodeGroup, tok: t, sub: sub})
			i++
			continue
		}
		if !isPunct(t, "$") || i+1 >= len(ts) {
			out = append(out, node{tok: t})
			i++
			continue
		}
		n, used, err := dollar(ts[i:], matcher)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
		i += used
	}
	return out, nil
}

// dollar reads what a `$` begins.
func dollar(ts []ast.TokenTree, matcher bool) (node, int, error) {
	next := ts[1]
	switch {
	case next.Kind == ast.TokDelim && next.Delim == '(':
		return repetition(ts, matcher)
	case next.Kind == ast.TokIdent && next.Text == "crate" && !next.Raw:
		next.Text = "$crate"
		return node{tok: next}, 2, nil
	case next.Kind == ast.TokIdent && !matcher:
		return node{kind: nodeVar, name: next.Text, tok: next}, 2, nil
	case next.Kind == ast.TokIdent && len(ts) >= 4 && isPunct(ts[2], ":") && ts[3].Kind == ast.TokIdent:
		f := ts[3].Text
		if !fragments[f] {
			return node{}, 0, fmt.Errorf("invalid fragment specifier `%s`", f)
		}
		return node{kind: nodeVar, name: next.Text, frag: f, tok: next}, 4, nil
	case next.Kind == ast.TokIdent:
		return node{}, 0, fmt.Errorf("missing fragment specifier of `$%s`", next.Text)
	}
	return node{}, 0, errors.New("expected identifier or repetition after `$`")
}

var fragments = words("block expr expr_2021 ident item lifetime literal meta pat pat_param path stmt tt ty vis")

func repetition(ts []ast.TokenTree, matcher bool) (node, int, error) {
	sub, err := nodes(ts[1].Sub, matcher)
	if err != nil {
		return node{}, 0, err
	}
	n := node{kind: nodeRep, sub: sub, tok: ts[1]}
	collectVars(sub, &n.vars)
	i := 2
	if i < len(ts) && repOp(ts[i]) == 0 {
		n.sep, i = ts[i:i+1:i+1], i+1
	}
	if i >= len(ts) || repOp(ts[i]) == 0 {
		return node{}, 0, errors.New("expected one of: `*`, `+`, or `?`")
	}
	n.op = repOp(ts[i])
	return n, i + 1, nil
}

func repOp(t ast.TokenTree) byte {
	if t.Kind == ast.TokPunct && (t.Text == "*" || t.Text == "+" || t.Text == "?") {
		return t.Text[0]
	}
	return 0
}

func collectVars(ns []node, out *[]string) {
	for _, n := range ns {
		if n.kind == nodeVar {
			*out = append(*out, n.name)
		}
		collectVars(n.sub, out)
	}
}
