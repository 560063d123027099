package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
	"runtime/metrics"
	"strings"
	"sync"
	"syscall"
	"time"

	"drop-lsp/semantics"
	"drop-lsp/syntax/diag"
	"drop-lsp/syntax/source"
)

// This file: our side. The command starts itself as a worker that answers questions
// one by one, as `drop-lsp check --format json` would; a worker that crashes or takes
// too long is ended and another one started, so that only that test is lost.

// job is a question for a worker.
type job struct {
	Path, Edition string
	Cfg           []string
	Test          bool
}

// answer is ours to a question.
type answer struct {
	Findings []finding
	Partial  []string // what could not be analysed: the reasons
	Complete int      // bodies analysed whole
	Holes    int      // bodies with unknown parts
	Tainted  int      // bodies with an error that is not ours to report
	Failed   string   // crash or time-out: no answer
	Millis   int
}

// memoryLimit is what a worker may take before it counts as crashed.
const memoryLimit = 3 << 30

// serve answers jobs until there are no more.
func serve(in io.Reader, out io.Writer) error {
	debug.SetGCPercent(400)
	go watchMemory()
	jobs, answers := json.NewDecoder(in), json.NewEncoder(out)
	for {
		var j job
		if err := jobs.Decode(&j); err != nil {
			if err == io.EOF {
				return nil
			}
			return err
		}
		if err := answers.Encode(check(j)); err != nil {
			return err
		}
	}
}

func watchMemory() {
	sample := []metrics.Sample{{Name: "/memory/classes/total:bytes"}, {Name: "/memory/classes/heap/released:bytes"}}
	for range time.Tick(100 * time.Millisecond) {
		metrics.Read(sample)
		if sample[0].Value.Uint64()-sample[1].Value.Uint64() > memoryLimit {
			fmt.Fprintln(os.Stderr, "fatal error: more than 3 GB")
			_ = syscall.Kill(os.Getpid(), syscall.SIGQUIT)
			return
		}
	}
}

var editions = map[string]source.Edition{"2015": source.Edition2015, "2018": source.Edition2018,
	"2021": source.Edition2021, "2024": source.Edition2024}

// check is what `drop-lsp check --edition E` finds.
func check(j job) (a answer) {
	defer func() {
		if r := recover(); r != nil {
			a = answer{Failed: fmt.Sprintf("panic: %v%s", r, frames(string(debug.Stack())))}
		}
	}()
	start := time.Now()
	p := semantics.Load(j.Path, semantics.Options{Edition: editions[j.Edition], Cfg: j.Cfg, Test: j.Test}, nil)
	rep := p.Check()
	a.Millis = int(time.Since(start).Milliseconds())
	if _, ended := p.Ended(); !ended { // else no body is checked, by rustc or by us
		a.Complete, a.Holes, a.Tainted = p.Completeness()
	}
	tables := map[string]*source.LineTable{}
	for _, d := range rep.Diagnostics {
		if d.Code == semantics.PartialCode {
			a.Partial = append(a.Partial, strings.TrimPrefix(d.Msg, "not analysed whole: "))
			continue
		}
		f := finding{Code: string(d.Code), Message: d.Msg, Level: string(d.Level), Places: places(d.Labels, rep, tables)}
		for _, s := range d.Subs {
			if !s.Ours {
				f.Children = append(f.Children, finding{Message: s.Msg, Level: string(s.Level), Places: places(s.Labels, rep, tables)})
			}
		}
		a.Findings = append(a.Findings, f)
	}
	return a
}

func places(ls []diag.Label, rep semantics.Report, tables map[string]*source.LineTable) (out []place) {
	for _, l := range ls {
		s, ok := rep.Resolve(l.Span)
		if !ok {
			continue
		}
		t := tables[s.File]
		if t == nil {
			text, _ := rep.Text(s.File)
			t = source.NewLineTable(text)
			tables[s.File] = t
		}
		l0, c0 := t.Position(s.Start, source.UTF32)
		l1, c1 := t.Position(s.End, source.UTF32)
		out = append(out, place{l0 + 1, c0 + 1, l1 + 1, c1 + 1, l.Primary, l.Text})
	}
	return out
}

// worker is a running worker process.
type worker struct {
	cmd    *exec.Cmd
	in     io.WriteCloser
	lines  chan []byte
	stderr *tail
}

// tail keeps the start of what a process says last, its memory bounded.
type tail struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.b.Len() < 1<<20 {
		t.b.Write(p)
	}
	return len(p), nil
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.String()
}

func startWorker(folder string) (*worker, error) {
	exe, err := os.Executable()
	if err != nil {
		return nil, err
	}
	w := &worker{cmd: exec.Command(exe, "-worker"), lines: make(chan []byte), stderr: &tail{}}
	w.cmd.Dir = folder
	w.cmd.Stderr = w.stderr
	w.cmd.WaitDelay = time.Second
	if w.in, err = w.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := w.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := w.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		defer close(w.lines)
		r := bufio.NewReaderSize(out, 1<<20)
		for {
			line, err := r.ReadBytes('\n')
			if err != nil {
				return
			}
			w.lines <- line
		}
	}()
	return w, nil
}

// ask gives a worker a job; false: the worker is lost.
func (w *worker) ask(j job, limit time.Duration) (answer, bool) {
	line, err := json.Marshal(j)
	if err != nil {
		return answer{Failed: err.Error()}, true
	}
	start := time.Now()
	if _, err := w.in.Write(append(line, '\n')); err != nil {
		return answer{Failed: "crash: " + w.end()}, false
	}
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case b, ok := <-w.lines:
		if !ok {
			return answer{Failed: "crash: " + w.end(), Millis: int(time.Since(start).Milliseconds())}, false
		}
		var a answer
		if err := json.Unmarshal(b, &a); err != nil {
			a.Failed = err.Error()
		}
		return a, true
	case <-timer.C:
		_ = w.cmd.Process.Signal(syscall.SIGQUIT) // says where it is
		return answer{Failed: "time-out" + w.end(), Millis: int(limit.Milliseconds())}, false
	}
}

// end waits for a worker and says why it ended.
func (w *worker) end() string {
	_ = w.in.Close()
	stop := time.AfterFunc(3*time.Second, func() { _ = w.cmd.Process.Kill() })
	defer stop.Stop()
	go func() {
		for range w.lines { // let the reader end
		}
	}()
	_ = w.cmd.Wait()
	text := w.stderr.String()
	for line := range strings.Lines(text) {
		if strings.HasPrefix(line, "fatal error:") || strings.HasPrefix(line, "panic:") {
			return strings.TrimSpace(line) + frames(text)
		}
	}
	return frames(text)
}

// frames are the innermost functions of ours in a stack, each once.
func frames(stack string) string {
	var out []string
	seen := map[string]bool{}
	for line := range strings.Lines(stack) {
		f, ok := strings.CutPrefix(line, "drop-lsp/s")
		if !ok {
			continue
		}
		f = "s" + f
		if i := strings.LastIndexByte(f, '('); i > 0 {
			f = f[:i]
		}
		if !seen[f] && len(out) < 12 {
			seen[f] = true
			out = append(out, f)
		}
	}
	if len(out) == 0 {
		return ""
	}
	return " in " + strings.Join(out, " < ")
}

// recycle is after how many questions a worker is replaced: what it has interned stays with it.
const recycle = 1500

// askOurs gives our answers to the questions.
func askOurs(s settings, qs []question) ([]answer, error) {
	out := make([]answer, len(qs))
	n := max(s.jobs, 1)
	workers, used := make([]*worker, n), make([]int, n)
	var mu sync.Mutex
	done, failed := 0, error(nil)
	each(n, len(qs), func(at, i int) {
		if workers[at] != nil && used[at] >= recycle {
			workers[at].end()
			workers[at] = nil
		}
		if workers[at] == nil {
			w, err := startWorker(s.folder)
			if err != nil {
				mu.Lock()
				failed = err
				mu.Unlock()
				return
			}
			workers[at], used[at] = w, 0
		}
		used[at]++
		q := qs[i]
		a, alive := workers[at].ask(job{q.Path, q.In, q.Cfg, q.Test}, s.limit)
		if !alive {
			workers[at] = nil
		}
		out[i] = a
		mu.Lock()
		if done++; done%200 == 0 && done < len(qs) {
			progress("ours", done, len(qs))
		}
		mu.Unlock()
	})
	progress("ours", len(qs), len(qs))
	for _, w := range workers {
		if w != nil {
			w.end()
		}
	}
	return out, failed
}
