package semantics

import (
	"path/filepath"

	"drop-lsp/semantics/cargo"
)

// This file: the crates of a whole workspace, whichever of its packages are meant by default.

// Workspace lists the crates of the workspace that a folder lies in; none: it lies in none that can be read.
func (ps *Packages) Workspace(dir string, opts Options, choice Choice, text func(string) (string, bool)) []Unit {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil
	}
	at := ps.find(abs, text)
	if at.err != nil || at.ws == nil {
		return nil
	}
	members := at.ws.Members
	if at.pkg != nil && at.ws.Member(at.pkg.Name) == nil {
		members = append([]*cargo.Manifest{at.pkg}, members...)
	}
	ps.mu.Lock()
	defer ps.mu.Unlock()
	var out []Unit
	for _, m := range members {
		for i := range m.Targets {
			t := &m.Targets[i]
			if b := ps.build(at, at.withDefaults(m), m, t, opts, choice, dir); b.res.Active(m).Has(t.Required) {
				out = append(out, b.unit())
			}
		}
	}
	return out
}
