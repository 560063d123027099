//@ edition: 2021
// Async closures that are fine.
use std::cell::RefCell;
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;
struct D(u32, String);
impl Drop for D { fn drop(&mut self) {} }
async fn call<R>(f: impl AsyncFnOnce() -> R) -> R { f().await }
async fn call_mut<R>(f: &mut impl AsyncFnMut() -> R) -> (R, R) { let a = f().await; let b = f().await; (a, b) }
async fn call_ref<R>(f: &impl AsyncFn() -> R) -> R { f().await }
async fn with<T, R>(t: T, f: impl AsyncFnOnce(T) -> R) -> R { f(t).await }
async fn lend<R>(t: &mut D, f: impl AsyncFnOnce(&mut D) -> R) -> R { f(t).await }
async fn each<T>(v: Vec<T>, mut f: impl AsyncFnMut(&T)) { for x in &v { f(x).await; } }
async fn retry<T, E>(n: u32, f: impl AsyncFn(u32) -> Result<T, E>) -> Result<T, E> {
    let mut i = 0;
    loop { match f(i).await { Ok(t) => return Ok(t), Err(e) if i == n => return Err(e), Err(_) => i += 1 } }
}
fn old<F, Fut>(f: F) -> Fut where F: FnOnce(u32) -> Fut, Fut: Future<Output = u32> { f(3) }
fn old_mut<F, Fut>(mut f: F) where F: FnMut(u32) -> Fut, Fut: Future<Output = ()> { let _ = f(3); }
async fn p1(d: D) -> usize { call(async || d.1.len()).await }
async fn p2(d: D) -> usize { call(async move || d.1.len()).await }
async fn p3(d: D) -> D { call(async || d).await }
async fn p4(mut d: D) -> u32 { call_mut(&mut async || { d.0 += 1; d.0 }).await; d.0 }
async fn p5(d: D) -> u32 { call_ref(&async || d.0).await + d.0 }
async fn p6() -> usize { with(String::new(), async |s| s.len()).await }
async fn p7(mut d: D) -> u32 { lend(&mut d, async |d| { d.0 += 1; d.0 }).await; d.0 }
async fn p8(v: Vec<D>) -> u32 { let mut n = 0; each(v, async |d| n += d.0).await; n }
async fn p9(m: &RefCell<HashMap<u32, String>>) -> Result<String, ()> {
    retry(3, async |i| m.borrow().get(&i).cloned().ok_or(())).await
}
async fn p10() -> u32 { old(async |x| x + 1).await }
async fn p11() { old_mut(async |_| ()); }
async fn p12(rc: Rc<D>) -> u32 { let c = { let rc = rc.clone(); async move || rc.0 }; c().await + c().await + rc.0 }
async fn p13(s: &str) -> usize { let c = async |t: &str| t.len() + s.len(); c("a").await + c(s).await }
async fn p14(s: &mut String) { let mut c = async |t: &str| s.push_str(t); c("a").await; c("b").await; s.push('c'); }
async fn p15<'a>(s: &'a str) -> &'a str { let c = async move || s; c().await }
async fn p16(o: Option<D>) -> Option<u32> { let c = async |o: &Option<D>| Some(o.as_ref()?.0); c(&o).await }
async fn p17(d: D) { let c = async || { let e = async || d.0; e().await + e().await }; c().await; }
async fn p18(a: Arc<D>) { let mut v: Vec<Pin<Box<dyn Future<Output = u32>>>> = vec![]; let f = async move |x: u32| x + a.0; v.push(Box::pin(async move { f(1).await })); for x in v { x.await; } }
async fn p19(d: D, (x, y): (u32, u32)) -> u32 { let c = async |(a, b): (u32, u32), D(n, _): &D| a + b + n + x + y; c((1, 2), &d).await }
fn p20(d: D) -> impl AsyncFn(u32) -> u32 { async move |x| x + d.0 }
fn p21<'a>(d: &'a D) -> impl AsyncFn(u32) -> u32 + 'a { async move |x| x + d.0 }
fn p22(n: u32) -> impl AsyncFnMut() -> u32 { let mut n = n; async move || { n += 1; n } }
async fn p23(d: D) { let c = async || -> Result<u32, String> { if d.0 == 0 { return Err(d.1.clone()); } Ok(d.0) }; let _ = c().await; drop(d); }
async fn p24() { let c = async |x| { let y: u32 = x; y }; c(1).await; }
async fn p25(mut v: Vec<u32>) { let mut push = async |x| v.push(x); for i in 0..3 { push(i).await; } v.len(); }
async fn p26(d: D) -> u32 { let c = async || { let r = &d; std::future::ready(()).await; r.0 }; let f = c(); let g = c(); f.await + g.await }
struct S { d: D, n: u32 }
impl S {
    async fn p27(&mut self) -> u32 { let d = &self.d; let mut c = async || { self.n += d.0; self.n }; c().await; c().await }
    async fn p28(&self) -> u32 { call(async || self.n + self.d.0).await }
    async fn p29(self) -> String { call(async move || { let S { d, n } = self; format!("{}{}", d.0, n) }).await }
}
async fn p30<T: Clone>(t: T) -> (T, T) { let c = async || t.clone(); (c().await, c().await) }
async fn p31(x: Result<D, D>) -> u32 { match x { Ok(d) => call(async || d.0).await, Err(d) => call(async move || { drop(d); 1 }).await } }
async fn p32() { let c = async |f: &dyn Fn(u32) -> u32| f(1); c(&|x| x).await; }
fn p33() -> Box<dyn Fn() -> Pin<Box<dyn Future<Output = u32>>>> { let c = async || 3u32; Box::new(move || Box::pin(c())) }
async fn p34(d: D) { let c = async || { drop(d); }; if true { c().await; } }
async fn p35(d: D) { let c; { c = async move || d.0; } let r = &c; r().await; (*r)().await; }
async fn p36(s: String) { let f = async |n: usize| -> &str { &s[..n] }; let a = f(0).await; a.len(); }
async fn p37(s: String) -> usize { let f = { let s = &s; async move || s.len() }; let g = f; g().await + f().await }
fn lends(_: impl AsyncFn(&str) -> &str) {}
fn lends_for_all<F>(_: F) where F: for<'a> AsyncFnMut(&'a mut u8) -> &'a u8 {}
fn p38() { lends(async |x| x); lends_for_all(async |x| &*x); }
fn main() {}
