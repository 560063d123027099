package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/owenrumney/go-sarif/v3/pkg/report/v210/sarif"

	"drop-lsp/semantics"
	"drop-lsp/server"
	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// TestMain lets the test binary be the command itself, so that tests can run it as a process.
func TestMain(m *testing.M) {
	if os.Getenv("DROP_LSP_TEST_MAIN") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

func command(args ...string) *exec.Cmd {
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), "DROP_LSP_TEST_MAIN=1")
	return c
}

// process runs the command and gives what it printed and its exit status.
func process(t *testing.T, args ...string) (stdout, stderr string, status int) {
	t.Helper()
	c := command(args...)
	var out, err bytes.Buffer
	c.Stdout, c.Stderr = &out, &err
	if e := c.Run(); e != nil && c.ProcessState == nil {
		t.Fatal(e)
	}
	return out.String(), err.String(), c.ProcessState.ExitCode()
}

func TestWhatIsNotAnalysedIsSaid(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.rs")
	if err := os.WriteFile(file, []byte("mod elsewhere;\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	out, _, status := process(t, "check", "--format", "json", file)
	var d diagnostic
	if err := json.Unmarshal([]byte(out), &d); err != nil || status != 0 || d.codeText() != partialCode || d.Level != "note" {
		t.Errorf("status %d, %v: %s", status, err, out)
	}
	if s, _ := d.primary(); s.FileName != file {
		t.Errorf("the note is about %q", s.FileName)
	}
	if out, _, _ := process(t, "check", file); out != "" {
		t.Errorf("a note without --verbose: %s", out)
	}
	if out, _, _ := process(t, "check", "--verbose", file); !strings.HasPrefix(out, file+":1:1: note[drop-lsp::partial]: not analysed") {
		t.Errorf("with --verbose: %s", out)
	}
	for _, sub := range []string{"drops", "glue", "mir"} {
		out, stderr, status := process(t, sub, "--format=json", file)
		if status != 0 || !strings.Contains(out, `"unknown":[{`) || !strings.Contains(stderr, "not analysed") {
			t.Errorf("%s: status %d\n%s%s", sub, status, out, stderr)
		}
	}
}

func TestAnImpossibleRunIsOneLineAndStatus2(t *testing.T) {
	for _, args := range [][]string{{"check", "no-such-file.rs"}, {"drops", "no-such-file.rs"}, {"check", "testdata"},
		{"check", "--edition", "2030", "."}, {"check", "--format", "xml", "."}, {"frobnicate"}, {"glue"}} {
		out, stderr, status := process(t, args...)
		if status != 2 || out != "" || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: status %d, stdout %q, stderr %q", args, status, out, stderr)
		}
	}
	if out, _, status := process(t, "--version"); status != 0 || !strings.HasPrefix(out, "drop-lsp ") {
		t.Errorf("--version: %d %q", status, out)
	}
}

// scripted finds one error in the file's first two bytes.
type scripted struct{ server.Programs }

func (scripted) Check(_ context.Context, r server.Request) (semantics.Report, error) {
	return semantics.Report{Text: r.ReadText, Resolve: func(s source.Span) (semantics.FileSpan, bool) {
		return semantics.FileSpan{File: r.Files[0], Start: int(s.Start), End: int(s.End)}, s.Valid()
	}, Diagnostics: []diag.Diagnostic{{Level: diag.Error, Code: "E0382", Msg: "use of moved value: `x`",
		Labels:      []diag.Label{{Span: source.Span{Item: 1, End: 2}, Primary: true, Text: "here, 100%"}},
		Suggestions: []diag.Suggestion{{Msg: "clone", Edits: []diag.Edit{{Span: source.Span{Item: 1, Start: 2, End: 2}, Text: ".clone()"}}}}}}}, nil
}

func (scripted) Drops(_ context.Context, r server.Request) (server.Drops, error) {
	at := semantics.FileSpan{File: r.Files[0], End: 2}
	f := semantics.FunctionDrops{Name: "m::f", Span: at, Points: []semantics.DropPoint{{Span: at, Kind: "scope-end", Drops: []semantics.DropEntry{{
		Place: "x", Span: at, Type: "D<'a>", When: semantics.Maybe, Destructors: []string{"D"}, RequiresLive: []semantics.Requirement{{Param: "'a"}}}}}}}
	g := f
	g.Name = "g"
	return server.Drops{Functions: []semantics.FunctionDrops{f, g}}, nil
}

func scriptedRun(t *testing.T, args ...string) (string, int) {
	t.Helper()
	var out bytes.Buffer
	status := run(&environment{ctx: context.Background(), out: &out, err: io.Discard, analysis: scripted{}}, args)
	return out.String(), status
}

func TestEachFormatShowsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.rs")
	if err := os.WriteFile(file, []byte("xx;\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	for format, want := range map[string]string{
		"short":  file + ":1:1: error[E0382]: use of moved value: `x`\n",
		"human":  "error[E0382]: use of moved value: `x`\n --> " + file + ":1:1\n  |\n1 | xx;\n  | ^^ here, 100%\n  |\nhelp: clone\n  |\n1 | xx.clone();\n  |   ++++++++\n\n",
		"github": "::error file=" + file + ",line=1,endLine=1,col=1,endColumn=3,title=E0382::use of moved value: `x`%0A" + file + ":1: here, 100%25%0Ahelp: clone\n",
	} {
		if got, status := scriptedRun(t, "check", "--format", format, file); got != want || status != 1 {
			t.Errorf("%s: status %d\n got %q\nwant %q", format, status, got, want)
		}
	}
	out, _ := scriptedRun(t, "check", "--format", "sarif", file)
	report, err := sarif.FromString(out)
	if err != nil || len(report.Runs) != 1 || len(report.Runs[0].Results) != 1 {
		t.Fatalf("sarif: %v\n%s", err, out)
	}
	if err := report.Validate(); err != nil {
		t.Errorf("sarif: %v", err)
	}
}

func TestDropsAreShownFunctionByFunction(t *testing.T) {
	file := "testdata/layout/borrows.rs"
	out, status := scriptedRun(t, "drops", "--fn", "m::f", file)
	if want := "fn m::f  (" + file + ":1)\n  1:1  scope-end\n    1. x: D<'a> (maybe)  runs D  needs 'a\n"; out != want || status != 0 {
		t.Errorf("status %d: %q", status, out)
	}
	out, _ = scriptedRun(t, "drops", "--format", "json", file)
	for _, want := range []string{`"name":"m::f"`, `"name":"g"`, `"status":"complete"`, `"unknown":[]`, `"when":"maybe"`, `"requires_live":["'a"]`, `"kind":"scope-end"`} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in %s", want, out)
		}
	}
}

// TestASessionOverStdio speaks with the process as an editor does, bad messages included.
func TestASessionOverStdio(t *testing.T) {
	c := command("serve", "--stdio")
	in, _ := c.StdinPipe()
	out, _ := c.StdoutPipe()
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	answers := bufio.NewReader(out)
	say := func(msg string) { fmt.Fprintf(in, "Content-Length: %d\r\n\r\n%s", len(msg), msg) }
	hear := func(wants ...string) {
		t.Helper()
		msg, err := receive(answers)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range wants {
			if !strings.Contains(msg, w) {
				t.Errorf("no %s in %s", w, msg)
			}
		}
	}
	say(`{"jsonrpc":"2.0","id":"early","method":"textDocument/hover","params":{}}`)
	hear(`"id":"early"`, `-32002`)
	say(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"processId":null,"capabilities":{"general":{"positionEncodings":["utf-16","utf-8"]}}}}`)
	hear(`"positionEncoding":"utf-8"`, `"inlayHintProvider":{"resolveProvider":true}`, `"name":"drop-lsp"`)
	say(`{"jsonrpc":"2.0","method":"initialized","params":{}}`)
	say(`{]}`)
	hear(`-32700`)
	say(`{}`)
	hear(`-32600`)
	fmt.Fprint(in, "rubbish\r\n\r\n")
	say(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///t.rs","languageId":"rust","version":1,"text":"fn f() {"}}}`)
	hear(`publishDiagnostics`, `"diagnostics":[]`)
	say(`{"jsonrpc":"2.0","id":2,"method":"textDocument/hover","params":{"textDocument":{"uri":"file:///t.rs"},"position":{"line":70,"character":1}}}`)
	hear(`"id":2`, `"result":null`)
	say(`{"jsonrpc":"2.0","id":3,"method":"shutdown"}`)
	hear(`"id":3`)
	say(`{"jsonrpc":"2.0","method":"exit"}`)
	if err := c.Wait(); err != nil {
		t.Error(err)
	}
}

// TestHowTheServersProcessEnds: 0 after shutdown, 1 without, 2 and one line where messages cannot be told apart.
func TestHowTheServersProcessEnds(t *testing.T) {
	frame := func(msg string) string { return fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(msg), msg) }
	first := frame(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}`)
	for name, x := range map[string]struct {
		input  string
		status int
		lines  int
	}{
		"stdin is closed":        {first, 1, 0},
		"nothing is said":        {"", 1, 0},
		"exit without shutdown":  {first + frame(`{"jsonrpc":"2.0","method":"exit"}`), 1, 0},
		"shutdown and exit":      {first + frame(`{"jsonrpc":"2.0","id":2,"method":"shutdown"}`) + frame(`{"jsonrpc":"2.0","method":"exit"}`), 0, 0},
		"shutdown, then silence": {first + frame(`{"jsonrpc":"2.0","id":2,"method":"shutdown"}`), 0, 0},
		"broken framing":         {first + "Content-Length: x\r\n\r\n", 2, 1},
	} {
		c := command("serve")
		c.Stdin = strings.NewReader(x.input)
		var said strings.Builder
		c.Stderr = &said
		_ = c.Run()
		if got := c.ProcessState.ExitCode(); got != x.status || strings.Count(said.String(), "\n") != x.lines {
			t.Errorf("%s: status %d, want %d; stderr %q", name, got, x.status, said.String())
		}
	}
}

// receive reads one framed message.
func receive(r *bufio.Reader) (string, error) {
	length := 0
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return "", err
		}
		if line = strings.TrimSpace(line); line == "" {
			break
		}
		if v, ok := strings.CutPrefix(line, "Content-Length: "); ok {
			length, _ = strconv.Atoi(v)
		}
	}
	data := make([]byte, length)
	_, err := io.ReadFull(r, data)
	return string(data), err
}
