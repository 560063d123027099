// Command uitests holds the analysis against rustc on rustc's own UI tests: the
// installed rustc is asked for its verdict of each single-file test of rustc 1.63, in the
// test's own edition and in 2021 and 2024, and what `drop-lsp check` finds must be the
// same. The tests are downloaded and stay out of the repository.
//
//	go run ./cmd/drop-lsp/oracle/uitests -fetch        download the tests into .cache/uitests
//	go run ./cmd/drop-lsp/oracle/uitests               ask rustc what is not asked yet, run ours, print the figures
//	go run ./cmd/drop-lsp/oracle/uitests -only '^drop/' -editions own -list false,missing
//	go run ./cmd/drop-lsp/oracle/uitests -show drop/drop-with-type-ascription-1.rs
//	go run ./cmd/drop-lsp/oracle/uitests -record       write the agreeing tests down, for the Go test
//
// rustc's answers are kept in the cache folder (verdicts.jsonl): a second run asks only
// for what is new. Asking everything takes a quarter of an hour on two processors.
//
// The tests of another version, which nothing here was written by, are a folder with a cache of its
// own; Debian has the sources of rustc 1.95 (tests/ui in them):
//
//	go run ./cmd/drop-lsp/oracle/uitests -folder …/tests/ui -cache .cache/uitests-1.95 -editions own
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"time"
)

// settings are the command line.
type settings struct {
	cache, folder string
	only, code    string
	editions      string
	list, out     string
	show          string
	jobs          int
	limit         time.Duration
	known, record bool
	fetch, worker bool
}

func main() {
	var s settings
	flag.StringVar(&s.cache, "cache", cacheFolder(), "folder of the downloaded tests and of rustc's answers ($DROP_LSP_UITESTS)")
	flag.StringVar(&s.folder, "folder", "", "folder of the tests, if not the downloaded one")
	flag.StringVar(&s.only, "only", "", "take only tests whose path matches this regular expression")
	flag.StringVar(&s.editions, "editions", "own,2021,2024", "the editions in which each test is taken")
	flag.StringVar(&s.list, "list", "", "disagreements to list: false,missing,partial,unequal,labels,crash,slow")
	flag.StringVar(&s.out, "o", "", "file for the list, if not the standard output")
	flag.StringVar(&s.code, "code", "", "list only this code")
	flag.StringVar(&s.show, "show", "", "show both answers about the tests whose path ends in this")
	flag.IntVar(&s.jobs, "j", runtime.NumCPU(), "processes at a time")
	flag.DurationVar(&s.limit, "timeout", 10*time.Second, "time for our answer about one test")
	flag.BoolVar(&s.record, "record", false, "write down rustc's verdicts of the tests that agree")
	flag.BoolVar(&s.known, "known", false, "do not ask rustc; take only what it has answered before")
	flag.BoolVar(&s.fetch, "fetch", false, "download the tests")
	flag.BoolVar(&s.worker, "worker", false, "answer the jobs on the standard input (the command starts itself so)")
	flag.Parse()
	if err := run(s); err != nil {
		fmt.Fprintln(os.Stderr, "uitests: "+err.Error())
		os.Exit(2)
	}
}

// cacheFolder is .cache/uitests of the repository, unless the environment says another one.
func cacheFolder() string {
	if d := os.Getenv("DROP_LSP_UITESTS"); d != "" {
		return d
	}
	return filepath.Join(repository(), ".cache", "uitests")
}

// repository is the folder around this one that has the go.mod; else this one.
func repository() string {
	dir, err := os.Getwd()
	for err == nil {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		up := filepath.Dir(dir)
		if up == dir {
			break
		}
		dir = up
	}
	return "."
}

func run(s settings) error {
	if s.worker {
		return serve(os.Stdin, os.Stdout)
	}
	if s.fetch {
		return fetch(s.cache)
	}
	if s.folder == "" {
		s.folder = testsFolder(s.cache)
	}
	var err error
	if s.folder, err = filepath.EvalSymlinks(s.folder); err != nil {
		return fmt.Errorf("no tests (-fetch downloads them): %w", err)
	}
	if s.folder, err = filepath.Abs(s.folder); err != nil {
		return err
	}
	if s.show != "" {
		s.only = regexp.QuoteMeta(s.show) + "$"
	}
	only, err := regexp.Compile(s.only)
	if err != nil {
		return err
	}
	cases, skipped, err := pick(s.folder, only)
	if err != nil {
		return err
	}
	qs, err := questions(cases, strings.Split(s.editions, ","))
	if err != nil {
		return err
	}
	if err := os.MkdirAll(s.cache, 0o777); err != nil {
		return err
	}
	answered, err := askOurs(s, qs)
	if err != nil {
		return err
	}
	asked, err := askRustc(s, qs, answered)
	if err != nil {
		return err
	}
	outcomes := compare(qs, asked, answered)
	if s.show != "" {
		return show(os.Stdout, s, outcomes)
	}
	w := os.Stdout
	if s.list != "" && s.out != "" {
		f, err := os.Create(s.out)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		w = f
	}
	if s.list != "" {
		if err := list(w, s, outcomes); err != nil {
			return err
		}
	}
	if s.list == "" || s.out != "" {
		report(os.Stdout, outcomes, skipped)
	}
	if s.record {
		return record(filepath.Join(repository(), "cmd", "drop-lsp", "oracle", "uitests"), outcomes)
	}
	return nil
}
