package cargo

import (
	"path/filepath"
	"slices"
	"strings"
)

// This file: what build scripts said. They are not run: if Cargo ran one, its output is
// in the target folder. What a script would say is not known otherwise, unless it
// cannot set a cfg at all.

// quiet are build dependencies that set no cfg.
var quiet = []string{"cc", "pkg-config", "cmake", "bindgen"}

// scriptCfg are the cfgs that a package's build script set, as NAME or NAME="VALUE"; known is false
// where it may set some and nobody knows which.
func scriptCfg(fs FS, m *Manifest, targetDir string) (cfg []string, known bool) {
	if m.Build == "" {
		return nil, true
	}
	seen := false
	for _, profile := range []string{"debug", "release"} {
		dir := filepath.Join(targetDir, profile, "build")
		for _, e := range fs.List(dir) {
			if hash, ok := strings.CutPrefix(e.Name, m.Name+"-"); !ok || strings.Contains(hash, "-") {
				continue
			}
			out, ok := fs.Read(filepath.Join(dir, e.Name, "output"))
			if !ok {
				continue
			}
			said := saidCfg(out)
			if seen && !slices.Equal(said, cfg) {
				return nil, false // for other features, or another version
			}
			cfg, seen = said, true
		}
	}
	return cfg, seen || !mayCfg(fs, m)
}

// saidCfg are the cfgs in a script's output.
func saidCfg(out string) []string {
	var cfg []string
	for _, line := range strings.Split(out, "\n") {
		line = strings.TrimSpace(line)
		for _, p := range []string{"cargo:rustc-cfg=", "cargo::rustc-cfg="} {
			if c, ok := strings.CutPrefix(line, p); ok {
				cfg = append(cfg, c)
			}
		}
	}
	slices.Sort(cfg)
	return slices.Compact(cfg)
}

// mayCfg reports whether a script may set a cfg: by itself or by a library.
func mayCfg(fs FS, m *Manifest) bool {
	for i := range m.Deps {
		if d := &m.Deps[i]; d.Kind == BuildDep && !slices.Contains(quiet, d.Package) {
			return true
		}
	}
	text, _ := fs.Read(m.Build)
	return strings.Contains(text, "rustc-cfg") || strings.Contains(text, "mod ") || strings.Contains(text, "include!")
}
