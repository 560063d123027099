package oracle

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// This file: asking rustc.

var hasRustc = sync.OnceValue(func() bool {
	out, err := exec.Command("rustc", "--version").Output()
	return err == nil && strings.HasPrefix(string(out), "rustc 1.95.")
})

func needRustc(t testing.TB) {
	t.Helper()
	if !hasRustc() {
		t.Skip("no rustc 1.95 on this machine: it cannot be asked")
	}
}

// span is a span in rustc's JSON, without what depends on the path of the file.
type span struct {
	ByteStart int    `json:"byte_start"`
	ByteEnd   int    `json:"byte_end"`
	LineStart int    `json:"line_start"`
	LineEnd   int    `json:"line_end"`
	ColStart  int    `json:"column_start"`
	ColEnd    int    `json:"column_end"`
	Primary   bool   `json:"is_primary"`
	Label     string `json:"label"`

	std bool // in a file of the standard library
}

// UnmarshalJSON reads a span. One in an expansion of std's macros is where the program calls
// the macro: that is what rustc shows where std's sources are not installed (rust-src),
// and what we give, who do not have them.
func (s *span) UnmarshalJSON(text []byte) error {
	type plain span
	var read struct {
		plain
		FileName  string `json:"file_name"`
		Expansion *struct{ Span span }
	}
	if err := json.Unmarshal(text, &read); err != nil {
		return err
	}
	*s = span(read.plain)
	s.std = strings.Contains(read.FileName, "/library/") // of /rustc/HASH, or of the sysroot
	if s.std && read.Expansion != nil {
		primary, label := s.Primary, s.Label
		*s = read.Expansion.Span
		s.Primary, s.Label = primary, label
	}
	return nil
}

// inProgram leaves out the spans that only std's sources can show (`fn into_iter(self)`):
// whether these are installed must not matter.
func inProgram(m message) message {
	m.Spans = slices.DeleteFunc(m.Spans, func(s span) bool { return s.std })
	for i := range m.Children {
		m.Children[i] = inProgram(m.Children[i])
	}
	return m
}

// message is a diagnostic in rustc's JSON.
type message struct {
	Message  string                 `json:"message"`
	Code     *struct{ Code string } `json:"code"`
	Level    string                 `json:"level"`
	Spans    []span                 `json:"spans"`
	Children []message              `json:"children"`
}

func (m message) code() string {
	if m.Code == nil {
		return ""
	}
	return m.Code.Code
}

func (m message) primary() span {
	for _, s := range m.Spans {
		if s.Primary {
			return s
		}
	}
	return span{}
}

// messages reads one diagnostic a line.
func messages(t testing.TB, text []byte) (out []message) {
	t.Helper()
	for line := range bytes.Lines(text) {
		if !bytes.HasPrefix(line, []byte("{")) {
			continue
		}
		var m message
		if err := json.Unmarshal(line, &m); err != nil {
			t.Fatalf("not a diagnostic: %v\n%s", err, line)
		}
		out = append(out, inProgram(m))
	}
	return out
}

// crateType is bin for a program with a main, lib for others.
func crateType(text string) string {
	if strings.Contains(text, "fn main()") {
		return "bin"
	}
	return "lib"
}

// rustcErrors are rustc's errors about a file, warnings left out.
func rustcErrors(t testing.TB, file, edition string) (out []message) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command("rustc", "--edition", edition, "--crate-type", crateType(string(text)), "--emit=metadata",
		"-o", filepath.Join(t.TempDir(), "out"), "--error-format=json", "-Awarnings", file)
	c.Env = append(os.Environ(), "RUSTC_BOOTSTRAP=1")
	var stderr bytes.Buffer
	c.Stderr = &stderr
	_ = c.Run() // errors are its answer
	for _, m := range messages(t, stderr.Bytes()) {
		if m.Level == "error" && len(m.Spans) > 0 {
			out = append(out, m)
		}
	}
	return out
}

// trace compiles and runs a program and gives the lines that it prints.
func trace(t testing.TB, file, edition string) []string {
	t.Helper()
	exe := filepath.Join(t.TempDir(), "program")
	c := exec.Command("rustc", "--edition", edition, "-Awarnings", "-Copt-level=0", "-Cdebuginfo=0", "-o", exe, file)
	c.Env = append(os.Environ(), "RUSTC_BOOTSTRAP=1")
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("rustc does not compile %s: %v\n%s", file, err, out)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, exe).Output()
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return lines(string(out))
}

func lines(s string) []string {
	s = strings.TrimRight(s, "\n")
	if s == "" {
		return nil
	}
	return strings.Split(s, "\n")
}

// edition reads a fixture's header.
func edition(text string) string {
	for _, l := range strings.Split(text, "\n") {
		if e, ok := strings.CutPrefix(l, "//@ edition:"); ok {
			return strings.TrimSpace(e)
		}
	}
	return "2021"
}
