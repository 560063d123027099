package semantics

import (
	"os"
	"path/filepath"
	"strings"

	"drop-lsp/semantics/hir"
)

// This file: where the files of a crate are, and its cfg.

// Load lowers a file as a crate root and follows its `mod name;`. Text is asked first (an
// editor's overlay); nil or false: what the disk has.
func Load(root string, opts Options, text func(string) (string, bool)) *Program {
	return load(nil, root, opts, func(path string) (string, bool) {
		if text != nil {
			if s, ok := text(path); ok {
				return s, true
			}
		}
		b, err := os.ReadFile(path)
		return string(b), err == nil
	})
}

// module finds the file of `mod name;` (reference, items.mod.outlined): `name.rs` or `name/mod.rs`
// in the folder of the module that declares it; #[path] is relative to that folder.
func (p *Program) module(from *hir.SourceFile, inline []string, name, path string, read func(string) (string, bool)) *hir.SourceFile {
	if from == nil {
		return nil
	}
	dir := filepath.Dir(from.Path)
	own := dir
	if base := strings.TrimSuffix(filepath.Base(from.Path), ".rs"); base != "mod" && from != p.order[0].src {
		own = filepath.Join(dir, base)
	}
	var tries []string
	switch {
	case path != "" && len(inline) == 0:
		tries = []string{filepath.Join(dir, path)}
	case path != "":
		tries = []string{filepath.Join(own, filepath.Join(inline...), path)}
	default:
		at := filepath.Join(append([]string{own}, inline...)...)
		tries = []string{filepath.Join(at, name+".rs"), filepath.Join(at, name, "mod.rs")}
	}
	for _, t := range tries {
		if p.within(from.Path, t) {
			return nil // modules that hold themselves: rustc's error
		}
		if f := p.open(t, read); f != nil {
			if _, ok := p.loader[t]; !ok {
				p.loader[t] = from.Path
			}
			return f.src
		}
	}
	return nil
}

// within reports whether a file is another one, or was brought in by it.
func (p *Program) within(path, outer string) bool {
	if p.loader == nil {
		p.loader = map[string]string{}
	}
	for range 10000 {
		if path == outer {
			return true
		}
		up, ok := p.loader[path]
		if !ok {
			return false
		}
		path = up
	}
	return true
}

// crateName is the name that rustc gives a crate by its root file.
func crateName(root string) string {
	return strings.ReplaceAll(strings.TrimSuffix(filepath.Base(root), ".rs"), "-", "_")
}

// cfgOf is the cfg of x86_64 Linux in a debug build, with the options' own.
func cfgOf(opts Options) map[string][]string {
	cfg := map[string][]string{
		"unix": {""}, "target_os": {"linux"}, "target_family": {"unix"}, "target_arch": {"x86_64"}, "target_env": {"gnu"},
		"target_vendor": {"unknown"}, "target_endian": {"little"}, "target_pointer_width": {"64"}, "debug_assertions": {""},
		"target_has_atomic": {"", "8", "16", "32", "64", "ptr"}, "panic": {"unwind"},
		"target_feature": {"fxsr", "sse", "sse2"},
	}
	if opts.Test {
		cfg["test"] = []string{""}
	}
	for _, c := range opts.Cfg {
		name, value, _ := strings.Cut(c, "=")
		name = strings.TrimSpace(name)
		cfg[name] = append(cfg[name], strings.Trim(strings.TrimSpace(value), `"`))
	}
	return cfg
}
