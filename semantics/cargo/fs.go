// Package cargo reads Cargo packages: their manifests, targets, features and
// dependencies, as Cargo does (reference, The Manifest Format). It runs nothing and
// downloads nothing; all that it reads goes through FS, so that an editor's unsaved
// texts win.
package cargo

import (
	"fmt"
	"os"
	"path/filepath"
)

// This file: the files that the package sees, and what goes wrong with them.

// FS is what can be read. Paths are absolute.
type FS interface {
	// Read is a file's text; false: there is no such file.
	Read(path string) (string, bool)
	// Exists reports whether there is such a file.
	Exists(path string) bool
	// List is what a folder holds, by name; nil: there is no such folder.
	List(dir string) []Entry
}

// Entry is a file or folder in a folder.
type Entry struct {
	Name string
	Dir  bool
}

// Disk reads the disk; Text, where it is set and answers, comes first.
type Disk struct {
	Text func(path string) (string, bool)
}

var _ FS = Disk{}

// Read is a file's text.
func (d Disk) Read(path string) (string, bool) {
	if d.Text != nil {
		if s, ok := d.Text(path); ok {
			return s, true
		}
	}
	b, err := os.ReadFile(path)
	return string(b), err == nil
}

// Exists reports whether there is such a file.
func (d Disk) Exists(path string) bool {
	if d.Text != nil {
		if _, ok := d.Text(path); ok {
			return true
		}
	}
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// List is what a folder holds.
func (d Disk) List(dir string) []Entry {
	es, err := os.ReadDir(dir)
	if err != nil {
		return nil
	}
	out := make([]Entry, 0, len(es))
	for _, e := range es {
		isDir := e.IsDir()
		if e.Type()&os.ModeSymlink != 0 {
			info, err := os.Stat(filepath.Join(dir, e.Name()))
			isDir = err == nil && info.IsDir()
		}
		out = append(out, Entry{e.Name(), isDir})
	}
	return out
}

// Error says why a package cannot be read.
type Error struct {
	Path string // of the manifest
	Msg  string
}

func (e *Error) Error() string { return e.Path + ": " + e.Msg }

func errorf(path, format string, args ...any) error {
	return &Error{path, fmt.Sprintf(format, args...)}
}
