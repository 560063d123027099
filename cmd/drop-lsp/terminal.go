package main

import (
	"os"

	"golang.org/x/term"
)

// isTerminal reports whether results go to a person.
func isTerminal(f *os.File) bool { return term.IsTerminal(int(f.Fd())) }
