package mirrun

import (
	"strings"
	"testing"

	"drop-lsp/semantics"
)

// This file: the machine by itself: it runs what it knows, finds what no program may do,
// and says so where it cannot run a program.

func ran(t *testing.T, text, path string, args ...uint64) Result {
	t.Helper()
	return New(semantics.LoadText("t.rs", text, semantics.Options{Edition: 2021})).Run(path, args...)
}

const tracer = `struct T(&'static str);
impl Drop for T { fn drop(&mut self) { println!("{}", self.0) } }
`

func TestItRunsDropsOnEveryPath(t *testing.T) {
	for _, c := range []struct {
		body     string
		k        uint64
		want     string
		panicked bool
	}{
		{`let a = T("a"); let b = T("b");`, 0, "b a", false},
		{`let a = T("a"); if k == 0 { drop(a); } let b = T("b");`, 0, "a b", false},
		{`let a = T("a"); if k == 0 { drop(a); } let b = T("b");`, 1, "b a", false},
		{`let a = (T("a"), T("b")); if k == 0 { panic!(); } let c = a.1; T("c");`, 0, "a b", true},
		{`let a = (T("a"), T("b")); if k == 0 { panic!(); } let c = a.1; T("c");`, 1, "c b a", false},
		{`let mut v = vec![T("a"), T("b"), T("c")]; drop(v.pop()); for x in v { if k == 0 { break } }`, 0, "c a b", false},
		{`let b: Box<dyn FnOnce()> = { let x = T("x"); Box::new(move || { let y = x; if k == 0 { panic!() } }) }; let z = T("z"); b();`, 0, "x z", true},
		{`let m = std::sync::Mutex::new(T("a")); *m.lock().unwrap() = T("b"); let n = T("c");`, 0, "a c b", false},
	} {
		got := ran(t, tracer+"fn f(k: u64) { "+c.body+" }\n", "f", c.k)
		if s := strings.Join(got.Lines, " "); s != c.want || got.Panicked != c.panicked || got.Cannot+got.Wrong != "" {
			t.Errorf("%s with %d: %+v, want %s, %v", c.body, c.k, got, c.want, c.panicked)
		}
	}
}

// What a future holds is dropped where it waits.
func TestItCancelsFutures(t *testing.T) {
	text := tracer + `struct Later(bool);
impl std::future::Future for Later {
    type Output = ();
    fn poll(mut self: std::pin::Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<()> {
        if self.0 { return std::task::Poll::Ready(()); }
        self.0 = true;
        std::task::Poll::Pending
    }
}
async fn f(a: T) { let b = T("b"); Later(false).await; let c = T("c"); }
fn run(polls: u64) {
    let mut f = std::pin::pin!(f(T("a")));
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    let mut n = 0;
    while n < polls { f.as_mut().poll(&mut cx); n += 1; }
    T("end");
}
`
	text = "use std::future::Future;\n" + text
	for polls, want := range []string{"end a", "end b a", "c b a end"} {
		got := New(semantics.LoadText("t.rs", text, semantics.Options{Edition: 2021})).Run("run", uint64(polls))
		if s := strings.Join(got.Lines, " "); s != want || got.Cancelled != (polls == 1) {
			t.Errorf("%d polls: %+v, want %s", polls, got, want)
		}
	}
}

func TestItSaysWhatItCannotRun(t *testing.T) {
	got := ran(t, "fn f() { std::thread::yield_now(); }\n", "f")
	if got.Cannot == "" {
		t.Errorf("%+v", got)
	}
}
