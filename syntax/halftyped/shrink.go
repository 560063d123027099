package halftyped

import (
	"regexp"
	"strings"
	"time"
)

// This file makes the smallest text of one that shows a defect: it leaves out lines, then
// tokens, as long as what is left still shows it.

var token = regexp.MustCompile(`\w+|\s+|[^\w\s]`)

// Shrink is a smallest part of a text of which bad is true; it takes no longer than most.
func Shrink(text string, most time.Duration, bad func(string) bool) string {
	end := time.Now().Add(most)
	for _, cut := range []func(string) []string{lines, tokens} {
		text = strings.Join(least(cut(text), end, func(parts []string) bool { return bad(strings.Join(parts, "")) }), "")
	}
	return text
}

func lines(text string) []string { return strings.SplitAfter(text, "\n") }

func tokens(text string) []string { return token.FindAllString(text, -1) }

// least leaves out runs of parts, ever shorter ones, while the rest stays bad.
func least(parts []string, end time.Time, bad func([]string) bool) []string {
	for n := (len(parts) + 1) / 2; n > 0; {
		shorter := false
		for i := 0; i < len(parts) && time.Now().Before(end); {
			rest := append(append([]string{}, parts[:i]...), parts[min(i+n, len(parts)):]...)
			if bad(rest) {
				parts, shorter = rest, true
			} else {
				i += n
			}
		}
		if !shorter || n > 1 {
			n /= 2
		}
	}
	return parts
}
