package semantics_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"drop-lsp/semantics"
	"drop-lsp/semantics/borrowck"
	"drop-lsp/semantics/infer"
	"drop-lsp/semantics/mir"
	"drop-lsp/semantics/mirbuild"
	"drop-lsp/semantics/thir"
	"drop-lsp/semantics/types"
)

// long is a program of about 10,000 lines.
func long() string {
	var b strings.Builder
	b.WriteString("use std::collections::HashMap;\nstruct D(u8);\nimpl Drop for D { fn drop(&mut self) {} }\n")
	for i := range 500 {
		fmt.Fprintf(&b, `
struct S%[1]d<'a> {
    name: String,
    inner: &'a D,
}

impl<'a> S%[1]d<'a> {
    fn new(name: &str, inner: &'a D) -> Self {
        S%[1]d { name: name.to_string(), inner }
    }
    fn get(&self, n: usize) -> Option<&'a D> {
        let v = vec![1, 2, 3];
        if n > v.len() { return None; }
        let mut total = 0;
        for x in &v {
            total += *x;
        }
        Some(self.inner)
    }
}
`, i)
	}
	b.WriteString("fn main() {\n    let d = D(1);\n    let s = S1::new(\"x\", &d);\n    drop(s);\n}\n")
	return b.String()
}

// TestTimes says, with -v, how long each station takes for the whole of it.
func TestTimes(t *testing.T) {
	if !testing.Verbose() {
		t.Skip("only with -v")
	}
	text := long()
	t.Log(strings.Count(text, "\n"), "lines")
	start := time.Now()
	lap := func(what string) {
		t.Logf("%-10s %v", what, time.Since(start))
		start = time.Now()
	}
	semantics.LoadText("t.rs", text, semantics.Options{})
	lap("load")
	p := semantics.LoadText("t.rs", text, semantics.Options{})
	lap("load again")
	for _, id := range p.Bodies() {
		p.Body(id)
	}
	lap("bodies")
	tainted := 0
	for _, id := range p.Bodies() {
		if r := p.Infer(id); r.Tainted || len(r.Unknown) > 0 {
			tainted++
			if tainted < 3 {
				t.Log(p.DefPath(id), r.Unknown)
			}
		}
	}
	lap("infer")
	for _, id := range p.Bodies() {
		p.Thir(id)
	}
	lap("thir")
	for _, id := range p.Bodies() {
		p.Built(id)
	}
	lap("built")
	for _, id := range p.Bodies() {
		p.Prepared(id)
	}
	lap("prepared")
	rep := p.Check()
	lap("check")
	ds := p.Drops()
	lap("drops")
	t.Log(tainted, len(rep.Diagnostics), len(ds))
}

// keystroke changes the body of one fn in the middle.
func keystroke(text string, n int) string {
	at := strings.Index(text, "impl<'a> S250<'a>")
	at += strings.Index(text[at:], "let mut total = 0")
	return text[:at] + fmt.Sprintf("let e%d = D(1); ", n) + text[at:]
}

func BenchmarkKeystroke(b *testing.B) {
	text := long()
	p := semantics.LoadText("t.rs", text, semantics.Options{})
	p.Check()
	p.Drops()
	n := 0
	for b.Loop() {
		n++
		now := keystroke(text, n)
		p = p.Again(func(string) (string, bool) { return now, true })
		if d := p.Check(); len(d.Diagnostics) > 0 {
			b.Fatal(d.Diagnostics[0].Msg)
		}
		if len(p.Drops()) != 501 {
			b.Fatal(len(p.Drops()))
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	text := long()
	for b.Loop() {
		semantics.LoadText("t.rs", text, semantics.Options{})
	}
}

// BenchmarkStations says how long each station takes for the function `work` of the server's
// benchmark, everything that it asks of others being known.
func BenchmarkStations(b *testing.B) {
	part, err := os.ReadFile("../server/testdata/part.rs")
	if err != nil {
		b.Fatal(err)
	}
	text := "use std::cell::RefCell;\nuse std::collections::HashMap;\nuse std::rc::Rc;\n"
	for i := range 51 {
		text += strings.ReplaceAll(string(part), "@", fmt.Sprint(i))
	}
	p := semantics.LoadText("t.rs", text, semantics.Options{})
	at := slices.IndexFunc(p.Bodies(), func(id types.DefID) bool { return p.DefPath(id) == "work1" })
	body := p.Body(p.Bodies()[at])
	res := infer.Infer(p, body)
	bodies := thir.Build(p, res)
	var built []*mir.Body
	for _, t := range bodies {
		built = append(built, mirbuild.Build(p, t))
	}
	prepared := func() (out []*mir.Body) {
		for _, m := range built {
			c := m.Clone()
			mirbuild.Prepare(p, c)
			out = append(out, c)
		}
		return out
	}
	ready := prepared()
	run := func(name string, do func()) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			spent := cpu()
			for b.Loop() {
				do()
			}
			b.ReportMetric(float64((cpu()-spent).Microseconds())/float64(b.N)/1000, "cpu-ms/op")
		})
	}
	run("infer", func() { infer.Infer(p, body) })
	run("thir", func() { thir.Build(p, res) })
	run("mirbuild", func() {
		for _, t := range bodies {
			mirbuild.Build(p, t)
		}
	})
	run("prepare", func() { prepared() })
	run("borrowck", func() {
		closures := map[types.DefID]*borrowck.Result{}
		for i := len(ready) - 1; i >= 0; i-- {
			closures[ready[i].Owner] = borrowck.Check(borrowck.Input{Q: p, Body: ready[i], Closures: closures, Crate: p.Crate, Edition: 2021, Snippet: p.Snippet})
		}
	})
}

// cpu is the processor time of this process, which other processes disturb less.
func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
