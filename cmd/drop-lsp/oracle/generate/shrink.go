package generate

import "strings"

// This file: failing programs made small. The generators write one statement or one
// brace a line, so that a line, or the lines from an opening to its closing brace, are
// a part that can be left out, and a block can lose its first and last line.

// Shrink leaves out parts of a text while fails still holds, asking at most budget times.
func Shrink(text string, budget int, fails func(string) bool) string {
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	for changed := true; changed && budget > 0; {
		changed = false
		for i := 0; i < len(lines) && budget > 0; {
			shorter, ok := lines, false
			for _, candidate := range smaller(lines, i) {
				if budget--; budget < 0 {
					break
				}
				if fails(strings.Join(candidate, "\n") + "\n") {
					shorter, ok = candidate, true
					break
				}
			}
			if ok {
				lines, changed = shorter, true
				continue
			}
			i++
		}
	}
	return strings.Join(lines, "\n") + "\n"
}

// smaller are the texts without the part that starts at a line.
func smaller(lines []string, at int) (out [][]string) {
	cut := func(from, to int) []string {
		return append(append([]string{}, lines[:from]...), lines[to:]...)
	}
	end := closing(lines, at)
	if end < 0 {
		return nil
	}
	out = append(out, cut(at, end+1))
	if end > at {
		without := cut(end, end+1)
		out = append(out, append(without[:at:at], without[at+1:]...))
	}
	return out
}

// closing is the line on which what opens on a line is closed; -1 where nothing closes it.
func closing(lines []string, at int) int {
	depth := 0
	for i := at; i < len(lines); i++ {
		depth += strings.Count(lines[i], "{") - strings.Count(lines[i], "}")
		if depth < 0 {
			return -1
		}
		if depth == 0 && (i == at || !strings.HasPrefix(strings.TrimSpace(lines[i]), "} else")) {
			return i
		}
	}
	return -1
}
