package traits_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"drop-lsp/semantics"
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/traits"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: goals about std's types and a program's own, held against rustc: each
// becomes a fn that calls another whose where clause is the goal.

const goalsHead = `#![feature(ptr_metadata, coerce_unsized, unsize, unboxed_closures, fn_traits, never_type)]
#![allow(warnings)]
use std::any::Any; use std::borrow::*; use std::cell::*; use std::collections::*; use std::cmp::Ordering;
use std::convert::Infallible; use std::error::Error; use std::fmt::{Debug, Display, Write}; use std::fs::File;
use std::hash::Hash; use std::io::{BufRead, BufReader}; use std::marker::*; use std::mem::ManuallyDrop; use std::num::NonZero;
use std::ops::*; use std::panic::UnwindSafe; use std::path::Path; use std::pin::Pin; use std::rc::Rc;
use std::str::FromStr; use std::sync::atomic::AtomicUsize; use std::sync::{Arc, Mutex, MutexGuard, RwLock};
trait Same<T: ?Sized> {}
impl<T: ?Sized> Same<T> for T {}
struct Loud;
impl Drop for Loud { fn drop(&mut self) {} }
#[derive(Clone)] struct Own<T: ?Sized>(T);
trait Shape<N> { type Area: Clone; }
trait Sub<N>: Shape<N> {}
impl<T: Clone> Shape<u8> for Own<T> { type Area = Vec<T>; }
trait Named: Debug { type Name; }
impl Debug for Loud { fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { Ok(()) } }
impl Named for Loud { type Name = String; }
trait Plain: Debug {}
trait Lend { type Out<'a>: Debug where Self: 'a; }
impl Lend for Loud { type Out<'a> = &'a Loud; }
#[derive(Clone)] struct Rec { next: Option<Box<Rec>> }
enum Expr { Lit(i32), Add(Box<Expr>, Box<Expr>), Call(Vec<Expr>) }
enum Expr2 { Lit(Rc<i32>), Add(Box<Expr2>) }
#[derive(Clone)] enum List<T> { Nil, Cons(T, Box<List<T>>) }
struct Blank;
trait Marker {}
impl<T: ?Sized> Marker for T {}
`

// goalLine is one line of testdata/goals.txt.
type goalLine struct {
	text  string
	fails bool
}

func readGoals(t *testing.T) []goalLine {
	data, err := os.ReadFile("testdata/goals.txt")
	if err != nil {
		t.Fatal(err)
	}
	var out []goalLine
	for _, line := range strings.Split(string(data), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		g := goalLine{text: line}
		if line[0] == '!' && !strings.HasPrefix(line, "!: ") {
			g = goalLine{line[1:], true}
		}
		out = append(out, g)
	}
	return out
}

// program makes the goals a program; goal i stands on a line of its own.
func program(goals []goalLine) (text string, line func(int) int) {
	var b strings.Builder
	b.WriteString(goalsHead)
	first := strings.Count(goalsHead, "\n") + 1
	for i, g := range goals {
		params, rest := "", g.text
		if strings.HasPrefix(rest, "<") && !strings.Contains(rest[:strings.IndexAny(rest, ">")], " as ") && rest[1] != '&' && rest[1] != '[' {
			if end := matching(rest); end > 0 && rest[end+1] == ' ' {
				params, rest = rest[1:end], rest[end+2:]
			}
		}
		typ, bound := "", ""
		if j := strings.Index(rest, " == "); j >= 0 {
			typ, bound = rest[:j], "Same<"+rest[j+4:]+">"
		} else {
			j := strings.Index(rest, ": ")
			typ, bound = rest[:j], rest[j+2:]
		}
		names := ""
		for _, p := range splitTop(params) {
			names += strings.TrimSpace(strings.SplitN(p, ":", 2)[0]) + ", "
		}
		sep := ""
		if params != "" {
			sep = ", "
		}
		fmt.Fprintf(&b, "fn is%d<%s%sX: ?Sized>() where X: %s {} fn g%d<%s>(_: PhantomData<%s>) { is%d::<%s%s>(); }\n",
			i, params, sep, bound, i, params, typ, i, names, typ)
	}
	b.WriteString("fn main() {}\n")
	return b.String(), func(i int) int { return first + i }
}

// matching is the index of the `>` that ends the list at the start.
func matching(s string) int {
	depth := 0
	for i := range s {
		switch s[i] {
		case '<':
			depth++
		case '>':
			if s[i-1] == '-' {
				continue
			}
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}

func splitTop(s string) []string {
	var out []string
	depth, start := 0, 0
	for i := range s {
		switch s[i] {
		case '<', '(', '[':
			depth++
		case '>', ')', ']':
			if s[i] != '>' || s[i-1] != '-' {
				depth--
			}
		case ',':
			if depth == 0 {
				out = append(out, s[start:i])
				start = i + 1
			}
		}
	}
	if s != "" {
		out = append(out, s[start:])
	}
	return out
}

func TestGoalsOfStd(t *testing.T) {
	goals := readGoals(t)
	text, _ := program(goals)
	p := semantics.LoadText("goals.rs", text, semantics.Options{Edition: source.Edition2021})
	fns := map[string]types.DefID{}
	for id, d := range p.Crate.Defs.All() {
		if d.Kind == hir.KindFn {
			fns[d.Name] = id
		}
	}
	in := p.Interner()
	for i, g := range goals {
		is, own := fns[fmt.Sprintf("is%d", i)], fns[fmt.Sprintf("g%d", i)]
		sig := types.OpenSig(in, p.FnSig(own), types.ErasedRegion)
		marker, ok := sig.Inputs[0].(*types.Adt)
		if !ok {
			t.Errorf("%s: its type is not lowered", g.text)
			continue
		}
		env := traits.NewEnv(p, p.Predicates(own))
		args := in.Args(append(append([]types.Arg(nil), in.IdentityArgs(p.Generics(own)).Slice()...), marker.Args.List[0])...)
		c := &traits.Ctx{Q: p, Env: env, Table: types.NewTable(in.NewArena())}
		out := traits.Holds
		for _, q := range p.Predicates(is) {
			if o := c.Evaluate(types.SubstPredicate(in, q, args)); o == traits.Fails || out == traits.Holds {
				out = o
			}
		}
		want := traits.Holds
		if g.fails {
			want = traits.Fails
		}
		if out != want {
			t.Errorf("%s (%s): %d, want %d", g.text, types.Print(p, marker.Args.Type(0)), out, want)
		}
	}
}

// The oracle: rustc's errors stand exactly on the lines of the goals that are marked.
func TestGoalsByRustc(t *testing.T) {
	rustc, err := exec.LookPath("rustc")
	if err != nil {
		t.Skip("no rustc on this machine: the goals are not held against it")
	}
	goals := readGoals(t)
	text, line := program(goals)
	file := filepath.Join(t.TempDir(), "goals.rs")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(rustc, "--edition=2021", "--emit=metadata", "--error-format=json", "-o", file+".rmeta", file)
	cmd.Env = append(os.Environ(), "RUSTC_BOOTSTRAP=1")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	_ = cmd.Run() // errors are expected
	failed := map[int]string{}
	for _, l := range strings.Split(stderr.String(), "\n") {
		var d struct {
			Message string
			Level   string
			Spans   []struct {
				Line    int  `json:"line_start"`
				Primary bool `json:"is_primary"`
			}
		}
		if json.Unmarshal([]byte(l), &d) != nil || d.Level != "error" {
			continue
		}
		for _, s := range d.Spans {
			if s.Primary {
				failed[s.Line] = d.Message
			}
		}
	}
	for i, g := range goals {
		msg, bad := failed[line(i)]
		if bad != g.fails {
			t.Errorf("%s: marked as failing: %v; rustc: %q", g.text, g.fails, msg)
		}
		delete(failed, line(i))
	}
	for l, msg := range failed {
		t.Errorf("line %d: %s", l, msg)
	}
}
