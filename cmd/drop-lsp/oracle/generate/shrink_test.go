package generate

import (
	"slices"
	"strings"
	"testing"
)

// The programs of every generator shrink: to the lines that a failure needs and no others.
func TestProgramsOfEveryGeneratorShrink(t *testing.T) {
	pair, _ := Pair(5)
	for kind, p := range map[string]Program{"order": Order(3, "2024"), "verdict": Verdict(3), "pair": pair} {
		lines := strings.Split(strings.TrimSpace(p.Text), "\n")
		needed := strings.TrimSpace(lines[len(lines)/2])
		small := Shrink(p.Text, 1000, func(text string) bool { return strings.Contains(text, needed) })
		if !strings.Contains(small, needed) {
			t.Errorf("%s: what fails is gone: %q", kind, needed)
		}
		if n := strings.Count(small, "\n"); n > 6 || n >= len(lines) && len(lines) > 1 {
			t.Errorf("%s: %d lines of %d are left:\n%s", kind, n, len(lines), small)
		}
	}
}

// A seed gives the same program each time, else no failure could be asked for again.
func TestASeedIsAProgram(t *testing.T) {
	texts := func(seed uint64) []string {
		a, b := Pair(seed)
		return []string{Order(seed, "2021").Text, Order(seed, "2024").Text, Verdict(seed).Text, a.Text, b.Text}
	}
	for seed := range uint64(20) {
		if first := texts(seed); !slices.Equal(first, texts(seed)) {
			t.Errorf("seed %d differs from itself", seed)
		}
	}
}
