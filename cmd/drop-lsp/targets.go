package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"drop-lsp/server"
)

// This file turns the paths of a command line into the files to analyse.

// request gathers the files under the paths; one that is not there makes the run impossible.
func (c *common) request(paths []string) (server.Request, error) {
	r := server.Request{Options: c.options()}
	for _, p := range paths {
		files, err := rustFiles(p)
		if err != nil {
			return r, err
		}
		for _, f := range files {
			if !slices.Contains(r.Files, f) {
				r.Files = append(r.Files, f)
			}
		}
	}
	return r, nil
}

// rustFiles is a `.rs` file itself, or the `.rs` files of a package's folder.
func rustFiles(path string) ([]string, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %s", path, reason(err))
	}
	if !info.IsDir() {
		f, err := os.Open(path)
		if err != nil {
			return nil, fmt.Errorf("%s: %s", path, reason(err))
		}
		return []string{path}, f.Close()
	}
	if _, err := os.Stat(filepath.Join(path, "Cargo.toml")); err != nil {
		return nil, fmt.Errorf("%s: no Cargo.toml in this folder", path)
	}
	var files []string
	err = filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && p != path && (d.Name() == "target" || strings.HasPrefix(d.Name(), ".")):
			return filepath.SkipDir
		case !d.IsDir() && filepath.Ext(p) == ".rs":
			files = append(files, p)
		}
		return nil
	})
	return files, err
}

// reason is the system's error without the path, in lower case.
func reason(err error) string {
	if pe, ok := err.(*fs.PathError); ok {
		err = pe.Err
	}
	return err.Error()
}
