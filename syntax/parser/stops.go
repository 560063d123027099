package parser

import (
	"strings"

	"drop-lsp/syntax/ast"
)

// This file: the errors that rustc's parser does not get over. rustc reads a file's token
// trees first; a delimiter without its partner, or a literal or comment without an end, ends
// everything. Then it parses: inside braces and a fn's parentheses it goes on behind an error,
// as if the rest of the block or list were not there; an error in an item's header, or between
// items, ends the parse of the file. In the crate's root file that is the end, another file's
// module stays empty. What stops rustc before the borrow checker keeps `check` silent:
//
//	fn a() { let x = ; }   // goes on: other bodies are checked
//	use std::fmt           // the end: `;` is missing at the file's end
//	fn b(                  // the end, in every file: `(` is not closed

// brokenTokens is the first place from i on where the text is not a sequence of token trees.
func brokenTokens(text string, i int) (lexeme, bool) {
	var open []lexeme
	for {
		x := next(text, i)
		if x.kind == lexLifetime && strings.HasPrefix(text[x.end:], "'") {
			x.end++ // too much for one character, yet quoted
		} else if x.bad && strings.HasPrefix(text[x.start:], "''") {
			x.end = x.start + 2 // an empty literal
		}
		switch {
		case x.bad && x.kind == lexPunct && x.end > x.start+1:
		case x.bad && endless(text, x):
			return x, true
		case x.kind == lexEOF && len(open) > 0:
			return open[len(open)-1], true
		case x.kind == lexEOF:
			return x, false
		case x.kind == lexPunct && strings.IndexByte("([{", text[x.start]) >= 0:
			open = append(open, x)
		case x.kind == lexPunct && strings.IndexByte(")]}", text[x.start]) >= 0:
			if len(open) == 0 || text[x.start] != closer(text[open[len(open)-1].start]) {
				return x, true
			}
			open = open[:len(open)-1]
		}
		i = x.end
	}
}

// endless reports whether a malformed token is a literal or comment that does not end.
func endless(text string, x lexeme) bool {
	if text[x.start] == '\'' && x.kind == lexPunct {
		return true
	}
	if x.end < len(text) {
		return false
	}
	s := text[x.start:]
	if x.kind == lexDoc {
		_, closed := blockEnd(s, 0)
		return strings.HasPrefix(s, "/*") && !closed
	}
	return x.kind == lexLiteral && rawToken(text, x.start, rune(text[x.start]), 1).bad
}

// stops reports whether rustc's parser gives up the file at an error at x in the text of an
// item that stands among the items of a module.
func stops(text string, x lexeme) bool {
	if x == (lexeme{}) {
		return false // a malformed token: the lexer goes on
	}
	if x.start == 0 && x.kind == lexPunct && text[0] == ';' {
		return false // behind an item that wants none
	}
	keyword, opener, before, depth := "", lexeme{}, lexeme{}, 0
	attr := false
	for i := 0; ; {
		t := next(text, i)
		if t.kind == lexEOF || t.start >= x.start {
			break
		}
		i = t.end
		s := text[t.start:t.end]
		switch {
		case t.kind == lexPunct && strings.Contains("([{", s):
			if depth == 0 {
				opener, attr = t, s == "[" && before.end > 0 && (text[before.start] == '#' || text[before.start] == '!')
			}
			depth++
		case t.kind == lexPunct && strings.Contains(")]}", s):
			depth--
		case t.kind == lexIdent && depth == 0 && itemKeywords[s] && s != "pub" && s != "unsafe":
			if keyword == "" || keyword == "const" || keyword == "extern" {
				keyword = s
			}
		}
		before = t
	}
	if depth > 0 {
		return !recovers(keyword, text[opener.start], attr) || keyword == "enum" && text[opener.start] == '{' && noVariant(text, x, before)
	}
	// A missing semicolon at the end of a line is filled in.
	semi := keyword == "use" || keyword == "const" || keyword == "static" || keyword == "type" ||
		keyword == "struct" && before.end > 0 && text[before.start] == ')'
	return !(semi && x.kind == lexIdent && before.end > 0 && text[before.start] != '=' && before.start > len(keyword) &&
		strings.Contains(text[before.end:x.start], "\n"))
}

// recovers reports whether the parser goes on behind an error inside a delimiter of an item.
func recovers(keyword string, open byte, attr bool) bool {
	switch {
	case attr:
		return false
	case open == '{':
		return keyword != "" && keyword != "use"
	}
	return open == '(' && (keyword == "fn" || keyword == "struct" || keyword == "enum") || keyword == "const" || keyword == "static"
}

// noVariant: a token at x that begins no variant of an enum.
func noVariant(text string, x, before lexeme) bool {
	p := text[before.start]
	return x.kind != lexIdent && x.kind != lexEOF && (p == '{' || p == ',') && text[x.start] != '}'
}

// unsound is a place before which all tokens make trees; the text's end: all of them do.
func (s *splitter) unsound(start, inner int) int {
	if _, bad := brokenTokens(s.text[:inner], start); bad || len(s.file.Errors) > 0 {
		return start
	}
	for _, u := range s.file.Units {
		if !u.Sound {
			return int(u.Start)
		}
	}
	return len(s.text)
}

// noteStops records the first error at which rustc stops: in the tokens, else in what stands
// among the items.
func (s *splitter) noteStops(start, inner int) {
	if from := s.unsound(start, inner); from < len(s.text) {
		if x, bad := brokenTokens(s.text, from); bad {
			s.file.Fatal = &ast.SyntaxError{At: at(x.start, x.end), Msg: "the file's tokens do not make trees"}
			return
		}
	}
	var walk func([]*ast.Unit) bool
	walk = func(us []*ast.Unit) bool {
		for _, u := range us {
			if u.Stops {
				s.file.Stops = &ast.SyntaxError{At: ast.At{Range: u.Errors[0].Range}, Msg: "syntax error"}
				s.file.Stops.Start += u.Start
				s.file.Stops.End += u.Start
				return true
			}
			if u.Item != nil {
				if _, mod := u.Item.Kind.(*ast.ModItem); mod && walk(u.Children) {
					return true
				}
			}
		}
		return false
	}
	walk(s.file.Units)
}
