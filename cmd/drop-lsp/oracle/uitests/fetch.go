package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// This file: where the tests come from: Debian's source package of rustc 1.63, of which
// only src/test/ui is unpacked.

// testsFolder is where fetch puts the tests.
func testsFolder(cache string) string { return filepath.Join(cache, "ui") }

// fetch downloads and unpacks the tests, unless they are there.
func fetch(cache string) error {
	folder := testsFolder(cache)
	if _, err := os.Stat(folder); err == nil {
		return nil
	}
	if err := os.MkdirAll(cache, 0o777); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(cache, "fetch")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(tmp) }()
	if err := tool(tmp, "apt-get", "source", "--download-only", "rustc=1.63.0+dfsg1-2"); err != nil {
		return fmt.Errorf("the source package rustc 1.63 of Debian (deb-src in apt's sources): %w", err)
	}
	archives, err := filepath.Glob(filepath.Join(tmp, "rustc_*.orig.tar.xz"))
	if err != nil || len(archives) != 1 {
		return fmt.Errorf("no rustc_*.orig.tar.xz in the source package")
	}
	if err := tool(tmp, "tar", "-xf", archives[0], "--wildcards", "*/src/test/ui"); err != nil {
		return err
	}
	found, err := filepath.Glob(filepath.Join(tmp, "*", "src", "test", "ui"))
	if err != nil || len(found) != 1 {
		return fmt.Errorf("no src/test/ui in %s", filepath.Base(archives[0]))
	}
	return os.Rename(found[0], folder)
}

func tool(dir, name string, args ...string) error {
	c := exec.Command(name, args...)
	c.Dir = dir
	c.Stdout, c.Stderr = os.Stderr, os.Stderr
	return c.Run()
}
