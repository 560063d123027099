// Package generate writes random Rust programs for the comparison with rustc: programs
// full of drops (order.go), and programs full of borrows of which about half are wrong
// (verdict.go). A seed gives the same program on every machine.
package generate

import (
	"fmt"
	"strings"
)

// This file: programs in batches. One run of rustc costs more than many small functions;
// so programs become the modules of one crate, over a prelude that they share.

// Program is one generated program: the items of a module.
type Program struct {
	Seed  uint64
	Text  string
	Calls []string // of its functions, for a trace; k decides the branches. Nothing runs them yet; leaving them out would change what a seed means.
}

// Batch is a crate of programs, and where each stands.
type Batch struct {
	Programs []Program
	Text     string
	first    []int // line of each program's `pub mod`, from 1
}

// NewBatch puts programs behind a prelude.
func NewBatch(prelude string, programs []Program) *Batch {
	b := &Batch{Programs: programs}
	var text strings.Builder
	text.WriteString(prelude)
	line := 1 + strings.Count(prelude, "\n")
	for _, p := range programs {
		b.first = append(b.first, line)
		module := fmt.Sprintf("pub mod %s {\nuse super::*;\n%s}\n", p.Module(), p.Text)
		line += strings.Count(module, "\n")
		text.WriteString(module)
	}
	b.Text = text.String()
	return b
}

// Module is the name of a program's module.
func (p Program) Module() string { return fmt.Sprintf("p%d", p.Seed) }

// At is the index of the program that holds a line; -1 for the prelude.
func (b *Batch) At(line int) int {
	for i := len(b.first) - 1; i >= 0; i-- {
		if line >= b.first[i] {
			return i
		}
	}
	return -1
}

// First is the line on which a program's module opens.
func (b *Batch) First(i int) int { return b.first[i] }

// Without is the batch without some of its programs.
func (b *Batch) Without(prelude string, drop map[int]bool) *Batch {
	var kept []Program
	for i, p := range b.Programs {
		if !drop[i] {
			kept = append(kept, p)
		}
	}
	return NewBatch(prelude, kept)
}
