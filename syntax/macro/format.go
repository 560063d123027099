package macro

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"drop-lsp/syntax/source"
)

// This file: format strings. ParseFormat reads the string literal of
// format_args! into pieces whose arguments are numbers: first the explicit
// arguments, then the captured names in order of appearance.

// Format is a parsed format string.
type Format struct {
	Pieces   []FormatPiece
	Captures []FormatCapture // argument len(names)+i is Captures[i]
	Used     []bool          // for each explicit argument
}

// FormatPiece is literal text, or one `{…}`.
type FormatPiece struct {
	Lit   string
	IsArg bool
	// For arguments:
	Arg       int
	Range     source.Range // of `{…}`, relative to the literal's first byte
	ArgRange  source.Range // of the argument's name or number inside; empty if implicit
	Trait     string       // "" Display, "?" Debug, "x", "X", "o", "b", "e", "E", "p", "x?", "X?"
	Alternate bool
	Fill      rune // 0: none
	Align     byte // '<', '^', '>'; 0: none
	Sign      byte // '+', '-'; 0: none
	Zero      bool
	Width     FormatCount
	Precision FormatCount
}

// FormatCount is a width or precision. The zero value: none.
type FormatCount struct {
	Given bool
	IsArg bool // Value is an argument (a usize), else the number
	Value int
}

// FormatCapture is a name that the string captures from its surroundings.
type FormatCapture struct {
	Name  string
	Range source.Range // relative to the literal's first byte
}

// ParseFormat reads the literal lit (as written, quotes included). names has one
// entry for each explicit argument, "" for positional ones. newline appends one
// (format_args_nl).
func ParseFormat(lit string, newline bool, names []string) (*Format, error) {
	runes, offs, ok := unescape(lit)
	if !ok {
		return nil, errors.New("format argument must be a string literal")
	}
	p := &formatParser{s: runes, offs: offs, names: names, out: &Format{Used: make([]bool, len(names))}}
	if err := p.run(); err != nil {
		return nil, err
	}
	if newline {
		p.text.WriteByte('\n')
	}
	p.flush()
	return p.out, nil
}

type formatParser struct {
	s     []rune
	offs  []int32 // offs[i] is where s[i] begins in the literal; one more for the end
	pos   int
	names []string
	next  int // the next implicit argument
	text  strings.Builder
	out   *Format
	// counts are the names of the piece at hand that give its width and precision.
	counts map[*FormatCount]countName
}

func (p *formatParser) flush() {
	if p.text.Len() > 0 {
		p.out.Pieces = append(p.out.Pieces, FormatPiece{Lit: p.text.String()})
		p.text.Reset()
	}
}

func (p *formatParser) peek(n int) rune {
	if p.pos+n < len(p.s) {
		return p.s[p.pos+n]
	}
	return -1
}

func (p *formatParser) eat(r rune) bool {
	if p.peek(0) == r {
		p.pos++
		return true
	}
	return false
}

func (p *formatParser) run() error {
	for p.pos < len(p.s) {
		r := p.s[p.pos]
		switch {
		case (r == '{' || r == '}') && p.peek(1) == r:
			p.pos += 2
			p.text.WriteRune(r)
		case r == '{':
			p.flush()
			if err := p.argument(); err != nil {
				return err
			}
		case r == '}':
			return errors.New("invalid format string: unmatched `}` found")
		default:
			p.pos++
			p.text.WriteRune(r)
		}
	}
	return nil
}

func (p *formatParser) spaces() {
	for p.peek(0) == ' ' || p.peek(0) == '\n' || p.peek(0) == '\t' || p.peek(0) == '\r' {
		p.pos++
	}
}

func (p *formatParser) word() string {
	start := p.pos
	for p.pos < len(p.s) && isIdentPart(p.s[p.pos]) {
		p.pos++
	}
	return string(p.s[start:p.pos])
}

// argument reads `{arg:spec}`.
func (p *formatParser) argument() error {
	start := p.pos
	p.pos++
	p.spaces()
	piece := FormatPiece{IsArg: true}
	from := p.pos
	name := p.word()
	piece.ArgRange = source.Range{Start: p.offs[from], End: p.offs[p.pos]}
	p.spaces()
	if p.eat(':') {
		if err := p.spec(&piece); err != nil {
			return err
		}
	}
	p.spaces()
	if !p.eat('}') {
		return errors.New("invalid format string: expected `}`")
	}
	var err error
	if piece.Arg, err = p.resolve(name, piece.ArgRange); err != nil {
		return err
	}
	// The compiler looks names up in this order: the value, the precision, the width.
	for _, c := range []*FormatCount{&piece.Precision, &piece.Width} {
		if w, ok := p.counts[c]; ok {
			if c.Value, err = p.resolve(w.name, w.rng); err != nil {
				return err
			}
		}
	}
	p.counts = nil
	piece.Range = source.Range{Start: p.offs[start], End: p.offs[p.pos]}
	p.out.Pieces = append(p.out.Pieces, piece)
	return nil
}

// spec reads [[fill]align][sign]['#']['0'][width]['.' precision][type].
func (p *formatParser) spec(f *FormatPiece) error {
	isAlign := func(r rune) bool { return r == '<' || r == '^' || r == '>' }
	if p.peek(0) >= 0 && isAlign(p.peek(1)) {
		f.Fill, f.Align = p.peek(0), byte(p.peek(1))
		p.pos += 2
	} else if isAlign(p.peek(0)) {
		f.Align = byte(p.peek(0))
		p.pos++
	}
	if p.eat('+') {
		f.Sign = '+'
	} else if p.eat('-') {
		f.Sign = '-'
	}
	f.Alternate = p.eat('#')
	if p.peek(0) == '0' && p.peek(1) != '$' {
		f.Zero = true
		p.pos++
	}
	var err error
	if err = p.count(&f.Width); err != nil {
		return err
	}
	if p.eat('.') {
		if p.eat('*') {
			n, err := p.resolve("", source.Range{})
			if err != nil {
				return err
			}
			f.Precision = FormatCount{true, true, n}
		} else if err = p.count(&f.Precision); err != nil {
			return err
		}
	}
	p.spaces()
	f.Trait = p.word()
	if p.eat('?') {
		f.Trait += "?"
	}
	switch f.Trait {
	case "", "?", "x", "X", "o", "b", "e", "E", "p", "x?", "X?":
		return nil
	}
	return fmt.Errorf("unknown format trait `%s`", f.Trait)
}

// countName is an argument that gives a width or precision, to be looked up.
type countName struct {
	name string
	rng  source.Range
}

// count reads a number, `name$` or `number$`; none if there is no such thing.
func (p *formatParser) count(out *FormatCount) error {
	start := p.pos
	w := p.word()
	rng := source.Range{Start: p.offs[start], End: p.offs[p.pos]}
	if w != "" && p.eat('$') {
		if p.counts == nil {
			p.counts = map[*FormatCount]countName{}
		}
		p.counts[out] = countName{w, rng}
		*out = FormatCount{Given: true, IsArg: true}
		return nil
	}
	p.pos = start
	digits := start
	for digits < len(p.s) && p.s[digits] >= '0' && p.s[digits] <= '9' {
		digits++
	}
	if digits == start {
		return nil
	}
	p.pos = digits
	n, err := strconv.ParseUint(string(p.s[start:digits]), 10, 16)
	if err != nil {
		return errors.New("invalid format string: integer is too large")
	}
	*out = FormatCount{true, false, int(n)}
	return nil
}

// resolve turns "", a number or a name into an argument's number.
func (p *formatParser) resolve(name string, rng source.Range) (int, error) {
	if name == "" {
		p.next++
		return p.position(p.next - 1)
	}
	if name[0] >= '0' && name[0] <= '9' {
		n, err := strconv.ParseUint(name, 10, 16)
		if err != nil {
			return 0, errors.New("invalid format string: bad argument number")
		}
		return p.position(int(n))
	}
	for i, n := range p.names {
		if n == name {
			p.out.Used[i] = true
			return i, nil
		}
	}
	for i, c := range p.out.Captures {
		if c.Name == name {
			return len(p.names) + i, nil
		}
	}
	p.out.Captures = append(p.out.Captures, FormatCapture{name, rng})
	return len(p.names) + len(p.out.Captures) - 1, nil
}

// position is an explicit argument by number: named ones count too.
func (p *formatParser) position(n int) (int, error) {
	if n >= len(p.names) {
		return 0, fmt.Errorf("invalid reference to positional argument %d (there are %d arguments)", n, len(p.names))
	}
	p.out.Used[n] = true
	return n, nil
}

// unescaped is the value of a string or character literal.
func unescaped(lit string) string {
	r, _, _ := unescape(lit)
	return string(r)
}

// unescape gives a literal's characters and where each begins in the literal.
func unescape(lit string) ([]rune, []int32, bool) {
	if strings.HasPrefix(lit, "r") {
		return unescapeRaw(lit)
	}
	if len(lit) < 2 || lit[0] != '"' && lit[0] != '\'' {
		return nil, []int32{0}, false
	}
	var out []rune
	var offs []int32
	quote := lit[0]
	i := 1
	for i < len(lit) && lit[i] != quote {
		start := i
		r, n := utf8.DecodeRuneInString(lit[i:])
		i += n
		if r == '\\' && i < len(lit) {
			var skip bool
			if r, i, skip = escape(lit, i); skip {
				continue
			}
		} else if r == '\r' && i < len(lit) && lit[i] == '\n' {
			continue
		}
		out, offs = append(out, r), append(offs, int32(start))
	}
	return out, append(offs, int32(i)), i < len(lit)
}

// escape reads what follows a backslash at lit[i]; skip: it stands for nothing.
func escape(lit string, i int) (r rune, next int, skip bool) {
	c := lit[i]
	i++
	switch c {
	case 'n':
		return '\n', i, false
	case 'r':
		return '\r', i, false
	case 't':
		return '\t', i, false
	case '0':
		return 0, i, false
	case 'x':
		if i+2 <= len(lit) {
			if n, err := strconv.ParseUint(lit[i:i+2], 16, 8); err == nil {
				return rune(n), i + 2, false
			}
		}
	case 'u':
		if end := strings.IndexByte(lit[i:], '}'); end > 0 && lit[i] == '{' {
			n, err := strconv.ParseUint(strings.ReplaceAll(lit[i+1:i+end], "_", ""), 16, 32)
			if err == nil && n <= utf8.MaxRune {
				return rune(n), i + end + 1, false
			}
		}
	case '\n', '\r':
		for i < len(lit) && strings.IndexByte(" \n\r\t", lit[i]) >= 0 {
			i++
		}
		return 0, i, true
	}
	return rune(c), i, false
}

func unescapeRaw(lit string) ([]rune, []int32, bool) {
	hashes := strings.IndexByte(lit, '"') - 1
	if hashes < 0 || len(lit) < 3+2*hashes || !strings.HasSuffix(lit, `"`+strings.Repeat("#", hashes)) {
		return nil, []int32{0}, false
	}
	var out []rune
	var offs []int32
	end := len(lit) - hashes - 1
	for i := 2 + hashes; i < end; {
		r, n := utf8.DecodeRuneInString(lit[i:end])
		out, offs = append(out, r), append(offs, int32(i))
		i += n
	}
	return out, append(offs, int32(end)), true
}
