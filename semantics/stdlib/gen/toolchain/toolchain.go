// Package toolchain makes rustdoc's JSON about the standard library from an installed
// Rust toolchain with the component rust-src:
//
//	toolchain.go  finding it
//	edit.go       a private copy of the library's sources, with two edits
//	hashbrown.go  hashbrown, the one crate from outside whose types std's are made of
//	document.go   rustdoc's runs
package toolchain

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Toolchain is an installed toolchain.
type Toolchain struct {
	Version string // "1.95.0"
	Host    string // "x86_64-unknown-linux-gnu"
	sysroot string
}

// ErrIncomplete says that something is not installed.
var ErrIncomplete = errors.New("the toolchain is not complete")

// Find asks rustc for its toolchain. name is rustup's name for it, "": the default.
func Find(name string) (*Toolchain, error) {
	var args []string
	if name != "" {
		args = append(args, "+"+name)
	}
	ask := func(arg string) (string, error) {
		out, err := exec.Command("rustc", append(args, arg)...).Output()
		if err != nil {
			return "", fmt.Errorf("%w: rustc %s: %w", ErrIncomplete, arg, err)
		}
		return strings.TrimSpace(string(out)), nil
	}
	verbose, err := ask("-vV")
	if err != nil {
		return nil, err
	}
	t := &Toolchain{}
	for _, line := range strings.Split(verbose, "\n") {
		switch key, value, _ := strings.Cut(line, ": "); key {
		case "host":
			t.Host = value
		case "release":
			t.Version = value
		}
	}
	if t.sysroot, err = ask("--print=sysroot"); err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(t.library(), "core/src/lib.rs")); err != nil {
		return nil, fmt.Errorf("%w: no sources (rustup component add rust-src): %w", ErrIncomplete, err)
	}
	for _, tool := range []string{"rustdoc", "cargo"} {
		if _, err := exec.LookPath(t.tool(tool)); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrIncomplete, err)
		}
	}
	return t, nil
}

// library is the folder of the library's sources.
func (t *Toolchain) library() string {
	return filepath.Join(t.sysroot, "lib/rustlib/src/rust/library")
}

// tool is a program of the toolchain, or of the PATH where it has none of its own.
func (t *Toolchain) tool(name string) string {
	if own := filepath.Join(t.sysroot, "bin", name); isFile(own) {
		return own
	}
	return name
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// metadata is the compiled form of one of the library's crates.
func (t *Toolchain) metadata(crate string) (string, error) {
	pattern := filepath.Join(t.sysroot, "lib/rustlib", t.Host, "lib", "lib"+crate+"-*.rmeta")
	found, err := filepath.Glob(pattern)
	if err != nil || len(found) != 1 {
		return "", fmt.Errorf("%w: %d files are %s", ErrIncomplete, len(found), pattern)
	}
	return found[0], nil
}
