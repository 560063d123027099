package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"
)

// This file: asking rustc, and keeping its answers: one line of JSON a question in
// verdicts.jsonl of the cache folder.

// verdictVersion goes up when findings are kept in another way: those written before are asked anew.
const verdictVersion = 2

// rustcTime is how long rustc may take over one question. It answers all in well under a second
// but those constants whose evaluation does not end.
const rustcTime = 5 * time.Second

// verdict is rustc's answer. None says why there is none: it crashed, or took too long.
type verdict struct {
	Key      string    `json:"k"`
	Version  int       `json:"v,omitempty"`
	Findings []finding `json:"f,omitempty"`
	None     string    `json:"n,omitempty"`
}

// rustcMessage is a diagnostic in rustc's JSON.
type rustcMessage struct {
	Message  string
	Code     *struct{ Code string }
	Level    string
	Spans    []rustcSpan
	Children []rustcMessage
}

// rustcSpan is a span in rustc's JSON; one from a macro says where that is called.
type rustcSpan struct {
	FileName    string `json:"file_name"`
	LineStart   int    `json:"line_start"`
	LineEnd     int    `json:"line_end"`
	ColumnStart int    `json:"column_start"`
	ColumnEnd   int    `json:"column_end"`
	IsPrimary   bool   `json:"is_primary"`
	Label       string
	Expansion   *struct{ Span rustcSpan }
}

// in is the place in the file itself: of what a library's macro expands to, the call, as
// rustc's rendered messages show it.
func (s rustcSpan) in(file string) place {
	at := s
	for at.FileName != file && at.Expansion != nil {
		at = at.Expansion.Span
	}
	return place{at.LineStart, at.ColumnStart, at.LineEnd, at.ColumnEnd, s.IsPrimary, s.Label}
}

func (m rustcMessage) finding(file string) finding {
	f := finding{Message: m.Message, Level: m.Level}
	if m.Code != nil {
		f.Code = m.Code.Code
	}
	for _, s := range m.Spans {
		f.Places = append(f.Places, s.in(file))
	}
	for _, c := range m.Children {
		f.Children = append(f.Children, c.finding(file))
	}
	return f
}

// oracle is the installed rustc.
type oracle struct {
	path, version string
}

// installed finds the compiler itself, past rustup's proxy, which costs more than the answers.
func installed() (oracle, error) {
	version, err := exec.Command("rustc", "--version").Output()
	if err != nil {
		return oracle{}, fmt.Errorf("no rustc to ask: %w", err)
	}
	o := oracle{"rustc", strings.TrimSpace(string(version))}
	if root, err := exec.Command("rustc", "--print", "sysroot").Output(); err == nil {
		p := filepath.Join(strings.TrimSpace(string(root)), "bin", "rustc")
		if _, err := os.Stat(p); err == nil {
			o.path = p
		}
	}
	return o, nil
}

// args are rustc's arguments for a question, the output aside.
func (q question) args() []string {
	a := []string{"--edition", q.In, "--error-format=json", "--emit=metadata", "--cap-lints", "allow"}
	if q.Type != "" {
		a = append(a, "--crate-type", q.Type)
	}
	for _, c := range q.Cfg {
		a = append(a, "--cfg", c)
	}
	if q.Test {
		a = append(a, "--test")
	}
	return append(a, q.Path)
}

// key names a question in the cache.
func (o oracle) key(q question) string {
	sum := sha256.Sum256([]byte(o.version + "\x00" + strings.Join(q.args(), "\x00") + "\x00" + q.Text))
	return hex.EncodeToString(sum[:12])
}

// ask asks rustc one question.
func (o oracle) ask(folder, out string, q question) verdict {
	v := verdict{Key: o.key(q), Version: verdictVersion}
	ctx, cancel := context.WithTimeout(context.Background(), rustcTime)
	defer cancel()
	c := exec.CommandContext(ctx, "nice", append([]string{"-n", "5", o.path, "-o", out}, q.args()...)...)
	c.Dir = folder
	c.Env = append(os.Environ(), "RUSTC_BOOTSTRAP=1", "RUSTC_ICE=0")
	c.WaitDelay = time.Second
	var stderr bytes.Buffer
	c.Stderr = &stderr
	err := c.Run()
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		v.None = "time-out"
	case err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1):
		v.None = "crash"
	}
	if v.None != "" {
		return v
	}
	for line := range bytes.Lines(stderr.Bytes()) {
		var m rustcMessage
		if json.Unmarshal(line, &m) == nil && m.Level == "error" && len(m.Spans) > 0 {
			v.Findings = append(v.Findings, m.finding(q.Path))
		}
	}
	return v
}

// askRustc gives rustc's answers to the questions, from the cache where they are in it; only
// from there with -known.
func askRustc(s settings, qs []question, answered []answer) ([]verdict, error) {
	file := filepath.Join(s.cache, "verdicts.jsonl")
	o, err := installed()
	if err != nil {
		return nil, err
	}
	known, err := readVerdicts(file)
	if err != nil {
		return nil, err
	}
	if !s.known {
		if err := askAll(s, o, file, unknown(s, o, qs, answered, known), known); err != nil {
			return nil, err
		}
	}
	out := make([]verdict, len(qs))
	for i, q := range qs {
		v, ok := known[o.key(q)]
		if !ok {
			v.None = "not asked"
		}
		out[i] = v
	}
	return out, nil
}

var expectedRE = regexp.MustCompile(`(?m)^error(?:\[(E\d+)\]|: lifetime may not)`)

// unknown are the questions that rustc has not answered. Those that can disagree come first:
// where we report something, or rustc 1.63 did.
func unknown(s settings, o oracle, qs []question, answered []answer, known map[string]verdict) []question {
	var first, later []question
	asked := map[string]bool{} // a test's own edition is one of the others too
	for i, q := range qs {
		key := o.key(q)
		if _, ok := known[key]; ok || asked[key] {
			continue
		}
		asked[key] = true
		old, _ := os.ReadFile(filepath.Join(s.folder, strings.TrimSuffix(q.Path, ".rs")+".stderr"))
		likely := len(onlyOurs(answered[i].Findings)) > 0
		for _, m := range expectedRE.FindAllSubmatch(old, -1) {
			likely = likely || len(m[1]) == 0 || promised.Match(m[1])
		}
		if likely {
			first = append(first, q)
		} else {
			later = append(later, q)
		}
	}
	return append(first, later...)
}

func readVerdicts(file string) (map[string]verdict, error) {
	known := map[string]verdict{}
	b, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return known, nil
	}
	for line := range bytes.Lines(b) {
		var v verdict
		if json.Unmarshal(line, &v) == nil && v.Key != "" && (v.Version == verdictVersion || len(onlyOurs(v.Findings)) == 0) {
			known[v.Key] = v
		}
	}
	return known, err
}

// askAll asks the questions on all processors and writes the answers down as they come, whole
// lines at a time, so that several runs can share the file.
func askAll(s settings, o oracle, file string, qs []question, known map[string]verdict) error {
	if len(qs) == 0 {
		return nil
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	tmp, err := os.MkdirTemp("", "uitests")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(tmp) }()
	var mu sync.Mutex
	var lines []byte
	done, failed := 0, error(nil)
	each(s.jobs, len(qs), func(worker, i int) {
		v := o.ask(s.folder, filepath.Join(tmp, fmt.Sprint(worker)), qs[i])
		line, err := json.Marshal(v)
		mu.Lock()
		defer mu.Unlock()
		known[v.Key] = v
		lines = append(append(lines, line...), '\n')
		if done++; done%100 == 0 || done == len(qs) {
			progress("rustc", done, len(qs))
			_, werr := f.Write(lines)
			lines, err = nil, errors.Join(err, werr)
		}
		failed = errors.Join(failed, err)
	})
	return failed
}

// each runs n tasks on some workers, in order.
func each(workers, n int, task func(worker, i int)) {
	next := make(chan int)
	var wg sync.WaitGroup
	for w := range max(workers, 1) {
		wg.Go(func() {
			for i := range next {
				task(w, i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
}

func progress(what string, done, all int) {
	end := "\r"
	if done == all {
		end = "\n"
	}
	fmt.Fprintf(os.Stderr, "%s: %d of %d%s", what, done, all, end)
}
