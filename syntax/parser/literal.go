package parser

import (
	"strings"
	"unicode/utf8"
)

// This file says which literals are well formed, as rustc's lexer decides it before any
// macro sees them: the escapes of characters and strings, bare carriage returns, ASCII in
// byte literals, and the digits of numbers. reference, tokens.literal

// wellFormed reports whether a terminated literal's text is one.
func wellFormed(s string) bool {
	if s[0] >= '0' && s[0] <= '9' {
		return numberFormed(s)
	}
	open := strings.IndexAny(s, `"'`)
	prefix, q := s[:open], s[open]
	raw := strings.Contains(prefix, "r")
	body := s[open+1 : strings.LastIndexByte(s, q)]
	byteLit := strings.HasPrefix(prefix, "b")
	if raw {
		body = s[open+1 : strings.LastIndex(s, "\""+strings.Repeat("#", strings.Count(prefix, "#")))]
	} else if suffix := s[strings.LastIndexByte(s, q)+1:]; suffix == "_" {
		return false
	}
	if strings.Contains(strings.ReplaceAll(body, "\r\n", ""), "\r") {
		return false
	}
	c := strings.HasPrefix(prefix, "c")
	if c && strings.Contains(body, "\x00") {
		return false
	}
	for n := 0; body != ""; n++ {
		if q == '\'' && n > 0 {
			return false
		}
		if body[0] == '\\' && !raw {
			size := escape(body, byteLit, c, q == '"')
			if size == 0 {
				return false
			}
			body = body[size:]
			continue
		}
		r, size := utf8.DecodeRuneInString(body)
		if byteLit && r >= 0x80 || q == '\'' && (r == '\n' || r == '\t' || r == '\'') {
			return false
		}
		body = body[size:]
	}
	return true
}

// escape is the length of the escape that s begins with, 0 if it is none.
// reference, tokens.literal.char.escape and its neighbours
func escape(s string, byteLit, c, str bool) int {
	if len(s) < 2 {
		return 0
	}
	switch s[1] {
	case 'n', 'r', 't', '\\', '\'', '"':
		return 2
	case '0':
		if c {
			return 0
		}
		return 2
	case 'x':
		if len(s) < 4 || !isHex(s[2]) || !isHex(s[3]) || s[2] > '7' && !byteLit && !c || c && s[2:4] == "00" {
			return 0
		}
		return 4
	case 'u':
		if byteLit {
			return 0
		}
		return unicodeEscape(s, c)
	case '\n', '\r':
		if !str {
			return 0
		}
		return len(s) - len(strings.TrimLeft(s[1:], " \t\r\n"))
	}
	return 0
}

// unicodeEscape is the length of `\u{…}`: 1 to 6 hexadecimal digits that name a scalar value.
func unicodeEscape(s string, c bool) int {
	end := strings.IndexByte(s, '}')
	if end < 4 || s[2] != '{' || s[3] == '_' {
		return 0
	}
	v, n := rune(0), 0
	for i := 3; i < end; i++ {
		if s[i] == '_' {
			continue
		}
		if n++; !isHex(s[i]) || n > 6 {
			return 0
		}
		d := rune(s[i] - '0')
		if s[i] > '9' {
			d = rune(s[i]|0x20) - 'a' + 10
		}
		v = v<<4 | d
	}
	if !utf8.ValidRune(v) || c && v == 0 {
		return 0
	}
	return end + 1
}

func isHex(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f'
}

// numberFormed: a base has digits of its own, an exponent has digits, and floats are decimal.
func numberFormed(s string) bool {
	if len(s) > 1 && s[0] == '0' && (s[1] == 'b' || s[1] == 'o' || s[1] == 'x') {
		digits := 0
		for i := 2; i < len(s); i++ {
			switch c := s[i]; {
			case c == '_':
			case c == '.':
				return false
			case s[1] == 'x' && isHex(c):
				digits++
			case c >= '0' && c <= '9':
				if s[1] == 'b' && c > '1' || s[1] == 'o' && c > '7' {
					return false
				}
				digits++
			default:
				// What follows is a suffix; `0o1e3` would be a float.
				return digits > 0 && !strings.HasPrefix(s[i:], "e+") && !strings.HasPrefix(s[i:], "e-") &&
					!(c|0x20 == 'e' && i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9')
			}
		}
		return digits > 0
	}
	i := len(s) - len(strings.TrimLeft(s, "0123456789_."))
	if i == len(s) || s[i]|0x20 != 'e' {
		return true
	}
	exp := strings.TrimLeft(s[i+1:], "+-_")
	return exp != "" && exp[0] >= '0' && exp[0] <= '9' || exp == s[i+1:] && exp != "" && exp[0] != '_' && !strings.Contains(s[:i], ".")
}
