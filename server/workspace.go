package server

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// This file: what the client's workspace holds: the folders that it opened, the Cargo
// packages in them, and the files that belong to none.

// folder is one of the client's workspace folders.
type workspaceFolder struct {
	URI string `json:"uri"`
}

// setFolders takes the folders of initialize; older clients name one root.
func (s *server) setFolders(folders []workspaceFolder, root string) {
	if len(folders) == 0 && root != "" {
		folders = []workspaceFolder{{root}}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.folders = nil
	for _, f := range folders {
		s.folders = append(s.folders, fileOf(f.URI))
	}
}

// changeFolders takes folders in and out.
func (s *server) changeFolders(added, removed []workspaceFolder) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range removed {
		s.folders = slices.DeleteFunc(s.folders, func(have string) bool { return have == fileOf(f.URI) })
	}
	for _, f := range added {
		if dir := fileOf(f.URI); !slices.Contains(s.folders, dir) {
			s.folders = append(s.folders, dir)
		}
	}
}

// workspace is the question about all that the client has open, the document's own program first.
func (s *server) workspace(d *document) Request {
	req := s.request(d)
	s.mu.Lock()
	folders := slices.Clone(s.folders)
	for _, o := range s.docs {
		if o != d {
			req.Files = append(req.Files, o.file)
		}
	}
	s.mu.Unlock()
	slices.Sort(req.Files[1:])
	for _, file := range slices.Clone(req.Files) {
		if dir := packageOf(file); dir != "" {
			req.Files = append(req.Files, dir)
		}
	}
	for _, dir := range folders {
		req.Files = append(req.Files, sources(dir)...)
	}
	seen := map[string]bool{}
	req.Files = slices.DeleteFunc(req.Files, func(f string) bool { was := seen[f]; seen[f] = true; return was })
	return req
}

// packageOf is the nearest folder around a file that has a Cargo.toml; "": none has one.
func packageOf(file string) string {
	for dir := filepath.Dir(file); filepath.IsAbs(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "Cargo.toml")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			break
		}
	}
	return ""
}

// maxEntries is how much of a folder is looked at.
const maxEntries = 50_000

// sources are the folders below one that have a Cargo.toml, and the Rust files that lie in no package.
func sources(root string) []string {
	var out []string
	n := 0
	inside := packageOf(filepath.Join(root, "Cargo.toml")) != ""
	if inside {
		out = append(out, root)
	}
	_ = filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		n++
		switch {
		case err != nil:
			return nil
		case n > maxEntries:
			return filepath.SkipAll
		case e.IsDir():
			if path == root {
				return nil
			}
			if name := e.Name(); strings.HasPrefix(name, ".") || name == "target" || name == "node_modules" {
				return filepath.SkipDir
			}
		case e.Name() == "Cargo.toml":
			out = append(out, filepath.Dir(path))
		case strings.HasSuffix(path, ".rs") && !inside && packageOf(path) == "":
			out = append(out, path)
		}
		return nil
	})
	return out
}
