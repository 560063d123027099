package source

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// This file converts between byte offsets in a file's text and lines and columns,
// in whatever unit the asker counts columns: bytes (UTF-8), UTF-16 code units (the
// language server protocol's default) or characters (UTF-32, what rustc prints).
// Lines end at "\n", as rustc has it; the "\r" of a "\r\n" belongs to the end of
// the line, and no column lies behind it. Lines and columns count from 0.

// Encoding is the unit in which columns are counted.
type Encoding uint8

// The encodings.
const (
	UTF16 Encoding = iota // the zero value, as in the protocol
	UTF8
	UTF32
)

// LineTable knows where the lines of one text begin.
type LineTable struct {
	text   string
	starts []int32
}

// NewLineTable scans text once.
func NewLineTable(text string) *LineTable {
	t := &LineTable{text: text, starts: make([]int32, 1, len(text)/32+1)}
	t.scan(0, len(text))
	return t
}

// scan adds the lines that begin behind a newline in a part of the text.
func (t *LineTable) scan(start, end int) {
	for i := start; ; {
		n := strings.IndexByte(t.text[i:end], '\n')
		if n < 0 {
			return
		}
		i += n + 1
		t.starts = append(t.starts, int32(i))
	}
}

// Content is the whole text.
func (t *LineTable) Content() string { return t.text }

// Lines is the number of lines, at least 1.
func (t *LineTable) Lines() int { return len(t.starts) }

// Line is the line that holds the byte offset, which is cut to the text.
func (t *LineTable) Line(offset int) int {
	line, _ := slices.BinarySearch(t.starts, int32(min(max(offset, 0), len(t.text))+1))
	return line - 1
}

// Start is the byte offset at which the line begins; the text's end if there is no such line.
func (t *LineTable) Start(line int) int {
	if line >= len(t.starts) {
		return len(t.text)
	}
	return int(t.starts[max(line, 0)])
}

// Text is the line without its end.
func (t *LineTable) Text(line int) string {
	if line < 0 || line >= len(t.starts) {
		return ""
	}
	s := t.text[t.starts[line]:t.Start(line+1)]
	if n := len(s); n > 0 && s[n-1] == '\n' {
		s = s[:n-1]
		if n > 1 && s[n-2] == '\r' {
			s = s[:n-2]
		}
	}
	return s
}

// Slice is the text between two byte offsets, which are cut to the text.
func (t *LineTable) Slice(start, end int) string {
	start = min(max(start, 0), len(t.text))
	return t.text[start:max(start, min(end, len(t.text)))]
}

// Position is the line and the column of a byte offset. An offset inside a character
// counts as the character's start.
func (t *LineTable) Position(offset int, enc Encoding) (line, column int) {
	offset = min(max(offset, 0), len(t.text))
	for offset > 0 && offset < len(t.text) && !utf8.RuneStart(t.text[offset]) {
		offset--
	}
	line = t.Line(offset)
	for i := int(t.starts[line]); i < offset; {
		r, size := utf8.DecodeRuneInString(t.text[i:])
		column += width(r, size, enc)
		i += size
	}
	return line, column
}

// Offset is the byte offset of a line and column. A line behind the last is the text's
// end, a column behind the line's end is the line's end, one inside a character the
// character's start.
func (t *LineTable) Offset(line, column int, enc Encoding) int {
	if line < 0 {
		return 0
	}
	if line >= len(t.starts) {
		return len(t.text)
	}
	s := t.Text(line)
	i := 0
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		w := width(r, size, enc)
		if column < w {
			break
		}
		column -= w
		i += size
	}
	return int(t.starts[line]) + i
}

// width is the number of units that a character of size bytes takes.
func width(r rune, size int, enc Encoding) int {
	switch {
	case enc == UTF8:
		return size
	case enc == UTF16 && r >= 0x10000:
		return 2
	}
	return 1
}
