package cargo

import (
	"slices"
	"strings"
)

// This file: which features of a package are on, and what that asks of its
// dependencies (reference, Features):
//
//	[features] default = ["std"]   std = ["dep:alloc", "log?/std", "memchr/std"]
//
// `std` turns the optional dependency alloc on, the feature std of memchr, and that of
// log if something else turns log on. An optional dependency that no feature mentions
// with `dep:` is a feature of its own name.

// Choice is which features are asked for.
type Choice struct {
	Features   []string
	All        bool
	NoDefaults bool
}

// Active is what a choice turns on.
type Active struct {
	Features map[string]bool
	// Optional are the optional dependencies that are on, by their name in the manifest.
	Optional map[string]bool
	// Of are the features that are asked of dependencies.
	Of      map[string][]string
	Unknown []string // features that the package does not have
}

// Activate turns on what a choice asks for.
func (m *Manifest) Activate(c Choice) *Active {
	a := &activation{m: m, implicit: m.implicit(), weak: map[string][]string{},
		out: &Active{Features: map[string]bool{}, Optional: map[string]bool{}, Of: map[string][]string{}}}
	if _, ok := m.Features["default"]; ok && !c.NoDefaults {
		a.enable("default")
	}
	if c.All {
		for f := range m.Features {
			a.enable(f)
		}
		for f := range a.implicit {
			a.enable(f)
		}
	}
	for _, f := range c.Features {
		a.enable(f)
	}
	for dep, fs := range a.weak {
		if a.out.Optional[dep] || !m.optional(dep) {
			a.out.Of[dep] = append(a.out.Of[dep], fs...)
		}
	}
	return a.out
}

// Enabled reports whether a dependency is on.
func (a *Active) Enabled(d *Dependency) bool { return !d.Optional || a.Optional[d.Key] }

// Has reports whether all features that a target requires are on.
func (a *Active) Has(required []string) bool {
	for _, f := range required {
		if dep, of, ok := strings.Cut(f, "/"); ok && slices.Contains(a.Of[dep], of) {
			continue
		}
		if !a.Features[f] {
			return false
		}
	}
	return true
}

// List are the features that are on, in order.
func (a *Active) List() []string {
	var out []string
	for f := range a.Features {
		out = append(out, f)
	}
	slices.Sort(out)
	return out
}

type activation struct {
	m        *Manifest
	implicit map[string]bool
	weak     map[string][]string
	out      *Active
}

func (a *activation) enable(f string) {
	if dep, ok := strings.CutPrefix(f, "dep:"); ok {
		a.out.Optional[dep] = true
		return
	}
	if dep, of, ok := strings.Cut(f, "/"); ok {
		if dep, weak := strings.CutSuffix(dep, "?"); weak {
			a.weak[dep] = append(a.weak[dep], of)
			return
		}
		if a.m.optional(dep) {
			a.out.Optional[dep] = true
			if _, has := a.m.Features[dep]; has || a.implicit[dep] {
				a.enable(dep)
			}
		}
		a.out.Of[dep] = append(a.out.Of[dep], of)
		return
	}
	if a.out.Features[f] {
		return
	}
	enables, listed := a.m.Features[f]
	switch {
	case listed:
		a.out.Features[f] = true
		for _, g := range enables {
			a.enable(g)
		}
	case a.implicit[f]:
		a.out.Features[f], a.out.Optional[f] = true, true
	default:
		a.out.Unknown = append(a.out.Unknown, f)
	}
}

// optional reports whether a dependency is only there if a feature turns it on.
func (m *Manifest) optional(key string) bool {
	found := false
	for i := range m.Deps {
		if d := &m.Deps[i]; d.Key == key {
			if !d.Optional {
				return false
			}
			found = true
		}
	}
	return found
}

// implicit are the optional dependencies that are features of their own name.
func (m *Manifest) implicit() map[string]bool {
	out := map[string]bool{}
	for i := range m.Deps {
		if d := &m.Deps[i]; d.Optional {
			out[d.Key] = true
		}
	}
	for _, enables := range m.Features {
		for _, f := range enables {
			if dep, ok := strings.CutPrefix(f, "dep:"); ok {
				delete(out, dep)
			}
		}
	}
	for f := range m.Features {
		delete(out, f)
	}
	return out
}
