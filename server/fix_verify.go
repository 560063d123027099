package server

import (
	"context"
	"slices"
	"strings"

	"drop-lsp/semantics"
	"drop-lsp/syntax/diag"
)

// This file tries a fix: the fixed text is analysed, the error must be gone, no other may
// have come, and no body may be analysed less whole than before (one that has a type
// error is silent, which is no cure). Then it says what the fix does to the drop order.

// state of a text: what was found, and what was not looked at.
type found struct {
	errors  map[string]int // how often, by code and message
	partial map[string]bool
	unseen  int
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
	all, err := f.s.analysis.Drops(ctx, req)
	if err != nil {
		return nil, err
	}
	out := &found{errors: map[string]int{}, partial: map[string]bool{}, unseen: len(all.Unknown), drops: map[string][]string{}}
	for i := range rep.Diagnostics {
		if x := &rep.Diagnostics[i]; x.Level == diag.Error {
			out.errors[errorKey(x)]++
		}
	}
	for _, fn := range all.Functions {
		if fn.Partial {
			out.partial[fn.Name] = true
		}
		out.drops[fn.Name] = dropOrder(fn)
	}
	return out, nil
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

// cures reports whether after is before without the error, and nothing worse.
func cures(before, after *found, x *diag.Diagnostic) bool {
	if after.errors[errorKey(x)] >= before.errors[errorKey(x)] || after.unseen > before.unseen {
		return false
	}
	for k, n := range after.errors {
		if n > before.errors[k] {
			return false
		}
	}
	for fn := range after.partial {
		if !before.partial[fn] {
			return false
		}
	}
	return true
}

// verified are the fixes of an error that cure it, with their effect in the title.
func (f *fixer) verified(ctx context.Context, before *found, x *diag.Diagnostic) ([]fix, error) {
	var out []fix
	moved := false // one place for a declaration is enough
	for _, c := range f.candidates(ctx, x) {
		reorders := strings.HasPrefix(c.title, "Declare ")
		text, ok := c.apply(f.d.text)
		if !ok || reorders && moved {
			continue
		}
		after, err := f.examine(ctx, text)
		if err != nil {
			return nil, err
		}
		if !cures(before, after, x) {
			continue
		}
		moved = moved || reorders
		if c.alternative {
			now := difference(f.d.text, text).text
			c.title += ": `" + strings.TrimSpace(strings.SplitN(now, "\n", 2)[0]) + "`"
		}
		if c.effect == "" {
			c.effect = effect(before, after)
		}
		out = append(out, c)
	}
	return out, nil
}

// effect says what changed in the order in which scopes drop.
func effect(before, after *found) string {
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
	if len(said) == 0 {
		return "same drop order"
	}
	return strings.Join(slices.Compact(said), "; ")
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
