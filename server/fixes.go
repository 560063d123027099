package server

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"drop-lsp/semantics"
	"drop-lsp/syntax/diag"
)

// This file makes the fixes that may mend an error: rustc's own suggestions, and those
// that only who knows the drop order can make. None is offered as it is: fix_verify.go
// tries each on the text.
//
//	E0597  the borrowed value is declared too late   move its `let` before the borrower's
//	E0502 … a destructor still needs the borrow      `drop(guard)` before, or a block around
//	E0716  a temporary dies too early                bind it to a `let` before the statement
//	E0184  a type with a destructor is `Copy`        remove `Copy`

// textEdit replaces a part of one file.
type textEdit struct {
	start, end int
	text       string
}

// fix is a candidate.
type fix struct {
	title   string
	edits   []textEdit
	machine bool // rustc says that it may be applied unseen
	// alternative: one of several under one help, which its title must tell apart.
	alternative bool
	// group: of candidates with the same one, one that cures is enough; "": of no group.
	group  string
	effect string
	// early are variables that a fix ends before the error's place, instead of on the line scopeEnd.
	early    []string
	scopeEnd int
}

// apply gives the text after a fix; false: its edits overlap.
func (f *fix) apply(text string) (string, bool) {
	edits := slices.Clone(f.edits)
	slices.SortStableFunc(edits, func(a, b textEdit) int { return a.start - b.start })
	var b strings.Builder
	at := 0
	for _, e := range edits {
		if e.start < at || e.end < e.start || e.end > len(text) {
			return "", false
		}
		b.WriteString(text[at:e.start])
		b.WriteString(e.text)
		at = e.end
	}
	b.WriteString(text[at:])
	return b.String(), true
}

// fixer makes the fixes of one document's errors.
type fixer struct {
	s      *server
	d      *document
	report semantics.Report
	left   *int // how many texts may still be tried
}

// maxTried is how many texts are tried for one request: a range with hundreds of errors is no menu.
const maxTried = 40

// candidates are the fixes of an error that are worth a try, the best first.
func (f *fixer) candidates(ctx context.Context, x *diag.Diagnostic) []fix {
	var out []fix
	for _, sug := range x.Suggestions {
		if c, ok := f.suggestion(sug); ok {
			n := 0
			for _, other := range x.Suggestions {
				if other.Msg == sug.Msg {
					n++
				}
			}
			c.alternative = n > 1
			if strings.Contains(sug.Msg, "`let` binding") {
				c.group = "bind"
			}
			out = append(out, c)
		}
	}
	primary, ok := f.report.Resolve(x.Primary())
	if !ok || primary.File != f.d.file {
		return out
	}
	switch x.Code {
	case "E0184":
		out = append(out, f.removeCopy(ctx, primary)...)
	case "E0597":
		out = append(out, f.reorder(ctx, x)...)
	case "E0716":
		out = append(out, f.bind(ctx, primary)...)
	}
	if name := droppedLater(x); name != "" {
		out = append(out, f.endBefore(ctx, name, primary)...)
	}
	return out
}

// suggestion takes over one of rustc's.
func (f *fixer) suggestion(sug diag.Suggestion) (fix, bool) {
	out := fix{title: titleOf(sug.Msg), machine: sug.Applicability == diag.MachineApplicable}
	if sug.Applicability == diag.HasPlaceholders || len(sug.Edits) == 0 {
		return out, false
	}
	for _, e := range sug.Edits {
		at, ok := f.report.Resolve(e.Span)
		if !ok || at.File != f.d.file {
			return out, false
		}
		out.edits = append(out.edits, textEdit{at.Start, at.End, e.Text})
	}
	if n := len(out.edits); saveTail.MatchString(sug.Msg) { // the local stands on a line of its own, as the expression does
		line := f.indent(out.edits[0].start)
		if rest, ok := strings.CutPrefix(out.edits[n-1].text, "; "); ok && strings.HasSuffix(f.d.text[:out.edits[0].start], "\n"+line) {
			out.edits[n-1].text = ";\n" + line + rest
		}
	}
	return out, true
}

var (
	saveTail = regexp.MustCompile("^for example, you could save the expression's value in a new local variable (`[^`]+`)")
	takeAll  = regexp.MustCompile("^to force the .* to take ownership of (`[^`]+`) .*use the `move` keyword$")
)

// titleOf is what rustc says of a suggestion as a menu has room for it.
func titleOf(msg string) string {
	if m := saveTail.FindStringSubmatch(msg); m != nil {
		return "Bind the block's last expression to " + m[1]
	}
	if m := takeAll.FindStringSubmatch(msg); m != nil {
		return "Use `move`, to take ownership of " + m[1]
	}
	return strings.ToUpper(msg[:1]) + msg[1:]
}

// maxMoves is how many places for a declaration are tried.
const maxMoves = 8

var declared = regexp.MustCompile("^binding `([^`]+)` declared here$")

// reorder moves the borrowed value's declaration before those above it, the nearest first.
func (f *fixer) reorder(ctx context.Context, x *diag.Diagnostic) []fix {
	for _, l := range x.Labels {
		m := declared.FindStringSubmatch(l.Text)
		at, ok := f.report.Resolve(l.Span)
		if m == nil || !ok || at.File != f.d.file {
			continue
		}
		for _, b := range f.s.analysis.BlocksAround(ctx, f.s.request(f.d), f.d.file, at.Start) {
			i := slices.IndexFunc(b.Stmts, func(s semantics.StmtView) bool { return s.Span.Start <= at.Start && at.End <= s.Span.End && s.Let })
			if i < 1 {
				continue
			}
			var out []fix
			for j := i - 1; j >= 0 && len(out) < maxMoves; j-- {
				if b.Stmts[j].Let && len(b.Stmts[j].Names) > 0 {
					out = append(out, fix{group: "reorder", title: "Declare `" + m[1] + "` before `" + b.Stmts[j].Names[0] + "`", edits: f.move(b, i, j)})
				}
			}
			return out
		}
	}
	return nil
}

// bind gives a temporary a name before the statement that it is made in, or before one further out.
func (f *fixer) bind(ctx context.Context, temp semantics.FileSpan) []fix {
	var out []fix
	text := f.d.text[temp.Start:temp.End]
	name := "binding"
	for i := 2; regexp.MustCompile(`\b` + name + `\b`).MatchString(f.d.text); i++ {
		name = fmt.Sprint("binding", i)
	}
	for _, b := range f.s.analysis.BlocksAround(ctx, f.s.request(f.d), f.d.file, temp.Start) {
		at := b.Tail.Start
		if i := slices.IndexFunc(b.Stmts, func(s semantics.StmtView) bool { return s.Span.Start <= temp.Start && temp.End <= s.Span.End }); i >= 0 {
			at = b.Stmts[i].Span.Start
		} else if b.Tail.File == "" || temp.Start < b.Tail.Start || temp.End > b.Tail.End {
			continue
		}
		out = append(out, fix{group: "bind", title: "Bind the temporary to `" + name + "`",
			edits: []textEdit{{at, at, "let " + name + " = " + text + ";\n" + f.indent(at)}, {temp.Start, temp.End, name}}})
	}
	return out
}

// move takes statement i, with the comments above it, before statement j.
func (f *fixer) move(b semantics.BlockView, i, j int) []textEdit {
	text := f.d.text
	from := b.Stmts[i-1].Span.End
	if n := strings.IndexByte(text[from:b.Stmts[i].Span.Start], '\n'); n >= 0 {
		from += n
	}
	end, to := b.Stmts[i].Span.End, b.Stmts[j].Span.Start
	return []textEdit{{to, to, strings.TrimSpace(text[from:end]) + "\n" + f.indent(to)}, {from, end, ""}}
}

// indent is the white space before a place on its line.
func (f *fixer) indent(at int) string {
	line := f.d.text[strings.LastIndexByte(f.d.text[:at], '\n')+1 : at]
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}

var whenDropped = regexp.MustCompile("when `([A-Za-z_][A-Za-z0-9_]*)` is dropped")

// droppedLater is the variable whose destructor still needs the borrow.
func droppedLater(x *diag.Diagnostic) string {
	for _, l := range x.Labels {
		if m := whenDropped.FindStringSubmatch(l.Text); m != nil {
			return m[1]
		}
	}
	return ""
}

// endBefore ends a variable before the statement that its borrow is in the way of.
func (f *fixer) endBefore(ctx context.Context, name string, access semantics.FileSpan) []fix {
	for _, b := range f.s.analysis.BlocksAround(ctx, f.s.request(f.d), f.d.file, access.Start) {
		k := slices.IndexFunc(b.Stmts, func(s semantics.StmtView) bool { return slices.Contains(s.Names, name) })
		if k < 0 {
			continue
		}
		m := slices.IndexFunc(b.Stmts, func(s semantics.StmtView) bool { return s.Span.Start <= access.Start && access.End <= s.Span.End })
		at := b.Tail.Start
		switch {
		case m > k:
			at = b.Stmts[m].Span.Start
		case m >= 0 || b.Tail.File == "" || access.Start < b.Tail.Start:
			return nil
		}
		first, last := b.Stmts[k].Span.Start, b.Stmts[len(b.Stmts)-1].Span.End
		if m > k {
			last = b.Stmts[m-1].Span.End
		}
		pad := f.indent(at)
		inner := strings.ReplaceAll(f.d.text[first:last], "\n", "\n    ")
		end := f.d.lines.Line(b.Span.End) + 1
		var within []string
		for _, s := range b.Stmts[k:] {
			if s.Span.End <= last {
				within = append(within, s.Names...)
			}
		}
		return []fix{
			{title: "Drop `" + name + "` before this", edits: []textEdit{{at, at, "drop(" + name + ");\n" + pad}}, early: []string{name}, scopeEnd: end},
			{title: "End `" + name + "` in a block of its own", edits: []textEdit{{first, last, "{\n" + pad + "    " + inner + "\n" + pad + "}"}}, early: within, scopeEnd: end},
		}
	}
	return nil
}

var copyInList = regexp.MustCompile(`^,\s*`)

// removeCopy takes `Copy` out of a derive, or the impl of it out of the program.
func (f *fixer) removeCopy(ctx context.Context, at semantics.FileSpan) []fix {
	text := f.d.text
	if in := f.s.analysis.DeriveAt(ctx, f.s.request(f.d), f.d.file, at.Start, "Copy"); in.File != "" {
		at = in
		start, end := at.Start, at.End
		if before := strings.TrimRight(text[:start], " \t\n"); strings.HasSuffix(before, ",") {
			start = len(before) - 1
		} else if rest := copyInList.FindString(text[end:]); rest != "" {
			end += len(rest)
		}
		return []fix{{title: "Remove `Copy`", edits: []textEdit{{start, end, ""}}, effect: "a type with a destructor is moved"}}
	}
	impl := f.s.analysis.ImplAround(ctx, f.s.request(f.d), f.d.file, at.Start)
	if impl.File == "" {
		return nil
	}
	end := impl.End
	if strings.HasPrefix(text[end:], "\n") {
		end++
	}
	return []fix{{title: "Remove `impl Copy`", edits: []textEdit{{impl.Start, end, ""}}, effect: "a type with a destructor is moved"}}
}
