package server

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"drop-lsp/semantics"
	"drop-lsp/syntax/diag"
)

// This file tries a fix: the fixed text is analysed, the error must be gone, no other may
// have come, and no body may be analysed less whole than before (one that has a type
// error is silent, which is no cure). Then it says what the fix does to the drop order.

// found is the state of a text: its errors.
type found struct {
	req    Request
	errors map[string]int // how often, by code and message
}

// bodies is what is known of some bodies: which were not looked at whole, and what the others drop.
type bodies struct {
	partial map[string]bool
	unseen  int                // outside of bodies
	drops   map[string][]ended // by function: what the ends of its scopes and statements drop, in order
}

// ended is a value that the end of something drops.
type ended struct{ name, at string }

// trial is a request with another text for the document.
func (f *fixer) trial(text string) Request {
	req := f.s.request(f.d)
	rest := req.Text
	req.Typing = true
	req.Text = func(file string) (string, bool) {
		if file == f.d.file {
			return text, true
		}
		return rest(file)
	}
	return req
}

func (f *fixer) examine(ctx context.Context, text string) (*found, error) {
	req := f.trial(text)
	rep, err := f.s.analysis.Check(ctx, req)
	if err != nil {
		return nil, err
	}
	out := &found{req: req, errors: map[string]int{}}
	for i := range rep.Diagnostics {
		if x := &rep.Diagnostics[i]; x.Level == diag.Error {
			out.errors[errorKey(x)]++
		}
	}
	return out, nil
}

// apart is what is known of the bodies that are not the same in two texts.
func (f *fixer) apart(ctx context.Context, before, after Request) (was, is *bodies, err error) {
	old, now, err := f.s.analysis.DropsApart(ctx, before, after)
	if err != nil {
		return nil, nil, err
	}
	return bodiesOf(old), bodiesOf(now), nil
}

func bodiesOf(all Drops) *bodies {
	out := &bodies{partial: map[string]bool{}, unseen: len(all.Unknown), drops: map[string][]ended{}}
	for _, fn := range all.Functions {
		if fn.Partial {
			out.partial[fn.Name] = true
		}
		out.drops[fn.Name] = dropOrder(fn)
	}
	return out
}

func errorKey(x *diag.Diagnostic) string { return string(x.Code) + " " + x.Msg }

// dropOrder names what the ends of a function's scopes and statements drop, in order.
func dropOrder(fn semantics.FunctionDrops) []ended {
	at := map[string]string{"scope-end": "its scope", "statement-end": "its statement"}
	var out []ended
	for _, p := range fn.Points {
		for _, d := range p.Drops {
			if end := at[p.Kind]; end != "" {
				out = append(out, ended{hintName(d, ""), end})
			}
		}
	}
	return out
}

// cures reports whether a text is another without the error, and nothing worse; then what is known of
// the bodies that differ.
func (f *fixer) cures(ctx context.Context, before *found, text string, x *diag.Diagnostic) (was, is *bodies, ok bool, err error) {
	if *f.left == 0 {
		return nil, nil, false, nil
	}
	*f.left--
	after, err := f.examine(ctx, text)
	if err != nil || after.errors[errorKey(x)] >= before.errors[errorKey(x)] {
		return nil, nil, false, err
	}
	for k, n := range after.errors {
		if n > before.errors[k] {
			return nil, nil, false, nil
		}
	}
	if was, is, err = f.apart(ctx, before.req, after.req); err != nil || is.unseen > was.unseen {
		return nil, nil, false, err
	}
	for fn := range is.partial {
		if !was.partial[fn] {
			return nil, nil, false, nil
		}
	}
	worse, err := f.ends(ctx, before.req, after.req)
	return was, is, !worse && err == nil, err
}

// ends reports whether rustc ends in a text before it checks any body, and did not in the one before.
func (f *fixer) ends(ctx context.Context, before, after Request) (bool, error) {
	is, err := f.s.analysis.Ends(ctx, after)
	if err != nil || !is {
		return false, err
	}
	was, err := f.s.analysis.Ends(ctx, before)
	return !was, err
}

// verified are the fixes of an error that cure it, with their effect in the title.
func (f *fixer) verified(ctx context.Context, before *found, x *diag.Diagnostic) ([]fix, error) {
	var out []fix
	cured := map[string]bool{"": false} // groups
	for _, c := range f.candidates(ctx, x) {
		text, ok := c.apply(f.d.text)
		if !ok || cured[c.group] {
			continue
		}
		was, is, ok, err := f.cures(ctx, before, text, x)
		if err != nil {
			return nil, err
		}
		if !ok {
			continue
		}
		cured[c.group] = c.group != ""
		if c.alternative {
			now := difference(f.d.text, text).text
			c.title += ": `" + strings.TrimSpace(strings.SplitN(now, "\n", 2)[0]) + "`"
		}
		if c.effect == "" {
			c.effect = c.earlier(was)
		}
		if c.effect == "" {
			c.effect = effect(was, is)
		}
		out = append(out, c)
	}
	return out, nil
}

// maxSaid is how many changes a title tells.
const maxSaid = 3

// effect says what changed in the order in which scopes and statements drop.
func effect(before, after *bodies) string {
	var said []string
	gone, come := map[string][]ended{}, map[string][]ended{}
	all := union(before.drops, after.drops)
	for _, fn := range all {
		old, now := before.drops[fn], after.drops[fn]
		if text := reordered(old, now); text != "" {
			said = append(said, text)
			continue
		}
		gone[fn], come[fn] = without(old, now), without(now, old)
	}
	for _, fn := range all { // what another function drops now: a closure, say
		for _, from := range all {
			both := without(come[fn], without(come[fn], gone[from]))
			if fn == from || len(both) == 0 {
				continue
			}
			come[fn], gone[from] = without(come[fn], both), without(gone[from], both)
			by := "`" + fn + "`"
			if strings.Contains(fn, "{closure#") {
				by = "the closure"
			}
			said = append(said, quoted(names(both), ", ")+" dropped by "+by)
		}
	}
	for _, fn := range all {
		said = append(append(said, atEnds(gone[fn], " no longer dropped at the end of ")...), atEnds(come[fn], " dropped at the end of ")...)
	}
	slices.Sort(said)
	said = slices.Compact(said)
	switch n := len(said); {
	case n == 0:
		return "same drop order"
	case n > maxSaid:
		return strings.Join(said[:maxSaid], "; ") + fmt.Sprintf("; %d more", n-maxSaid)
	}
	return strings.Join(said, "; ")
}

// union are the keys of two maps, sorted.
func union[V any](a, b map[string]V) []string {
	out := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(out)
	return slices.Compact(out)
}

func names(list []ended) (out []string) {
	for _, e := range list {
		out = append(out, e.name)
	}
	return out
}

// reordered says how one list became another with the same names; empty: it did not.
func reordered(was, is []ended) string {
	old, now := names(was), names(is)
	a, b := slices.Sorted(slices.Values(old)), slices.Sorted(slices.Values(now))
	if slices.Equal(old, now) || !slices.Equal(a, b) {
		return ""
	}
	i, j := 0, len(old)
	for old[i] == now[i] {
		i++
	}
	for old[j-1] == now[j-1] {
		j--
	}
	return "drops " + quoted(now[i:j], " before ")
}

// atEnds says of values what becomes of them at the ends of scopes, then of statements.
func atEnds(list []ended, what string) (out []string) {
	for _, at := range []string{"its scope", "its statement"} {
		here := slices.DeleteFunc(slices.Clone(list), func(e ended) bool { return e.at != at })
		if len(here) > 0 {
			out = append(out, quoted(names(here), ", ")+what+at)
		}
	}
	return out
}

// earlier says what a fix ends before its time.
func (c *fix) earlier(before *bodies) string {
	var said []string
	for _, fn := range before.drops {
		for _, e := range fn {
			if slices.Contains(c.early, e.name) && !slices.Contains(said, e.name) {
				said = append(said, e.name)
			}
		}
	}
	switch {
	case len(said) == 0:
		return ""
	case len(said) == 1 && strings.Contains(c.title, quoted(said, "")):
		return fmt.Sprintf("instead of at the end of the scope, line %d", c.scopeEnd)
	}
	return fmt.Sprintf("%s dropped here instead of at the end of the scope, line %d", quoted(said, ", "), c.scopeEnd)
}

func quoted(names []string, sep string) string {
	if len(names) > 4 {
		names = append(slices.Clone(names[:4]), "…")
	}
	return "`" + strings.Join(names, "`"+sep+"`") + "`"
}

// without is what of a is not in b, each as often as it is more.
func without(a, b []ended) []ended {
	left := slices.Clone(b)
	var out []ended
	for _, x := range a {
		if i := slices.Index(left, x); i >= 0 {
			left = slices.Delete(left, i, i+1)
		} else {
			out = append(out, x)
		}
	}
	return out
}
