package toolchain

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"drop-lsp/semantics/stdlib/gen/rustdoc"
)

// This file: rustdoc's runs. Each crate is documented against the toolchain's own
// compiled crates, as the toolchain's build does: with private and hidden items.

// target is a crate to document.
type target struct {
	name    string
	edition string
	private bool     // -Zforce-unstable-if-unmarked: what has no stability is internal
	cfgs    []string // what the library is built with
	externs []string // name, or name=the metadata's
}

var targets = []target{
	{name: "core", edition: "2024"},
	{name: "alloc", edition: "2024", private: true},
	{name: "std", edition: "2024", private: true,
		cfgs: []string{"backtrace_in_libstd", `feature="backtrace"`, `feature="panic-unwind"`},
		externs: []string{"alloc", "core", "cfg_if", "hashbrown", "libc", "unwind", "miniz_oxide", "rustc_demangle", "addr2line",
			"object", "std_detect", "panic_unwind", "panic_abort"}},
	{name: "proc_macro", edition: "2024", private: true, externs: []string{"rustc_literal_escaper"}},
	{name: "std_detect", edition: "2024", private: true, cfgs: []string{`feature="std_detect_file_io"`}, externs: []string{"libc"}},
	{name: "hashbrown", edition: "2021", private: true,
		cfgs:    []string{`feature="nightly"`, `feature="core"`, `feature="alloc"`, `feature="rustc-internal-api"`, `feature="rustc-dep-of-std"`},
		externs: []string{"core=rustc_std_workspace_core", "alloc=rustc_std_workspace_alloc"}},
}

// Document runs rustdoc for all crates, with its files in work.
func (t *Toolchain) Document(work string) (in rustdoc.Input, err error) {
	work, err = filepath.Abs(work)
	if err != nil {
		return in, err
	}
	sources, out := filepath.Join(work, "library"), filepath.Join(work, "json")
	if err := t.copySources(sources); err != nil {
		return in, err
	}
	hashbrown, err := t.fetchHashbrown(work)
	if err != nil {
		return in, err
	}
	if err := t.documentAll(sources, hashbrown, out); err != nil {
		return in, err
	}
	return rustdoc.Input{
		Rust:    t.Version,
		JSON:    func(crate string) (io.ReadCloser, error) { return os.Open(filepath.Join(out, crate+".json")) },
		Sources: sources,
		Roots:   map[string]string{"hashbrown": hashbrown},
	}, nil
}

// documentAll documents two crates at a time: core takes as long as the others together.
func (t *Toolchain) documentAll(sources, hashbrown, out string) error {
	errs := make([]error, len(targets))
	slots := make(chan struct{}, 2)
	var wg sync.WaitGroup
	for i, c := range targets {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			dir, root := sources, c.name+"/src/lib.rs"
			if c.name == "hashbrown" {
				dir, root = hashbrown, "src/lib.rs"
			}
			errs[i] = t.document(c, dir, root, out)
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *Toolchain) document(c target, dir, root, out string) error {
	args := []string{"--crate-name", c.name, "--crate-type", "lib", "--edition", c.edition, root, "-Zunstable-options", "--output-format", "json",
		"--document-private-items", "--document-hidden-items", "--cap-lints", "allow", "-o", out}
	if c.private {
		args = append(args, "-Zforce-unstable-if-unmarked")
	}
	for _, cfg := range c.cfgs {
		args = append(args, "--cfg", cfg)
	}
	for _, x := range c.externs {
		name, crate, renamed := strings.Cut(x, "=")
		if !renamed {
			crate = name
		}
		file, err := t.metadata(crate)
		if err != nil {
			return err
		}
		args = append(args, "--extern", name+"="+file)
	}
	return t.run(dir, "rustdoc", args...)
}

// run runs a program of the toolchain in a folder. The library's sources use unstable
// features, and ask their build for the architecture.
func (t *Toolchain) run(dir, tool string, args ...string) error {
	cmd := exec.Command(t.tool(tool), args...)
	arch, _, _ := strings.Cut(t.Host, "-")
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "RUSTC_BOOTSTRAP=1", "STD_ENV_ARCH="+arch)
	var msgs bytes.Buffer
	cmd.Stderr = &msgs
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s in %s: %w\n%s", tool, dir, err, msgs.String())
	}
	return nil
}
