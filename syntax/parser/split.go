package parser

import (
	"strings"
	"sync"

	"drop-lsp/syntax/ast"
)

// This file cuts a file into items, also those inside `mod`, `impl` and `trait`,
// by tokens alone. An item ends at its `;` or at the `}` of its body. An item
// that is never closed ends before the next line that begins an item in the first
// column, whatever the tokens say: a string or comment that was opened a moment ago
// would swallow all that follows, and turn the strings after it inside out.

// ParseFile parses a file's text; it depends on nothing else.
func ParseFile(text string) *ast.File { return parseFile(&splitter{text: text, file: &ast.File{}}) }

func parseFile(s *splitter) *ast.File {
	text, f := s.text, s.file
	makeRoom(text)
	start := 0
	if strings.HasPrefix(text, "#!") {
		if x := next(text, 2); x.kind != lexPunct || text[x.start] != '[' {
			start = strings.IndexByte(text+"\n", '\n')
		}
	}
	inner := s.innerAttrs(start, len(text))
	if inner > start {
		exactly(text[:inner], func(p *exact) {
			for p.i < len(p.toks) && p.start() < start {
				p.i++ // a shebang
			}
			f.Attrs = p.innerAttrs()
		})
	}
	f.Units = s.units(inner, len(text), 0, freeItem)
	s.noteStops(start, inner)
	return f
}

type splitter struct {
	text  string
	file  *ast.File
	reuse *reuse // nil: nothing is known of the text
}

// innerAttrs is the end of the inner attributes and inner doc comments at i.
func (s *splitter) innerAttrs(i, end int) int {
	for {
		l := next(s.text[:end], i)
		t := s.text[l.start:l.end]
		switch {
		case l.kind == lexDoc && len(t) > 2 && t[2] == '!':
			i = l.end
		case t == "#":
			b := next(s.text[:end], l.end)
			if s.text[b.start:b.end] != "!" {
				return i
			}
			g := next(s.text[:end], b.end)
			if s.text[g.start:g.end] != "[" {
				return i
			}
			i = s.skip(g.start, end)
		default:
			return i
		}
	}
}

// skip is the end of the delimited group that opens at i.
func (s *splitter) skip(i, end int) int {
	depth := 0
	for {
		l := next(s.text[:end], i)
		if l.kind == lexEOF {
			return end
		}
		i = l.end
		if l.kind != lexPunct {
			continue
		}
		switch s.text[l.start] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth <= 0 {
				return i
			}
		}
	}
}

func (s *splitter) units(i, end, depth int, in itemPlace) []*ast.Unit {
	var out []*ast.Unit
	for {
		l := next(s.text[:end], i)
		if l.kind == lexEOF {
			return out
		}
		if c := s.text[l.start]; l.kind == lexPunct && (c == '}' || c == ')' || c == ']') {
			s.file.Errors = append(s.file.Errors, ast.SyntaxError{At: at(l.start, l.end), Msg: "unexpected closing delimiter"})
			i = l.end
			continue
		}
		if u := s.reuse.unit(l.start, s.text); u != nil && depth == 0 {
			out = append(out, u)
			i = l.start + len(u.Text)
			continue
		}
		u, stop := s.unit(l.start, end, depth, in)
		out = append(out, u)
		i = stop
	}
}

var itemKeywords = map[string]bool{"fn": true, "struct": true, "enum": true, "union": true, "impl": true, "trait": true,
	"mod": true, "use": true, "type": true, "static": true, "const": true, "extern": true, "macro_rules": true, "macro": true, "pub": true, "unsafe": true}

// extent is what the tokens tell of one item.
type extent struct {
	keyword  string
	open     int // just behind the body's `{`; 0: none
	end      int
	tooDeep  bool
	unclosed bool
	sound    bool
}

// measure finds the end of the item that starts at i.
func (s *splitter) measure(start, end int) extent {
	e := extent{end: end, sound: true}
	attr, bad := false, false
	var opened []byte // the delimiters that are open
	depth := 0
	prev, opener, angle := "", 0, 0 // angle: open `<` of the header, where `{` begins a const argument
	for i := start; ; {
		l := next(s.text[:end], i)
		if l.kind == lexEOF {
			e.sound = false
			if e.unclosed = depth > 0 || bad || l.bad; e.unclosed {
				if at := s.resync(start, end); at > 0 {
					e.end = at
				}
			}
			return e
		}
		i = l.end
		bad = l.bad
		c := s.text[l.start]
		if l.bad || l.kind == lexLifetime && l.end < end && s.text[l.end] == '\'' {
			e.sound = false
		}
		if depth > 0 && l.kind != lexPunct {
			continue
		}
		t := s.text[l.start:l.end]
		switch {
		case l.kind == lexIdent:
			e.noteKeyword(t, prev)
		case l.kind != lexPunct:
		case c == '(' || c == '[' || c == '{':
			if depth == 0 {
				attr = c == '[' && prev == "#"
				opener = 0
				if c == '{' && !s.wantsSemi(e.keyword) && angle <= 0 {
					opener = l.end
				}
			}
			opened = append(opened, c)
			if depth++; depth > maxNesting {
				e.tooDeep = true
			}
		case c == ')' || c == ']' || c == '}':
			if depth == 0 {
				e.end, e.sound = l.start, false
				return e
			}
			depth--
			e.sound = e.sound && closer(opened[depth]) == c
			opened = opened[:depth]
			if depth == 0 && c == '}' && opener > 0 && !attr {
				e.open, e.end = opener, l.end
				return e
			}
		case depth > 0:
		case c == '<' || c == '>':
			if arrow := l.start > start && (s.text[l.start-1] == '-' || s.text[l.start-1] == '='); !arrow {
				if c == '<' {
					angle++
				} else {
					angle--
				}
			}
		case c == ';':
			e.end = l.end
			return e
		}
		if depth == 0 || c == '<' {
			prev = t
		}
	}
}

// resync is where the first line behind the one at start begins an item in the first column; 0:
// there is none.
func (s *splitter) resync(start, end int) int {
	for i := start; ; {
		n := strings.IndexByte(s.text[i:end], '\n')
		if n < 0 {
			return 0
		}
		i += n + 1
		line := s.text[i:end]
		if strings.HasPrefix(line, "#[") || strings.HasPrefix(line, "///") && !strings.HasPrefix(line, "////") {
			return i
		}
		if l := next(line, 0); l.kind == lexIdent && l.start == 0 && itemKeywords[line[:l.end]] {
			return i
		}
	}
}

// noteKeyword keeps the word that decides the item's kind; `const fn` is a fn.
func (e *extent) noteKeyword(t, prev string) {
	if strings.HasSuffix(prev, "\"") {
		prev = "extern" // behind its ABI
	}
	switch {
	case e.keyword == "const" && (t == "fn" || t == "impl" || t == "trait") && !constBefore[prev]:
		// `const C: fn() = …`
	case e.keyword == "" || e.keyword == "const" || e.keyword == "extern":
		if t == "fn" || t == "impl" || t == "trait" || e.keyword == "" && itemKeywords[t] && t != "pub" && t != "unsafe" {
			e.keyword = t
		}
		if e.keyword == "const" && (t == "unsafe" || t == "async" || t == "extern") && prev == "const" {
			e.keyword = "fn"
		}
	}
}

// constBefore are the words between `const` and what it qualifies.
var constBefore = map[string]bool{"const": true, "unsafe": true, "async": true, "extern": true, "gen": true}

// wantsSemi says that braces do not end the item.
func (s *splitter) wantsSemi(keyword string) bool {
	return keyword == "const" || keyword == "static" || keyword == "use" || keyword == "type"
}

func (s *splitter) unit(start, end, depth int, in itemPlace) (*ast.Unit, int) {
	e := s.measure(start, end)
	if e.end <= start {
		e.end = next(s.text[:end], start).end
	}
	errs := len(s.file.Errors)
	u := &ast.Unit{Start: int32(start), Text: s.text[start:e.end]}
	container := e.open > 0 && (e.keyword == "mod" || e.keyword == "impl" || e.keyword == "trait")
	switch {
	case container && depth < 64:
		inner := s.innerAttrs(e.open, e.end-1)
		u.Open = int32(e.open - start)
		head := s.text[start:inner]
		// A newline ends a doc comment that may stand last.
		u.Item, u.Errors, u.Stops = cached(head+"\n}", len(u.Text), in)
		u.Children = s.units(inner, e.end-1, depth+1, places[e.keyword])
	case e.tooDeep || container:
		u.Item = &ast.Item{At: at(0, len(u.Text)), Kind: &ast.ErrorItem{}, Bad: true}
		u.Errors = []ast.SyntaxError{{At: at(0, len(u.Text)), Msg: "nested too deeply"}}
	default:
		u.Item, u.Errors, u.Stops = cached(u.Text, len(u.Text), in)
	}
	if e.unclosed && len(u.Errors) == 0 {
		u.Errors = []ast.SyntaxError{{At: at(len(u.Text), len(u.Text)), Msg: "this item is not closed"}}
	}
	u.Sound = e.sound && len(s.file.Errors) == errs
	return u, e.end
}

// places are where the items in an item of a kind stand.
var places = map[string]itemPlace{"trait": traitItem, "impl": implItem}

// The cache of units by their bytes. When the young ones are too many for the largest file, they become
// the old ones, and those that were old and not asked for are forgotten.
const (
	leastYoung = 128 << 10
	maxYoung   = 4 << 20
)

type cacheKey struct {
	text string
	size int // of the unit with what is nested in it
	in   itemPlace
}

type cacheEntry struct {
	item  *ast.Item
	errs  []ast.SyntaxError
	stops bool
}

var cache struct {
	sync.Mutex
	young, old map[cacheKey]cacheEntry
	bytes      int // of the young
	room       int // for the young
}

// makeRoom lets the cache hold as young what some edits make of a text.
func makeRoom(text string) {
	cache.Lock()
	defer cache.Unlock()
	cache.room = min(max(cache.room, leastYoung, 2*len(text)), maxYoung)
}

// findCached looks a unit up; cache is locked.
func findCached(key cacheKey) (cacheEntry, bool) {
	if c, ok := cache.young[key]; ok {
		return c, true
	}
	c, ok := cache.old[key]
	if ok {
		key.text = strings.Clone(key.text)
		keepCached(key, c)
	}
	return c, ok
}

// keepCached adds a unit to the young ones; cache is locked.
func keepCached(key cacheKey, c cacheEntry) {
	if cache.bytes += len(key.text); cache.young == nil || cache.bytes > cache.room {
		cache.old, cache.young, cache.bytes = cache.young, map[cacheKey]cacheEntry{}, len(key.text)
	}
	cache.young[key] = c
}

func cached(text string, size int, in itemPlace) (*ast.Item, []ast.SyntaxError, bool) {
	key := cacheKey{text, size, in}
	cache.Lock()
	c, ok := findCached(key)
	cache.Unlock()
	if ok {
		return c.item, c.errs[:len(c.errs):len(c.errs)], c.stops
	}
	key.text = strings.Clone(text) // not the whole file
	item, errs, stop := parseItem(key.text, size, in)
	cache.Lock()
	defer cache.Unlock()
	if c, ok := findCached(key); ok {
		return c.item, c.errs[:len(c.errs):len(c.errs)], c.stops
	}
	keepCached(key, cacheEntry{item, errs, stop})
	return item, errs, stop
}

// parseItem parses the text of one item.
func parseItem(text string, size int, in itemPlace) (*ast.Item, []ast.SyntaxError, bool) {
	items, errs, x := parseItems(text, in)
	stop := len(errs) > 0 && in == freeItem && stops(text, x)
	for i := range errs {
		errs[i].Start, errs[i].End = min(errs[i].Start, int32(size)), min(errs[i].End, int32(size))
	}
	var it *ast.Item
	if len(items) == 1 {
		it = items[0]
	} else {
		it = &ast.Item{Kind: &ast.ErrorItem{}}
		if len(errs) == 0 {
			errs = []ast.SyntaxError{{At: at(0, size), Msg: "expected one item"}}
			stop = in == freeItem && len(items) == 0
		}
	}
	if _, bad := it.Kind.(*ast.ErrorItem); bad {
		it.Bad = true
	}
	it.At = at(0, size)
	it.Head.End = min(it.Head.End, int32(size))
	return it, errs, stop
}
