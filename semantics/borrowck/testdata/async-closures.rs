//@ edition: 2021
// Async closures: their future borrows what the closure captured for as long as the call borrows
// the closure.
use std::future::Future;

struct D(u32);
impl Drop for D {
    fn drop(&mut self) {}
}

async fn run<F: AsyncFn(u32) -> u32>(f: F) -> u32 {
    f(1).await + f(2).await
}

async fn run_mut<F: AsyncFnMut(&D)>(mut f: F, d: D) {
    f(&d).await;
    f(&d).await;
}

async fn run_once<T>(f: impl AsyncFnOnce(D) -> T) -> T {
    f(D(1)).await
}

async fn two_futures_of_a_mutable_one(mut n: u32) {
    let mut c = async || n += 1;
    let a = c();
    let b = c();
    a.await;
    b.await;
}

async fn two_futures_of_a_shared_one(n: D) {
    let c = async || n.0;
    let a = c();
    let b = c();
    a.await;
    b.await;
}

async fn assigned_while_borrowed(mut n: u32) {
    let c = async || n;
    n = 2;
    c().await;
}

async fn moved_into_the_closure(d: D) {
    let c = async move || d.0;
    drop(d);
    c().await;
}

async fn not_mutable(mut n: u32) {
    let c = async || n += 1;
    c().await;
}

fn captured_by_reference(d: D) -> impl AsyncFn() -> u32 {
    async || d.0
}

fn captured_by_value(d: D) -> impl AsyncFn() -> u32 {
    async move || d.0
}

async fn future_outlives_the_closure(d: D) {
    let f = {
        let c = async move || d.0;
        c()
    };
    f.await;
}

async fn future_owns_what_the_closure_did(d: D) {
    let f = {
        let c = async move || drop(d);
        c()
    };
    f.await;
}

async fn reference_through_the_closure(r: &D) -> u32 {
    let f = {
        let c = async move || r.0;
        c()
    };
    f.await
}

async fn local_of_the_coroutine() {
    let c = async || {
        let x = D(1);
        &x.0
    };
    c().await;
}

async fn moved_out_of_a_shared_one(d: D) {
    run(async |x| {
        drop(d);
        x
    })
    .await;
}

async fn mutates_in_a_shared_one(mut n: u32) {
    run(async |x| {
        n += x;
        n
    })
    .await;
}

async fn everyday(d: D, mut n: u32, s: String) -> u32 {
    let a = run(async |x| x + d.0).await;
    run_mut(async |d| n += d.0, D(1)).await;
    let back = run_once(async |d| {
        drop(s);
        d
    })
    .await;
    a + n + back.0 + d.0
}

async fn dropped_while_captured(v: Vec<D>) {
    let c = async || v.len();
    drop(v);
    c().await;
}

async fn argument_of_a_short_life<F: AsyncFn(&D)>(f: F) {
    let c = async |d: &D| d.0;
    let r;
    {
        let d = D(1);
        r = c(&d);
    }
    r.await;
    f(&D(1)).await;
}

async fn used_while_the_future_lives(mut n: u32) {
    let mut c = async || n += 1;
    let f = c();
    println!("{}", n);
    f.await;
}

async fn future_dropped_before(mut n: u32) {
    let mut c = async || n += 1;
    drop(c());
    println!("{}", n);
}

fn boxed(d: &D) -> Box<dyn Future<Output = u32> + '_> {
    let c = async move || d.0;
    Box::new(c())
}

fn main() {}
