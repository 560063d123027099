package toolchain

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
)

// This file: hashbrown's source, at the version and with the checksum of the lock file
// that the library was built with.

var lockEntry = regexp.MustCompile(`(?m)^name = "hashbrown"\nversion = "([^"]+)"\nsource = [^\n]+\nchecksum = "(\w+)"`)

// locked is the version and checksum of hashbrown in a lock file.
func locked(file string) (version, checksum string, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return "", "", err
	}
	m := lockEntry.FindSubmatch(text)
	if m == nil {
		return "", "", fmt.Errorf("%s has no hashbrown", file)
	}
	return string(m[1]), string(m[2]), nil
}

// fetchHashbrown puts hashbrown's source into a folder of dir, which it returns: cargo
// gets it for an empty package that depends on it.
func (t *Toolchain) fetchHashbrown(dir string) (string, error) {
	version, checksum, err := locked(filepath.Join(t.library(), "Cargo.lock"))
	if err != nil {
		return "", err
	}
	manifest := fmt.Sprintf(`[package]
name = "dependent"
version = "0.0.0"
edition = "2021"
[dependencies]
hashbrown = { version = "=%s", default-features = false }
[workspace]
`, version)
	pkg := filepath.Join(dir, "dependent")
	if err := os.MkdirAll(filepath.Join(pkg, "src"), 0o755); err != nil {
		return "", err
	}
	for name, text := range map[string]string{"Cargo.toml": manifest, "src/lib.rs": ""} {
		if err := os.WriteFile(filepath.Join(pkg, name), []byte(text), 0o644); err != nil {
			return "", err
		}
	}
	vendor := filepath.Join(dir, "vendor")
	if err := t.run(pkg, "cargo", "vendor", "--quiet", vendor); err != nil {
		return "", fmt.Errorf("%w: hashbrown is not to be had: %w", ErrIncomplete, err)
	}
	_, got, err := locked(filepath.Join(pkg, "Cargo.lock"))
	if err != nil {
		return "", err
	}
	if got != checksum {
		return "", fmt.Errorf("hashbrown %s has the checksum %s, the library was built with %s", version, got, checksum)
	}
	return filepath.Join(vendor, "hashbrown"), nil
}
