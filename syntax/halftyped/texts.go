package halftyped

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// This file: the texts that are edited.

// largest is the size of the largest text that is taken.
const largest = 20_000

// Texts are the Rust texts in folders and all below, in their order; a file counts as itself.
func Texts(paths ...string) ([]string, error) {
	var out []string
	for _, p := range paths {
		err := filepath.WalkDir(p, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".rs") {
				return err
			}
			b, err := os.ReadFile(path)
			if len(b) > 0 && len(b) <= largest {
				out = append(out, string(b))
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}
