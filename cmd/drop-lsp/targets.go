package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"drop-lsp/server"
)

// This file turns the paths of a command line into what to analyse: files, and folders with a package.

// request gathers the paths; one that is not there makes the run impossible.
func (c *common) request(paths []string) (server.Request, error) {
	r := server.Request{Options: c.options(), Choice: c.choice(), Own: true}
	for _, p := range paths {
		if err := readable(p); err != nil {
			return r, err
		}
		if !slices.Contains(r.Files, p) {
			r.Files = append(r.Files, p)
		}
	}
	return r, nil
}

// readable: a file that can be read, or a folder with a Cargo.toml.
func readable(path string) error {
	info, err := os.Stat(path)
	if err != nil {
		return fmt.Errorf("%s: %s", path, reason(err))
	}
	if !info.IsDir() {
		f, err := os.Open(path)
		if err != nil {
			return fmt.Errorf("%s: %s", path, reason(err))
		}
		return f.Close()
	}
	if _, err := os.Stat(filepath.Join(path, "Cargo.toml")); err != nil {
		return fmt.Errorf("%s: no Cargo.toml in this folder", path)
	}
	return nil
}

// reason is the system's error without the path, in lower case.
func reason(err error) string {
	if pe, ok := err.(*fs.PathError); ok {
		err = pe.Err
	}
	return err.Error()
}
