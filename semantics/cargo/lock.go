package cargo

import (
	"path/filepath"
	"strings"
)

// This file: Cargo.lock, which says which version of each dependency is taken.

// locked is a package of the lock file.
type locked struct {
	name, version, source string
	deps                  []string // `name`, `name version` or `name version (source)`
}

// lock are the packages by name; empty: there is no lock file.
type lock map[string][]*locked

func readLock(fs FS, root string) lock {
	out := lock{}
	path := filepath.Join(root, "Cargo.lock")
	text, ok := fs.Read(path)
	if !ok {
		return out
	}
	t, err := parseTOML(path, text)
	if err != nil {
		return out
	}
	for _, p := range t.tables("package") {
		l := &locked{p.str("name"), p.str("version"), p.str("source"), p.strs("dependencies")}
		out[l.name] = append(out[l.name], l)
	}
	return out
}

// of is the entry of a package.
func (l lock) of(m *Manifest) *locked {
	all := l[m.Name]
	for _, p := range all {
		if p.version == m.Version || m.Version == "" && len(all) == 1 {
			return p
		}
	}
	return nil
}

// dependency is what a package's dependency is locked to; nil: nothing.
func (l lock) dependency(from *Manifest, d *Dependency) *locked {
	var among []*locked
	if p := l.of(from); p != nil {
		for _, s := range p.deps {
			f := strings.Fields(s)
			if len(f) == 0 || f[0] != d.Package {
				continue
			}
			for _, q := range l[f[0]] {
				if (len(f) < 2 || q.version == f[1]) && (len(f) < 3 || "("+q.source+")" == f[2]) {
					among = append(among, q)
				}
			}
		}
	} else {
		among = l[d.Package]
	}
	var best *locked
	for _, q := range among {
		if matches(d.Version, q.version) && (best == nil || higher(q.version, best.version)) {
			best = q
		}
	}
	return best
}
