//@ edition: 2021
// Calls through AsyncFn, AsyncFnMut and AsyncFnOnce: of parameters, items, closures, pointers.
#![allow(unused)]
use std::future::Future;
struct D(u32);
impl Drop for D { fn drop(&mut self) {} }
pub async fn takes<F: AsyncFn(u32) -> D>(f: F) -> u32 {
    let a = f(1).await;
    let b = f(2).await;
    a.0 + b.0
}
pub async fn takes_mut<F: AsyncFnMut(&D)>(mut f: F, d: D) {
    f(&d).await;
    f(&d).await;
}
pub async fn takes_once(f: impl AsyncFnOnce(D) -> D) -> D {
    f(D(1)).await
}
async fn named(x: u32) -> D { D(x) }
async fn by_ref(d: &D) {}
pub async fn calls() {
    takes(named).await;
    takes(|x| async move { D(x) }).await;
    takes(named as fn(u32) -> _).await;
    takes_once(|d| async move { d }).await;
    takes_mut(by_ref, D(1)).await;
    let mut n = 0;
    takes_once(|d| { n += 1; std::future::ready(d) }).await;
    takes(&named).await;
    takes(Box::new(named)).await;
}
fn ret() -> impl AsyncFn(u32) -> D { named }
pub async fn uses() -> D { let r = ret(); takes(&r).await; r(3).await }
fn main() {}
