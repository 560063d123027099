package oracle

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// This file: verdicts. Each file of testdata/verdicts says where rustc finds which
// error; our check must find the same and, by rustc's recorded answer, in the same
// words. Where rustc is at hand the notes and the record are held against it first.

var noteRE = regexp.MustCompile(`//~([\^|]*) ERROR ?(E\d{4})?(.*)`)

// wanted are the errors that a fixture's notes announce, as "line code".
func wanted(text string) (out []string) {
	last := 0
	for i, l := range strings.Split(text, "\n") {
		for _, m := range noteRE.FindAllStringSubmatch(l, -1) {
			line := i + 1
			switch {
			case m[1] == "|":
				line = last
			default:
				line -= len(m[1])
			}
			last = line
			code := m[2]
			if code == "" {
				code = strings.TrimSpace(m[3])
			}
			out = append(out, fmt.Sprintf("%d %s", line, code))
		}
	}
	slices.Sort(out)
	return out
}

// promised says whether an error is one that check promises (interface.md); rustc's others are its own business.
var promised = regexp.MustCompile(`^E(0040|0120|0184|0309|0310|0311|0366|0367|0373|038[124]|0493|0499|050[0-9]|0510|0515|0521|0524|0594|0596|0597|0621|0626|0700|0712|0713|0716|0740)$`)

func ours(m message) bool {
	return promised.MatchString(m.code()) || m.Message == "lifetime may not live long enough"
}

func summary(ms []message) (out []string) {
	for _, m := range ms {
		key := m.code()
		if key == "" {
			key = m.Message
		}
		out = append(out, fmt.Sprintf("%d %s", m.primary().LineStart, key))
	}
	slices.Sort(out)
	return out
}

func onlyPromised(ms []message) (out []message) {
	for _, m := range ms {
		if ours(m) {
			out = append(out, m)
		}
	}
	return out
}

// words is a diagnostic as text, for comparison; suggestions are left out.
func words(m message) string {
	var b strings.Builder
	var write func(m message, indent string)
	write = func(m message, indent string) {
		fmt.Fprintf(&b, "%s%s[%s]: %s\n", indent, m.Level, m.code(), m.Message)
		slices.SortFunc(m.Spans, func(a, b span) int {
			if a.ByteStart != b.ByteStart {
				return a.ByteStart - b.ByteStart
			}
			if a.ByteEnd != b.ByteEnd {
				return a.ByteEnd - b.ByteEnd
			}
			return strings.Compare(a.Label, b.Label)
		})
		for _, s := range m.Spans {
			mark := "-"
			if s.Primary {
				mark = "^"
			}
			fmt.Fprintf(&b, "%s  %s %d:%d-%d:%d %s\n", indent, mark, s.LineStart, s.ColStart, s.LineEnd, s.ColEnd, s.Label)
		}
		for _, c := range m.Children {
			if c.Level == "help" || strings.HasPrefix(c.Message, "dropping ") { // suggestions; our own note on the drop
				continue
			}
			write(c, indent+"    ")
		}
	}
	write(m, "")
	return b.String()
}

// pending are the fixtures that do not hold yet: "verdict NAME", "words NAME", "trace NAME".
// One that holds and is still listed fails, so that the list only shrinks.
func pending(t testing.TB) map[string]bool {
	t.Helper()
	out := map[string]bool{}
	for _, l := range strings.Split(readText(t, "testdata/pending.txt"), "\n") {
		if l = strings.TrimSpace(l); l != "" && !strings.HasPrefix(l, "#") {
			out[l] = true
		}
	}
	return out
}

// settle compares an outcome with the list of what is pending.
func settle(t *testing.T, list map[string]bool, key, diff string) {
	t.Helper()
	switch {
	case diff != "" && list[key]:
		t.Skipf("pending: %s", key)
	case diff != "":
		t.Errorf("%s (- rustc, + ours):\n%s", key, diff)
	case list[key]:
		t.Errorf("%q holds now: take it off testdata/pending.txt", key)
	}
}

func TestVerdictsAreThoseOfRustc(t *testing.T) {
	list := pending(t)
	for _, file := range inputs(t, "verdicts") {
		name := strings.TrimSuffix(filepath.Base(file), ".rs")
		t.Run(name, func(t *testing.T) {
			text := readText(t, file)
			ed := edition(text)
			want := recorded(t, file, text, ed)
			got, partial := check(t, file, ed)
			if len(partial) > 0 && !list["verdict "+name] && !strings.Contains(text, "//@ partial") {
				t.Errorf("partial: %s", strings.Join(partial, "; "))
			}
			t.Run("verdict", func(t *testing.T) {
				settle(t, list, "verdict "+name, cmp.Diff(summary(want), summary(got)))
			})
			t.Run("words", func(t *testing.T) {
				if list["verdict "+name] {
					t.Skip("pending: its verdict")
				}
				settle(t, list, "words "+name, cmp.Diff(allWords(want), allWords(got)))
			})
		})
	}
}

func allWords(ms []message) string {
	var out []string
	for _, m := range ms {
		out = append(out, words(m))
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// recorded is rustc's answer about a fixture, held against rustc and the fixture's notes.
func recorded(t *testing.T, file, text, edition string) []message {
	t.Helper()
	record := strings.TrimSuffix(file, ".rs") + ".json"
	if hasRustc() && (*update || os.Getenv("CI") != "" || !exists(record)) {
		now := onlyPromised(rustcErrors(t, file, edition))
		if diff := cmp.Diff(wanted(text), summary(now)); diff != "" {
			t.Errorf("the notes are not rustc's verdict (- notes, + rustc):\n%s", diff)
		}
		if *update || !exists(record) {
			var b strings.Builder
			for _, m := range now {
				line, err := json.Marshal(m)
				if err != nil {
					t.Fatal(err)
				}
				b.Write(line)
				b.WriteByte('\n')
			}
			if err := os.WriteFile(record, []byte(b.String()), 0o666); err != nil {
				t.Fatal(err)
			}
		} else if diff := cmp.Diff(allWords(now), allWords(messages(t, []byte(readText(t, record))))); diff != "" {
			t.Errorf("the record is not rustc's answer (- rustc, + record):\n%s", diff)
		}
	}
	if !exists(record) {
		t.Skip("no recorded answer and no rustc 1.95 to ask")
	}
	return messages(t, []byte(readText(t, record)))
}

func exists(file string) bool {
	_, err := os.Stat(file)
	return err == nil
}
