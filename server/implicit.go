package server

import (
	"context"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"drop-lsp/semantics"
)

// This file gathers the implicit calls of destructors over the programs of a workspace.
// What was found of a program is kept while its texts stay as they are; a program that no
// document is open of is not.

// Implicit is what a workspace has of destructors.
type Implicit struct {
	Calls []ImplicitCall // in the order of files and places
	Impls []semantics.DropImpl
}

// ImplicitCall is a place that runs destructors nobody calls there.
type ImplicitCall struct {
	Function string
	Span     semantics.FileSpan   // of the function
	At       semantics.FileSpan   // of the brace, the `;` and so on
	Impls    []semantics.FileSpan // the `impl Drop`s of the user's that may run
}

// rootImplicit is what was found of a program, and of which texts.
type rootImplicit struct {
	options string
	files   map[string]uint64
	Implicit
}

// Implicit gathers the implicit calls in all programs of a request, in which a folder stands for all of its workspace.
func (s Programs) Implicit(ctx context.Context, r Request) (Implicit, error) {
	var out Implicit
	seen := map[string]bool{}   // roots
	module := map[string]bool{} // files of programs without a package, which are no roots
	for _, path := range rootsFirst(r.Files) {
		if module[filepath.Clean(path)] {
			continue
		}
		units, err := s.wholeUnits(path, r)
		if err != nil {
			return out, err
		}
		for _, u := range units {
			if seen[u.Root] {
				continue
			}
			seen[u.Root] = true
			one := s.implicitIn(ctx, u, r)
			if err := ctx.Err(); err != nil {
				return out, err
			}
			out.Calls, out.Impls = append(out.Calls, one.Calls...), append(out.Impls, one.Impls...)
			for f := range one.files {
				module[filepath.Clean(f)] = packageOf(u.Root) == ""
			}
		}
	}
	// Several programs may hold one file.
	slices.SortStableFunc(out.Calls, func(a, b ImplicitCall) int { return comparePlaces(a.At, b.At) })
	out.Calls = slices.CompactFunc(out.Calls, func(a, b ImplicitCall) bool { return a.At == b.At && slices.Equal(a.Impls, b.Impls) })
	slices.SortStableFunc(out.Impls, func(a, b semantics.DropImpl) int { return comparePlaces(a.Span, b.Span) })
	out.Impls = slices.CompactFunc(out.Impls, func(a, b semantics.DropImpl) bool { return a.Span == b.Span })
	return out, nil
}

// wholeUnits are the programs that a file or a folder stands for.
func (s Programs) wholeUnits(path string, r Request) ([]semantics.Unit, error) {
	if info, err := os.Stat(path); err != nil || !info.IsDir() {
		return s.units(path, r)
	}
	packages := &semantics.Packages{}
	if s.kept != nil {
		packages = &s.kept.packages
	}
	return packages.Workspace(path, r.Options, r.Choice, r.Text), nil
}

// implicitIn is what one program has: what was found of it before, if its texts are what they were.
func (s Programs) implicitIn(ctx context.Context, u semantics.Unit, r Request) *rootImplicit {
	opts := fmt.Sprint(u.Options)
	inUse := false
	if s.kept != nil {
		s.kept.mu.Lock()
		have := s.kept.implicit[u.Root]
		_, inUse = s.kept.last[u.Root]
		s.kept.mu.Unlock()
		if have != nil && have.options == opts && have.holds(r) {
			return have
		}
	}
	from := s
	if !inUse {
		from = Programs{} // kept by nobody
	}
	p := from.program(u, r)
	out := &rootImplicit{options: opts, files: map[string]uint64{}, Implicit: Implicit{Impls: p.DropImpls()}}
	for _, f := range p.RestsOn() {
		out.files[f] = stamp(f, r)
	}
	for _, f := range p.DropsIn(ctx, semantics.FileSpan{}) {
		for _, point := range f.Points {
			out.add(f, point)
		}
	}
	if s.kept != nil && ctx.Err() == nil {
		s.kept.mu.Lock()
		s.kept.implicit[u.Root] = out
		s.kept.mu.Unlock()
	}
	return out
}

// add takes a drop point in, if it runs a destructor of the user's.
func (x *rootImplicit) add(f semantics.FunctionDrops, point semantics.DropPoint) {
	call := ImplicitCall{Function: f.Shown, Span: f.Whole, At: mark(point)}
	for _, d := range point.Drops {
		for _, impl := range d.Impls {
			if !slices.Contains(call.Impls, impl) {
				call.Impls = append(call.Impls, impl)
			}
		}
	}
	if n := len(x.Calls); n > 0 && x.Calls[n-1].At == call.At { // on another way
		for _, impl := range call.Impls {
			if !slices.Contains(x.Calls[n-1].Impls, impl) {
				x.Calls[n-1].Impls = append(x.Calls[n-1].Impls, impl)
			}
		}
		return
	}
	if len(call.Impls) > 0 && call.At.File != "" {
		x.Calls = append(x.Calls, call)
	}
}

// holds reports whether the texts are still those that were looked at.
func (x *rootImplicit) holds(r Request) bool {
	for f, was := range x.files {
		if stamp(f, r) != was {
			return false
		}
	}
	return true
}

// stamp tells one text of a file from another: an open one by what it says, one on disk by its size and time.
func stamp(file string, r Request) uint64 {
	h := fnv.New64a()
	if r.Text != nil {
		if text, ok := r.Text(file); ok {
			_, _ = h.Write([]byte(text))
			return h.Sum64()
		}
	}
	if info, err := os.Stat(file); err == nil {
		fmt.Fprint(h, info.Size(), info.ModTime().UnixNano())
	}
	return h.Sum64()
}

func comparePlaces(a, b semantics.FileSpan) int {
	if a.File != b.File {
		return strings.Compare(a.File, b.File)
	}
	return a.Start - b.Start
}
