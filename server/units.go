package server

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"drop-lsp/semantics"
)

// This file: the programs of a request. A folder stands for the targets of its package,
// a file for the target that it belongs to. A file without a package that another one
// brings in with `mod` is part of that one's program.

// asked is a program with the files that were asked for; nil: all of it was.
type asked struct {
	*semantics.Program
	only []string
}

// holds reports whether a span stands in what was asked for.
func (a asked) holds(at semantics.FileSpan) bool {
	return a.only == nil || slices.ContainsFunc(a.only, func(f string) bool { return filepath.Clean(f) == filepath.Clean(at.File) })
}

// own keeps what stands in what was asked for.
func own[T any](a asked, all []T, at func(T) semantics.FileSpan) []T {
	return slices.DeleteFunc(all, func(x T) bool { return !a.holds(at(x)) })
}

// unseen is what outside of bodies could not be expanded or found.
func (a asked) unseen() []semantics.UnknownPart {
	return own(a, a.Unseen(), func(u semantics.UnknownPart) semantics.FileSpan { return u.Span })
}

// Forget lets go of what is kept of a file that was closed: its program, if no other file has it.
func (s Programs) Forget(file string) {
	if s.kept == nil {
		return
	}
	s.kept.mu.Lock()
	defer s.kept.mu.Unlock()
	root := s.kept.homes[file]
	delete(s.kept.homes, file)
	for _, other := range s.kept.homes {
		if other == root {
			return
		}
	}
	delete(s.kept.last, root)
}

// Reread forgets what was read of packages.
func (s Programs) Reread() {
	if s.kept != nil {
		s.kept.packages.Forget()
		s.kept.mu.Lock()
		clear(s.kept.implicit) // a module may have appeared
		s.kept.mu.Unlock()
	}
}

// program is the snapshot of a crate with the texts of now.
func (s Programs) program(u semantics.Unit, r Request) *semantics.Program {
	if s.kept == nil {
		return semantics.Load(u.Root, u.Options, r.Text)
	}
	e := s.kept.get(u.Root)
	e.mu.Lock()
	defer e.mu.Unlock()
	if opts := fmt.Sprint(u.Options); e.p == nil || e.opts != opts { // nobody goes back to other settings
		e.p, e.opts = semantics.Load(u.Root, u.Options, r.Text), opts
		e.p.Slim()
	} else {
		e.p = e.p.Again(r.ReadText)
	}
	return e.p
}

// roots are the programs of a request.
func (s Programs) roots(ctx context.Context, r Request) ([]asked, error) {
	var out []asked
	at := map[string]int{}      // programs by root
	module := map[string]bool{} // files of programs without a package
	for _, f := range rootsFirst(r.Files) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if module[filepath.Clean(f)] {
			continue
		}
		units, err := s.units(f, r)
		if err != nil {
			return nil, err
		}
		for _, u := range units {
			i, ok := at[u.Root]
			if !ok {
				i = len(out)
				at[u.Root] = i
				out = append(out, asked{Program: s.program(u, r)})
			}
			switch {
			case u.Only == "" || !r.Own:
				out[i].only = nil
			case !ok:
				out[i].only = []string{u.Only}
			case out[i].only != nil:
				out[i].only = append(out[i].only, u.Only)
			}
			for _, m := range out[i].Files() {
				module[filepath.Clean(m)] = module[filepath.Clean(m)] || out[i].only == nil
			}
		}
	}
	return out, nil
}

// units are the crates that a file or folder stands for.
func (s Programs) units(path string, r Request) ([]semantics.Unit, error) {
	packages := &semantics.Packages{}
	if s.kept != nil {
		packages = &s.kept.packages
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return packages.Folder(path, r.Options, r.Choice, r.Text)
	}
	u, err := packages.File(path, r.Options, r.Choice, r.Text, func(u semantics.Unit) bool {
		return slices.ContainsFunc(s.program(u, r).Files(), func(m string) bool { return filepath.Clean(m) == filepath.Clean(path) })
	})
	if err != nil && r.Unreadable == nil {
		return nil, err
	}
	if err != nil {
		r.Unreadable(err)
	}
	if s.kept != nil {
		s.kept.mu.Lock()
		s.kept.homes[path] = u.Root
		s.kept.mu.Unlock()
	}
	return []semantics.Unit{u}, nil
}

// rootsFirst puts the files that Cargo takes as roots first, so that their modules are not taken as roots too.
func rootsFirst(files []string) []string {
	if len(files) < 2 {
		return files
	}
	rank := func(f string) int {
		switch filepath.Base(f) {
		case "lib.rs":
			return 0
		case "main.rs":
			return 1
		}
		return 2
	}
	out := slices.Clone(files)
	slices.SortStableFunc(out, func(a, b string) int { return rank(a) - rank(b) })
	return out
}
