// Package generate writes random Rust programs for the comparison with rustc: programs
// full of drops (order.go), and programs full of borrows of which more than half are wrong
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
	Calls []Call // of its functions, for a trace
}

// Call is a function that calls another with values of its own: with k, which decides the
// branches, and how often a future is polled before it is dropped (0: until it is ready).
type Call struct {
	Name  string
	Async bool
}

// Run is one run of a call.
type Run struct {
	Program  int    // its index in the batch
	Function string // with its module
	K, Polls uint64
}

// String is how the running program announces a run.
func (r Run) String() string { return fmt.Sprintf("#%s(%d, %d)", r.Function, r.K, r.Polls) }

// Runs are the runs of all calls of a batch.
func (b *Batch) Runs() (out []Run) {
	for i, p := range b.Programs {
		for _, c := range p.Calls {
			for k := range uint64(8) {
				out = append(out, Run{i, p.Module() + "::" + c.Name, k, 0})
				if c.Async {
					out = append(out, Run{i, p.Module() + "::" + c.Name, k, 1}, Run{i, p.Module() + "::" + c.Name, k, 2})
				}
			}
		}
	}
	return out
}

// WithMain is the batch as a program that makes all runs, each announced by a line, a panic
// by "!".
func (b *Batch) WithMain() string {
	var text strings.Builder
	text.WriteString(b.Text)
	text.WriteString("fn one(name: &str, f: fn(u32, u32), k: u32, polls: u32) {\n    println!(\"{name}\");\n")
	text.WriteString("    if caught(|| f(k, polls)).is_none() { println!(\"!\"); }\n    rest();\n}\n")
	text.WriteString("fn main() {\n    std::panic::set_hook(Box::new(|_| {}));\n")
	for _, r := range b.Runs() {
		fmt.Fprintf(&text, "    one(\"%s\", %s, %d, %d);\n", r, r.Function, r.K, r.Polls)
	}
	text.WriteString("}\n")
	return text.String()
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
