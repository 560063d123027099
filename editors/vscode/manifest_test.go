// Package vscode holds the tests of the extension that need neither node nor an editor.
package vscode

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// manifest is what is read of package.json.
type manifest struct {
	Contributes struct {
		Commands     []struct{ Command, Title string }
		Walkthroughs []struct {
			Steps []struct {
				Description string
				Media       struct{ Image string }
			}
		}
	}
}

func read(t *testing.T) (m manifest, text string) {
	t.Helper()
	b, err := os.ReadFile("package.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	return m, string(b)
}

func TestEveryCommandIsThere(t *testing.T) {
	m, text := read(t)
	files, _ := filepath.Glob("src/*.ts")
	var source strings.Builder
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		source.Write(b)
	}
	registered := map[string]bool{}
	for _, r := range regexp.MustCompile(`registerCommand\("([^"]+)"`).FindAllStringSubmatch(source.String(), -1) {
		registered[r[1]] = true
	}
	declared := map[string]bool{}
	for _, c := range m.Contributes.Commands {
		declared[c.Command] = true
		if !registered[c.Command] {
			t.Errorf("%s is declared, nobody registers it", c.Command)
		}
	}
	for c := range registered {
		if !declared[c] {
			t.Errorf("%s is registered, package.json does not declare it", c)
		}
	}
	for _, r := range regexp.MustCompile(`\(command:(drop-lsp\.\w+)\)`).FindAllStringSubmatch(text, -1) {
		if !declared[r[1]] {
			t.Errorf("the walkthrough leads to %s, which is not there", r[1])
		}
	}
}

func TestTheWalkthroughsPicturesAreThereAndSmall(t *testing.T) {
	m, _ := read(t)
	for _, w := range m.Contributes.Walkthroughs {
		for _, s := range w.Steps {
			info, err := os.Stat(s.Media.Image)
			if err != nil {
				t.Error(err)
			} else if info.Size() > 150_000 {
				t.Errorf("%s has %d bytes", s.Media.Image, info.Size())
			}
		}
	}
}

func TestTheLockfileNamesNoRegistry(t *testing.T) {
	b, err := os.ReadFile("package-lock.json")
	if err != nil {
		t.Fatal(err)
	}
	if i := strings.Index(string(b), `"resolved"`); i >= 0 {
		t.Errorf("package-lock.json has %.80s", b[i:])
	}
}
