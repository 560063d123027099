package server

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"go.lsp.dev/protocol"

	"drop-lsp/semantics"
)

// This file is what hovers and tooltips say of drops and of glue, in Markdown, and how
// that reads for a client that wants plain text.

// markup is a text as the client wants it.
func (s *server) markup(markdown string) protocol.MarkupContent {
	if s.client.markdown {
		return protocol.MarkupContent{Kind: protocol.Markdown, Value: markdown}
	}
	return protocol.MarkupContent{Kind: protocol.PlainText, Value: plain(markdown)}
}

var (
	links  = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	fences = regexp.MustCompile("(?m)^```(rust)?\n")
)

// plain takes the marks of our Markdown away.
func plain(markdown string) string {
	t := fences.ReplaceAllString(markdown+"\n", "")
	t = strings.NewReplacer("**", "", "`", "", "\n\n---\n\n", "\n\n").Replace(links.ReplaceAllString(t, "$1"))
	return strings.TrimSpace(strings.ReplaceAll(t, "\n\n", "\n"))
}

// nameAndType is a dropped place with its type.
func nameAndType(d semantics.DropEntry) string {
	return hintName(d, "") + ": " + d.Type
}

// describeDrop says all there is of one drop.
func describeDrop(d semantics.DropEntry) string {
	return "```rust\n" + nameAndType(d) + "\n```\n\n" + strings.Join(dropFacts(d), "\n\n")
}

// dropFacts are the sentences about a drop: whether it runs, what runs, what it needs.
func dropFacts(d semantics.DropEntry) []string {
	var out []string
	if d.When == semantics.Maybe {
		out = append(out, "Moved out on some path: a drop flag decides.")
	}
	switch {
	case len(d.Destructors) > 0:
		out = append(out, "Runs "+strings.Replace(destructorsInOrder(d.Destructors), "those of", "the destructors of", 1)+".")
	case d.Effect == semantics.FreesMemory:
		out = append(out, "Only frees memory.")
	case d.Effect == semantics.ReleasesBorrow:
		out = append(out, "Releases what it borrows.")
	case d.Effect == semantics.RunsDestructor:
		out = append(out, "Runs the library's destructors.")
	}
	for _, r := range mustLive(d.RequiresLive) {
		out = append(out, mustBeLive(r))
	}
	return out
}

// mustLive leaves out what is always live.
func mustLive(all []semantics.Requirement) []semantics.Requirement {
	return slices.DeleteFunc(slices.Clone(all), func(r semantics.Requirement) bool { return r.Param == "'static" })
}

func mustBeLive(r semantics.Requirement) string {
	why := ""
	for i, b := range r.Because {
		sep := ", in "
		if i == 0 {
			sep = ": "
		}
		why += sep + b
	}
	if r.Param == "'_" {
		return "What it borrows must be live" + why + "."
	}
	return fmt.Sprintf("`%s` must be live%s.", r.Param, why)
}

// maxDestructors is how many destructors a text names.
const maxDestructors = 8

// destructorsInOrder names destructors; one several times in a row is counted.
func destructorsInOrder(list []string) string {
	type run struct {
		name string
		n    int
	}
	var runs []run
	for _, d := range list {
		if n := len(runs); n > 0 && runs[n-1].name == d {
			runs[n-1].n++
		} else {
			runs = append(runs, run{d, 1})
		}
	}
	var out []string
	for i, r := range runs {
		if i == maxDestructors {
			out = append(out, fmt.Sprintf("%d more", len(runs)-i))
			break
		}
		text := destructor(r.name)
		if r.n > 1 {
			text += fmt.Sprintf(" %d times", r.n)
		}
		out = append(out, text)
	}
	if len(out) > 1 {
		return strings.Join(out[:len(out)-1], ", then ") + ", then " + out[len(out)-1]
	}
	return out[0]
}

// destructor is one entry of Destructors in words; what only run time knows stands in angle brackets.
func destructor(d string) string {
	inner, open := strings.CutPrefix(d, "<")
	inner, closed := strings.CutSuffix(inner, ">")
	if !open || !closed {
		return "`" + lifetimes.ReplaceAllString(d, "") + "::drop`"
	}
	switch {
	case strings.HasPrefix(inner, "enum "):
		return "those of what the variant of `" + strings.TrimPrefix(inner, "enum ") + "` holds"
	case strings.HasPrefix(inner, "["):
		return "those of each element of `" + inner + "`"
	case strings.HasPrefix(inner, "dyn "):
		return "the destructor behind `" + inner + "`"
	}
	return "those of `" + inner + "`"
}
