//@ edition: 2021
// Async functions, closures and parameters called through AsyncFn, AsyncFnMut and AsyncFnOnce:
// the future borrows the callee for as long as it lives.
use std::future::Future;

struct D(u32);
impl Drop for D {
    fn drop(&mut self) {}
}

async fn named(x: u32) -> D {
    D(x)
}

async fn length(s: &str) -> usize {
    s.len()
}

async fn twice<F: AsyncFnMut(u32) -> D>(mut f: F) {
    let a = f(1);
    let b = f(2);
    a.await;
    b.await;
}

async fn shared_twice<F: AsyncFn(u32) -> D>(f: F) {
    let a = f(1);
    let b = f(2);
    a.await;
    b.await;
}

async fn assigned_while_borrowed<F: AsyncFn(u32) -> D>(mut f: F, g: F) {
    let a = f(1);
    f = g;
    a.await;
}

async fn once<F: AsyncFnOnce(u32) -> D>(f: F) {
    f(1).await;
    f(2).await;
}

async fn not_mutable<F: AsyncFnMut(u32)>(f: F) {
    f(1).await;
}

fn future_of_a_local<F: AsyncFn(u32)>(f: F) -> impl Future<Output = ()> {
    f(1)
}

async fn borrows_its_argument<F: AsyncFn(&D)>(f: F) {
    let r;
    {
        let d = D(1);
        r = f(&d);
    }
    r.await;
}

async fn output_of_a_short_life<F: AsyncFn(&str) -> usize>(f: F) -> usize {
    let a = {
        let s = String::new();
        f(&s).await
    };
    a
}

async fn callers() {
    twice(named).await;
    shared_twice(&named).await;
    once(|x| async move { D(x) }).await;
    output_of_a_short_life(length).await;
    let mut n = 0;
    let c = |x: u32| {
        n += x;
        std::future::ready(D(x))
    };
    n += 1;
    twice(c).await;
    let d = D(1);
    once(|_| std::future::ready(d)).await;
    drop(d);
}

fn main() {}
