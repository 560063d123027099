package main

import (
	"errors"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestPackages runs the scripts about Cargo packages. In them, `drop-lsp STATUS ARG…` runs the command
// and holds its exit status against what is said.
func TestPackages(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/packages",
		Setup: func(e *testscript.Env) error {
			e.Setenv("DROP_LSP_TEST_MAIN", "1")
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"drop-lsp": func(ts *testscript.TestScript, neg bool, args []string) {
			if neg || len(args) == 0 {
				ts.Fatalf("usage: drop-lsp STATUS ARG...")
			}
			want, err := strconv.Atoi(args[0])
			ts.Check(err)
			got := 0
			var exit *exec.ExitError
			if err := ts.Exec(os.Args[0], args[1:]...); errors.As(err, &exit) {
				got = exit.ExitCode()
			} else {
				ts.Check(err)
			}
			if got != want {
				ts.Fatalf("exit status %d, want %d", got, want)
			}
		}},
	})
}
