// Package source owns file identity, text, spans and the conversion between
// byte offsets and editor columns. It imports nothing of this repository.
package source

// This file defines the two notions of position that the whole program uses.
//
// A Range is a pair of byte offsets into one *text unit*: the text of one item
// as the splitter cut it out of a file, or the text of one macro expansion.
// AST nodes carry Ranges, so that an AST can be cached by its bytes and shared
// by two equal items.
//
// A Span is what every later stage carries: a Range together with the item
// whose text it indexes and the expansion that produced it. It stays valid when
// text above the item changes; only on the way out is it made absolute.

// Range is a half-open pair of byte offsets, 0-based, into a text unit.
type Range struct{ Start, End int32 }

// Len is the number of bytes in the range.
func (r Range) Len() int32 { return r.End - r.Start }

// Contains reports whether the byte offset off lies in the range, the end included.
func (r Range) Contains(off int32) bool { return r.Start <= off && off <= r.End }

// Cover is the smallest range that holds both.
func (r Range) Cover(o Range) Range {
	return Range{min(r.Start, o.Start), max(r.End, o.End)}
}

// ItemID names one item of one file across edits: interned by the workspace
// from the file and the item's path. 0 is no item.
type ItemID uint32

// ExpnID names one macro expansion or desugaring within a body; 0 is source
// text as written. The body's Expansions table says what each one is.
type ExpnID uint32

// Span is a range of bytes of the text of Item, relative to the item's start.
type Span struct {
	Item       ItemID
	Start, End int32
	Expn       ExpnID
}

// NoSpan is the span of what has no place in the source.
var NoSpan Span

// Valid reports whether the span names a place.
func (s Span) Valid() bool { return s.Item != 0 }

// Range is the span's byte range relative to its item.
func (s Span) Range() Range { return Range{s.Start, s.End} }

// To is the span from s's start to o's end; s when they lie in different items.
func (s Span) To(o Span) Span {
	if s.Item != o.Item {
		return s
	}
	s.Start, s.End = min(s.Start, o.Start), max(s.End, o.End)
	return s
}

// Shrink is the empty span at s's start.
func (s Span) ShrinkToStart() Span { s.End = s.Start; return s }

// ShrinkToEnd is the empty span at s's end.
func (s Span) ShrinkToEnd() Span { s.Start = s.End; return s }

// LastByte is the span of s's last byte, where rustc puts "dropped here" for a block.
func (s Span) LastByte() Span {
	if s.End > s.Start {
		s.Start = s.End - 1
	}
	return s
}

// Edition is a Rust edition.
type Edition uint16

// The editions, by year.
const (
	Edition2015 Edition = 2015
	Edition2018 Edition = 2018
	Edition2021 Edition = 2021
	Edition2024 Edition = 2024
)

// AtLeast reports whether e is o or later.
func (e Edition) AtLeast(o Edition) bool { return e >= o }
