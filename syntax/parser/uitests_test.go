package parser

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"sync"
	"testing"

	"drop-lsp/syntax/ast"
)

// This file compares the parser with rustc's on a folder of Rust files, such as rustc's own
// UI tests: RUST_UI=folder go test -v -run UITests ./syntax/parser. A file that
// `rustc -Zparse-crate-root-only` takes must parse without an error, in the edition that the
// file names; and where rustc reports a syntax error, the item that holds it must be in error
// for us too, since nothing of it is analysed then. RUST_UI_ANSWERS names a file that
// keeps rustc's answers from one run to the next.

// verdict is rustc's answer about one file: the errors' places in bytes.
type verdict struct {
	Edition string
	Errors  []rustcError `json:",omitempty"`
}

type rustcError struct {
	Start, End int
	Msg        string
}

var editionLine = regexp.MustCompile(`(?m)^//\s?@?\s*(?:\[\w+\]\s*)?edition:\s*(\d{4})`)

func fileEdition(text []byte) string {
	if m := editionLine.FindSubmatch(text); m != nil {
		return string(m[1])
	}
	return "2015"
}

// rustcParses asks rustc for the syntax errors of a file.
func rustcParses(path string, text []byte) verdict {
	v := verdict{Edition: fileEdition(text)}
	cmd := exec.Command("rustc", "--edition", v.Edition, "-Zparse-crate-root-only", "-Zunstable-options", "--error-format=json", path)
	cmd.Env = append(os.Environ(), "RUSTC_BOOTSTRAP=1")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	cmd.Run()
	for _, line := range strings.Split(stderr.String(), "\n") {
		var m struct {
			Message, Level string
			Spans          []struct {
				Byte_start, Byte_end int
				Is_primary           bool
			}
		}
		if json.Unmarshal([]byte(line), &m) != nil || m.Level != "error" || strings.HasPrefix(m.Message, "aborting due to") {
			continue
		}
		e := rustcError{Msg: m.Message, Start: -1}
		for _, s := range m.Spans {
			if s.Is_primary {
				e.Start, e.End = s.Byte_start, s.Byte_end
				break
			}
		}
		v.Errors = append(v.Errors, e)
	}
	return v
}

// answers are rustc's verdicts on all files, asked for where they are not kept.
func answers(t *testing.T, root string, files []string) map[string]verdict {
	out := map[string]verdict{}
	kept := os.Getenv("RUST_UI_ANSWERS")
	if data, err := os.ReadFile(kept); err == nil {
		if err := json.Unmarshal(data, &out); err != nil {
			t.Fatal(err)
		}
	}
	var mu sync.Mutex
	var wg sync.WaitGroup
	work := make(chan string)
	for range 2 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for name := range work {
				path := filepath.Join(root, name)
				text, _ := os.ReadFile(path)
				v := rustcParses(path, text)
				mu.Lock()
				out[name] = v
				if len(out)%500 == 0 {
					keep(t, kept, out)
				}
				mu.Unlock()
			}
		}()
	}
	asked := 0
	for _, name := range files {
		mu.Lock()
		_, ok := out[name]
		mu.Unlock()
		if !ok {
			asked++
			work <- name
		}
	}
	close(work)
	wg.Wait()
	if asked > 0 {
		keep(t, kept, out)
	}
	return out
}

// keep writes the answers to the file that is named for them, if one is.
func keep(t *testing.T, file string, out map[string]verdict) {
	if file == "" {
		return
	}
	data, _ := json.MarshalIndent(out, "", " ")
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Error(err)
	}
}

// errorPlaces are the ranges of a file's units that hold errors, and the errors' first texts.
func errorPlaces(f *ast.File) (ranges [][2]int, first string) {
	note := func(msg string) {
		if first == "" {
			first = msg
		}
	}
	for _, e := range f.Errors {
		ranges = append(ranges, [2]int{int(e.Start), int(e.End)})
		note(e.Msg)
	}
	var see func(us []*ast.Unit)
	see = func(us []*ast.Unit) {
		for _, u := range us {
			for _, e := range u.Errors {
				text := u.Text[e.Start:]
				note(e.Msg + ": " + text[:min(50, len(text))])
			}
			if len(u.Errors) > 0 {
				ranges = append(ranges, [2]int{int(u.Start), int(u.Start) + len(u.Text)})
			}
			see(u.Children)
		}
	}
	see(f.Units)
	return ranges, first
}

func TestUITests(t *testing.T) {
	root := os.Getenv("RUST_UI")
	if root == "" {
		t.Skip("RUST_UI is not set")
	}
	var files []string
	filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Ext(p) == ".rs" {
			name, _ := filepath.Rel(root, p)
			files = append(files, name)
		}
		return nil
	})
	sort.Strings(files)
	asked := answers(t, root, files)
	taken, rejected, strict, lax := 0, 0, 0, 0
	for _, name := range files {
		text, _ := os.ReadFile(filepath.Join(root, name))
		v := asked[name]
		ranges, first := errorPlaces(ParseFile(string(text)))
		if len(v.Errors) == 0 {
			taken++
			if len(ranges) > 0 {
				strict++
				t.Logf("STRICT %s (%s): %q", name, v.Edition, first)
			}
			continue
		}
		rejected++
		for _, e := range v.Errors {
			if !covered(ranges, e) {
				lax++
				end := min(e.End, len(text))
				t.Logf("LAX %s (%s): %s: %q", name, v.Edition, e.Msg, text[max(min(e.Start, end), 0):min(end, max(e.Start, 0)+60)])
				break
			}
		}
	}
	t.Logf("rustc takes %d files, of which %d have an error for us; it rejects %d, of which %d have an item without its error for us", taken, strict, rejected, lax)
}

func covered(ranges [][2]int, e rustcError) bool {
	for _, r := range ranges {
		if e.Start < 0 || strings.Contains(e.Msg, "unclosed delimiter") || r[0] <= e.End && e.Start <= r[1] {
			return true
		}
	}
	return false
}
