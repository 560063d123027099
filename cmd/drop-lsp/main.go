// Command drop-lsp shows the drop order of Rust programs and the errors of the borrow
// and drop checks, as a language server and on the command line. The interface is
// documented in the repository; exit status 2 means that a run was impossible.
//
// What is missing: procedural macros and build scripts are not run; what rests on one is
// not analysed whole.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"

	"drop-lsp/semantics"
	"drop-lsp/server"
	"drop-lsp/syntax/source"
)

// cli is the command line.
type cli struct {
	Version kong.VersionFlag `help:"Print the version."`

	Serve serveCmd `cmd:"" help:"Run the language server over stdin and stdout."`
	Check checkCmd `cmd:"" help:"Report every diagnostic of files or packages."`
	Drops dropsCmd `cmd:"" help:"Show what is dropped, where and in which order."`
	Glue  glueCmd  `cmd:"" help:"Show drop glue and what must be live for it."`
	Mir   mirCmd   `cmd:"" help:"Show the control-flow graph after drop elaboration."`
	Graph graphCmd `cmd:"" help:"Draw the drop timeline of a function as SVG."`

	Settings settingsCmd `cmd:"" help:"List the settings of the language server."`
}

// common are the flags of every command that analyses.
type common struct {
	Edition           string   `enum:"2015,2018,2021,2024," default:"" placeholder:"YEAR" help:"Analyse each file as a crate root of this edition (2015, 2018, 2021, 2024)."`
	Cfg               []string `sep:"none" placeholder:"NAME[=\"VALUE\"]" help:"Set a cfg; repeatable."`
	Test              bool     `help:"Set cfg(test)."`
	Features          []string `help:"Features of the package."`
	AllFeatures       bool     `help:"All features of the package."`
	NoDefaultFeatures bool     `help:"No default features."`
	Package           []string `short:"p" help:"Packages of the workspace."`
	Verbose           bool     `short:"v" help:"Also say what could not be analysed."`
}

// options are the flags as the analysis wants them.
func (c *common) options() semantics.Options {
	editions := map[string]source.Edition{"2015": source.Edition2015, "2018": source.Edition2018,
		"2021": source.Edition2021, "2024": source.Edition2024}
	return semantics.Options{Edition: editions[c.Edition], Cfg: c.Cfg, Test: c.Test}
}

// choice is what of packages is meant.
func (c *common) choice() semantics.Choice {
	return semantics.Choice{Features: c.Features, AllFeatures: c.AllFeatures, NoDefaultFeatures: c.NoDefaultFeatures, Packages: c.Package}
}

// environment is what a command runs in.
type environment struct {
	ctx      context.Context
	in       io.Reader
	out, err io.Writer
	analysis server.Analysis
	terminal bool // out is one
	colour   bool
}

// errFound is the end of a run that found an error in the program analysed.
var errFound = errors.New("errors found")

func main() {
	collectLate()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	terminal := isTerminal(os.Stdout)
	env := &environment{ctx: ctx, in: os.Stdin, out: os.Stdout, err: os.Stderr, analysis: server.NewPrograms(),
		terminal: terminal, colour: terminal && os.Getenv("NO_COLOR") == ""}
	status := run(env, os.Args[1:])
	stop()
	os.Exit(status)
}

// collectLate puts the first garbage collection off until some 32 MB are allocated, which
// most runs never do; from then on the collector keeps its usual pace.
func collectLate() {
	if os.Getenv("GOGC") != "" {
		return
	}
	usual := debug.SetGCPercent(800)
	runtime.AddCleanup(&environment{}, func(percent int) { debug.SetGCPercent(percent) }, usual)
}

// run is the program without its process; the exit status is the result.
func run(env *environment, args []string) (status int) {
	var c cli
	exited := -1
	parser, err := kong.New(&c, kong.Name("drop-lsp"), kong.Description("Drop order and borrow errors of Rust programs."),
		kong.Vars{"version": "drop-lsp " + version()}, kong.Writers(env.out, env.err),
		kong.Exit(func(code int) { exited = code; panic(errExit) }))
	if err != nil {
		return impossible(env, err)
	}
	defer func() {
		if r := recover(); r != nil {
			switch {
			case r == errExit:
				status = exited
			case os.Getenv("DROP_LSP_PANIC") != "":
				panic(r)
			default:
				status = impossible(env, fmt.Errorf("internal error (DROP_LSP_PANIC=1 says where): %v", r))
			}
		}
	}()
	kctx, err := parser.Parse(args)
	if err != nil {
		return impossible(env, err)
	}
	err = kctx.Run(env)
	switch {
	case err == nil:
		return 0
	case errors.Is(err, errFound), errors.Is(err, server.ErrNoShutdown):
		return 1
	}
	return impossible(env, err)
}

// errExit carries kong's wish to exit (--help, --version) to run.
var errExit = errors.New("exit")

func impossible(env *environment, err error) int {
	fmt.Fprintln(env.err, "drop-lsp: "+strings.Join(strings.Fields(err.Error()), " "))
	return 2
}

// version is the module's version, or the revision it was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" {
		return "(devel)"
	}
	return info.Main.Version
}
