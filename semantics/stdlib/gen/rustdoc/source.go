package rustdoc

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/parser"
)

// This file reads off the source, at an item's span, what the JSON drops: `unsafe impl`,
// `impl const`, `#[may_dangle]`, `default`, whether a fn with target features is unsafe,
// the pattern of a pattern type. The text of the span is parsed by itself, so that items
// in a macro's arguments (cfg_if!) are read as others are. The span of an item that a
// macro or derive made is the macro's call: it has none of these.

// sources are the files that spans name.
type sources struct {
	root  string            // what the names are relative to
	roots map[string]string // of crates with a root of their own
	files map[string]*file
}

type file struct {
	text  string
	lines []int // where each begins
}

func (s *sources) file(crate, name string) *file {
	root := s.root
	if r, ok := s.roots[crate]; ok {
		root = r
	}
	full := filepath.Join(root, name)
	if f, ok := s.files[full]; ok {
		return f
	}
	text, err := os.ReadFile(full)
	if err != nil {
		panic(err)
	}
	f := &file{text: string(text), lines: []int{0}}
	for i, b := range text {
		if b == '\n' {
			f.lines = append(f.lines, i+1)
		}
	}
	s.files[full] = f
	return f
}

// offset is the byte offset of a line and column, both from 1; columns count characters.
func (f *file) offset(line, col int) int {
	start := f.lines[line-1]
	for i := range f.text[start:] {
		if col--; col == 0 {
			return start + i
		}
	}
	return len(f.text)
}

// text is the source of an item.
func (s *sources) text(c *crate, i *item) string {
	if i.Span == nil {
		return ""
	}
	f := s.file(c.name, i.Span.Filename)
	start, end := f.offset(i.Span.Begin[0], i.Span.Begin[1]), f.offset(i.Span.End[0], i.Span.End[1])
	return f.text[start:max(start, end)]
}

// implHead is what an impl's source says.
type implHead struct {
	unsafe, constant bool
	dangling         []string // parameters that may dangle
}

var startsImpl = regexp.MustCompile(`^(#\[|default\s|const\s|unsafe\s|impl\b)`)

// impl reads an impl; ok is false of one that a macro made.
func (s *sources) impl(c *crate, i *item) (h implHead, ok bool) {
	text := s.text(c, i)
	if !startsImpl.MatchString(text) {
		return h, false
	}
	items, errs := parser.ParseItemsText(text)
	if len(errs) > 0 || len(items) != 1 {
		return h, false
	}
	k, ok := items[0].Kind.(*ast.ImplItem)
	if !ok {
		return h, false
	}
	h.unsafe, h.constant = k.Unsafe, k.Const
	for _, p := range k.Generics.Params {
		for _, a := range p.Attrs {
			if a.Path != nil && len(a.Path.Segments) == 1 && a.Path.Segments[0].Name.Text == "may_dangle" {
				h.dangling = append(h.dangling, p.Name.Text)
			}
		}
	}
	return h, true
}

// specialisable reports whether `default` stands before an associated item.
func (s *sources) specialisable(c *crate, i *item) bool {
	text := s.text(c, i)
	if !strings.HasPrefix(text, "default") && !strings.HasPrefix(text, "pub") {
		return false
	}
	items, errs := parser.ParseAssocItemsText(text)
	return len(errs) == 0 && len(items) == 1 && items[0].Default
}

// fn reads a function.
func (s *sources) fn(c *crate, i *item) *ast.FnItem {
	text := s.text(c, i)
	items, errs := parser.ParseAssocItemsText(text)
	if len(errs) == 0 && len(items) == 1 && items[0].Name.Text == i.Name {
		if fn, ok := items[0].Kind.(*ast.FnItem); ok {
			return fn
		}
	}
	panic(fmt.Sprintf("no fn %s at its span: %.80s", i.Name, text))
}

var spanInDump = regexp.MustCompile(`span: (\S+?):(\d+):(\d+): \d+:(\d+)`)

// pattern is the source of a pattern type's pattern, by the last span in its dump.
func (s *sources) pattern(dump string) string {
	all := spanInDump.FindAllStringSubmatch(dump, -1)
	if all == nil {
		return dump
	}
	m := all[len(all)-1]
	f := s.file("", m[1])
	pos := func(col string) int {
		line, _ := strconv.Atoi(m[2])
		n, _ := strconv.Atoi(col)
		return f.offset(line, n)
	}
	return f.text[pos(m[3]):pos(m[4])]
}
