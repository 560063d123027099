package main

import (
	"bufio"
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
	"strings"
	"sync"
	"syscall"
	"time"
)

// This file: asking rustc, and keeping its answers: one line of JSON a question in
// verdicts.jsonl of the cache folder.

// verdict is rustc's answer. None says why there is none: it crashed, or took too long.
type verdict struct {
	Key      string    `json:"k"`
	Findings []finding `json:"f,omitempty"`
	None     string    `json:"n,omitempty"`
}

// rustcMessage is a diagnostic in rustc's JSON.
type rustcMessage struct {
	Message string
	Code    *struct{ Code string }
	Level   string
	Spans   []struct {
		LineStart   int  `json:"line_start"`
		LineEnd     int  `json:"line_end"`
		ColumnStart int  `json:"column_start"`
		ColumnEnd   int  `json:"column_end"`
		IsPrimary   bool `json:"is_primary"`
		Label       string
	}
	Children []rustcMessage
}

func (m rustcMessage) finding() finding {
	f := finding{Message: m.Message, Level: m.Level}
	if m.Code != nil {
		f.Code = m.Code.Code
	}
	for _, s := range m.Spans {
		f.Places = append(f.Places, place{s.LineStart, s.ColumnStart, s.LineEnd, s.ColumnEnd, s.IsPrimary, s.Label})
	}
	for _, c := range m.Children {
		f.Children = append(f.Children, c.finding())
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
	v := verdict{Key: o.key(q)}
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
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
			v.Findings = append(v.Findings, m.finding())
		}
	}
	return v
}

// askRustc gives rustc's answers to the questions, from the cache where they are in it.
func askRustc(s settings, qs []question) ([]verdict, error) {
	file := filepath.Join(s.cache, "verdicts.jsonl")
	o, err := installed()
	if err != nil {
		return nil, err
	}
	known, err := readVerdicts(file)
	if err != nil {
		return nil, err
	}
	missing := unknown(o, qs, known)
	if len(missing) > 0 {
		// One run at a time asks; the others wait and read what it has written.
		lock, err := os.OpenFile(file+".lock", os.O_CREATE|os.O_RDWR, 0o666)
		if err != nil {
			return nil, err
		}
		defer func() { _ = lock.Close() }()
		if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX); err != nil {
			return nil, err
		}
		if known, err = readVerdicts(file); err != nil {
			return nil, err
		}
		if err := askAll(s, o, file, unknown(o, qs, known), known); err != nil {
			return nil, err
		}
	}
	out := make([]verdict, len(qs))
	for i, q := range qs {
		out[i] = known[o.key(q)]
	}
	return out, nil
}

func unknown(o oracle, qs []question, known map[string]verdict) (out []question) {
	for _, q := range qs {
		if _, ok := known[o.key(q)]; !ok {
			out = append(out, q)
		}
	}
	return out
}

func readVerdicts(file string) (map[string]verdict, error) {
	known := map[string]verdict{}
	b, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		return known, nil
	}
	for line := range bytes.Lines(b) {
		var v verdict
		if json.Unmarshal(line, &v) == nil && v.Key != "" {
			known[v.Key] = v
		}
	}
	return known, err
}

// askAll asks the questions on all processors and writes the answers down as they come.
func askAll(s settings, o oracle, file string, qs []question, known map[string]verdict) error {
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	w := bufio.NewWriterSize(f, 1<<20)
	tmp, err := os.MkdirTemp("", "uitests")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(tmp) }()
	var mu sync.Mutex
	done, failed := 0, error(nil)
	each(s.jobs, len(qs), func(worker, i int) {
		v := o.ask(s.folder, filepath.Join(tmp, fmt.Sprint(worker)), qs[i])
		line, err := json.Marshal(v)
		mu.Lock()
		defer mu.Unlock()
		known[v.Key] = v
		if err == nil {
			_, err = w.Write(append(line, '\n'))
		}
		if done++; done%200 == 0 {
			progress("rustc", done, len(qs))
			if err == nil {
				err = w.Flush()
			}
		}
		if err != nil {
			failed = err
		}
	})
	progress("rustc", len(qs), len(qs))
	if failed != nil {
		return failed
	}
	return w.Flush()
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
