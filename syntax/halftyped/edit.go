// Package halftyped makes code as it is while somebody types: texts after random edits.
// It is for tests: no such text may make the analysis panic, hang or exhaust the stack.
// It imports nothing of the project.
package halftyped

import (
	"math/rand/v2"
	"regexp"
	"strings"
	"unicode/utf8"
)

var word = regexp.MustCompile(`\w+`)

// pieces are what edits insert.
var pieces = []string{"{", "}", ";", "(", ")", "[", "]", "\"", "/*", "*/", "//", "\n", "&", "&mut ", "mut ", "ref ", "box ", "move ", "return ", "?", "|", "||", "@", "=", "=> ",
	"..", "..=", "'a ", "'a: ", "'", "#", "#[", "!", "::", "::<", ":", "<", ">", ",", "-> ", "*", "-", "+", "&& ", "_ ", "let ", "if let ", "if ", "else ", "match x {", "fn ", "fn f() {", "impl ", "impl<T> ",
	"for ", "for<'a> ", "in ", "while ", "loop {", "async ", "async move {", "await", ".await", ".", "unsafe ", "struct ", "enum ", "union ", "trait ", "mod ", "use ", "pub ", "const ", "const {", "static ",
	"type ", "dyn ", "where ", "as ", "break ", "break 'a ", "continue ", "Self", "self", "crate", "super::", "r#", "b\"", "c\"", "r\"", "0", "0x", "1.", "1e", "É", "é", "\u00a0", "😀",
	"$x", "$crate::", "macro_rules! m { ($a:expr) => { $a } }", "m!(", "vec![", "println!(\"{", "format!(", "matches!(", "asm!(", "#[derive(Clone)]", "#[cfg(", "extern \"C\" {", "yield ", "try {", "Box<", "Vec::", "|x| "}

// Edit makes a random edit.
func Edit(r *rand.Rand, text string) string {
	at := place(text, r.IntN(len(text)+1))
	switch r.IntN(6) {
	case 0, 1:
		return text[:at] + pieces[r.IntN(len(pieces))] + text[at:]
	case 2:
		return text[:at] + text[place(text, at+1+r.IntN(6)):]
	case 3: // a word becomes another, or goes
		words := word.FindAllStringIndex(text, -1)
		if len(words) == 0 {
			return text
		}
		a, b := words[r.IntN(len(words))], words[r.IntN(len(words))]
		with := text[b[0]:b[1]]
		if r.IntN(3) == 0 {
			with = ""
		}
		return text[:a[0]] + with + text[a[1]:]
	case 4: // a line goes
		from := strings.LastIndexByte(text[:at], '\n') + 1
		return text[:from] + text[min(from+strings.IndexByte(text[from:]+"\n", '\n')+1, len(text)):]
	default: // a piece comes twice, elsewhere
		from := place(text, r.IntN(len(text)+1))
		return text[:at] + text[from:place(text, from+r.IntN(40))] + text[at:]
	}
}

// Edits makes some.
func Edits(r *rand.Rand, text string, n int) string {
	for range n {
		text = Edit(r, text)
	}
	return text
}

// place is the beginning of a character, at an offset or before.
func place(text string, at int) int {
	if at = min(at, len(text)); at == len(text) {
		return at
	}
	for at > 0 && !utf8.RuneStart(text[at]) {
		at--
	}
	return at
}
