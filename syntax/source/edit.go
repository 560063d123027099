package source

// This file: what an edit changed, and the line table after it.

// compared is how many bytes are compared at once.
const compared = 256

// Changed compares a text with an earlier one: up to start they are the same, and from end (of the
// new text) on.
func Changed(was, text string) (start, end int) {
	start = samePrefix(was, text)
	return start, len(text) - sameSuffix(was[start:], text[start:])
}

func samePrefix(a, b string) int {
	n, i := min(len(a), len(b)), 0
	for i+compared <= n && a[i:i+compared] == b[i:i+compared] {
		i += compared
	}
	for i < n && a[i] == b[i] {
		i++
	}
	return i
}

func sameSuffix(a, b string) int {
	n, i := min(len(a), len(b)), 0
	for i+compared <= n && a[len(a)-i-compared:len(a)-i] == b[len(b)-i-compared:len(b)-i] {
		i += compared
	}
	for i < n && a[len(a)-1-i] == b[len(b)-1-i] {
		i++
	}
	return i
}

// Near is the table of a text that is similar to this one's.
func (t *LineTable) Near(text string) *LineTable {
	start, end := Changed(t.text, text)
	moved := len(text) - len(t.text)
	first, last := t.Line(start)+1, t.Line(end-moved)+1 // the lines that begin behind start, and behind end
	n := &LineTable{text: text, starts: make([]int32, first, len(t.starts)+16)}
	copy(n.starts, t.starts[:first])
	n.scan(start, end)
	for _, s := range t.starts[last:] {
		n.starts = append(n.starts, s+int32(moved))
	}
	return n
}
