package main

import "strings"

// This file is the canvas of the human renderer: rows of styled cells, written in
// any order, grown on demand, as rustc's own renderer has it.

type style uint8

const (
	plain style = iota
	gutter
	errorStyle
	warningStyle
	noteStyle
	helpStyle
	bold
	secondary
	added
	removed
)

var ansi = map[style]string{
	gutter: "\x1b[1;94m", errorStyle: "\x1b[1;91m", warningStyle: "\x1b[1;93m", noteStyle: "\x1b[1;92m",
	helpStyle: "\x1b[1;96m", bold: "\x1b[1m", secondary: "\x1b[1;94m", added: "\x1b[92m", removed: "\x1b[91m",
}

func levelStyle(level string) style {
	switch level {
	case "error":
		return errorStyle
	case "warning":
		return warningStyle
	case "help":
		return helpStyle
	}
	return noteStyle
}

type cell struct {
	r rune
	s style
}

type canvas struct{ rows [][]cell }

func (c *canvas) height() int { return len(c.rows) }

func (c *canvas) put(row, col int, r rune, s style) {
	for len(c.rows) <= row {
		c.rows = append(c.rows, nil)
	}
	for len(c.rows[row]) <= col {
		c.rows[row] = append(c.rows[row], cell{' ', plain})
	}
	c.rows[row][col] = cell{r, s}
}

func (c *canvas) puts(row, col int, text string, s style) {
	for _, r := range text {
		c.put(row, col, r, s)
		col++
	}
}

// appendText writes at the end of the row.
func (c *canvas) appendText(row int, text string, s style) {
	col := 0
	if row < len(c.rows) {
		col = len(c.rows[row])
	}
	c.puts(row, col, text, s)
}

// render is the canvas as text, without blanks at the ends of lines.
func (c *canvas) render(colour bool) string {
	var b strings.Builder
	for _, row := range c.rows {
		end := len(row)
		for end > 0 && row[end-1].r == ' ' {
			end--
		}
		cur := plain
		for _, x := range row[:end] {
			if colour && x.s != cur {
				if cur != plain {
					b.WriteString("\x1b[0m")
				}
				b.WriteString(ansi[x.s])
				cur = x.s
			}
			b.WriteRune(x.r)
		}
		if cur != plain {
			b.WriteString("\x1b[0m")
		}
		b.WriteByte('\n')
	}
	return b.String()
}
