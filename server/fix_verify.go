package server

import (
	"context"
	"fmt"
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
	unseen  int                 // outside of bodies
	drops   map[string][]string // by function: what is dropped at the ends of its scopes, in order
}

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
	out := &bodies{partial: map[string]bool{}, unseen: len(all.Unknown), drops: map[string][]string{}}
	for _, fn := range all.Functions {
		if fn.Partial {
			out.partial[fn.Name] = true
		}
		out.drops[fn.Name] = dropOrder(fn)
	}
	return out
}

func errorKey(x *diag.Diagnostic) string { return string(x.Code) + " " + x.Msg }

// dropOrder names what the ends of a function's scopes drop, in order.
func dropOrder(fn semantics.FunctionDrops) []string {
	var out []string
	for _, p := range fn.Points {
		if p.Kind == "scope-end" {
			for _, d := range p.Drops {
				out = append(out, hintName(d, ""))
			}
		}
	}
	return out
}

// cures reports whether a text is another without the error, and nothing worse; then what is known of
// the bodies that differ.
func (f *fixer) cures(ctx context.Context, before *found, text string, x *diag.Diagnostic) (was, is *bodies, ok bool, err error) {
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
			c.effect = effect(was, is)
		}
		out = append(out, c)
	}
	return out, nil
}

// maxSaid is how many changes a title tells.
const maxSaid = 3

// effect says what changed in the order in which scopes drop.
func effect(before, after *bodies) string {
	var said []string
	for fn, old := range before.drops {
		said = append(said, changed(old, after.drops[fn])...)
	}
	for fn, now := range after.drops {
		if _, known := before.drops[fn]; !known {
			said = append(said, changed(nil, now)...)
		}
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

// changed says how one list became another.
func changed(old, now []string) []string {
	if slices.Equal(old, now) {
		return nil
	}
	var out []string
	a, b := slices.Clone(old), slices.Clone(now)
	slices.Sort(a)
	slices.Sort(b)
	if slices.Equal(a, b) {
		i := 0
		for old[i] == now[i] {
			i++
		}
		j := len(old)
		for old[j-1] == now[j-1] {
			j--
		}
		return []string{"drops " + quoted(now[i:j], " before ")}
	}
	if gone := without(old, now); len(gone) > 0 {
		out = append(out, quoted(gone, ", ")+" no longer dropped at the end of its scope")
	}
	if come := without(now, old); len(come) > 0 {
		out = append(out, quoted(come, ", ")+" dropped at the end of its scope")
	}
	return out
}

func quoted(names []string, sep string) string {
	if len(names) > 4 {
		names = append(slices.Clone(names[:4]), "…")
	}
	return "`" + strings.Join(names, "`"+sep+"`") + "`"
}

// without is what of a is not in b, each as often as it is more.
func without(a, b []string) []string {
	left := slices.Clone(b)
	var out []string
	for _, x := range a {
		if i := slices.Index(left, x); i >= 0 {
			left = slices.Delete(left, i, i+1)
		} else {
			out = append(out, x)
		}
	}
	return out
}
