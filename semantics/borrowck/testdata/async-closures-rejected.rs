//@ edition: 2021
// What async closures must not do with their captures and arguments.
use std::future::Future;
struct D(u32);
impl Drop for D { fn drop(&mut self) {} }
struct N;
async fn call<R>(f: impl AsyncFnOnce() -> R) -> R { f().await }
async fn call_mut<R>(f: &mut impl AsyncFnMut() -> R) -> R { f().await }
async fn r1(d: D) { let c = async move || d.0; let r = &d; c().await; r.0; }
async fn r2(mut d: D) { let c = async || d.0; d.0 = 1; c().await; }
async fn r3(d: D) { let c = async || drop(d); c().await; d.0; }
async fn r4(mut v: Vec<u32>) { let mut c = async |x| v.push(x); let f = c(1); v.len(); f.await; }
fn r6() -> impl AsyncFn() -> u32 { let d = D(1); async || d.0 }
fn r7(d: D) -> impl Future<Output = u32> { let c = async move || d.0; c() }
async fn r13(d: D) { let x: u32; let c = async || x; c().await; }
async fn r14(d: D) { let x = 1; let mut c = async || { x = 2; }; c().await; }
async fn r15(n: N) { let c = async || { let m = n; }; let f = c(); let g = n; f.await; }
async fn r16(s: String) { let r; { let c = async || s.len(); r = c(); drop(c); } r.await; }
async fn r17(v: Vec<D>) { for d in v { let c = async || d.0; drop(d); c().await; } }
async fn r18() { let f = { let d = D(1); async move || d.0 }; let x = f(); drop(f); x.await; }
async fn r19(d: D) { call(async || { let e = &d; drop(d); e.0 }).await; }
async fn r20(mut d: D) { call_mut(&mut async || { let e = &mut d; let g = &mut d; e.0 + g.0 }).await; }
async fn r21(s: String) -> usize { let c = async |t: String| { let u = t; t.len() }; c(s).await }
async fn r22() { let c = async |t: &mut u32| { let a = &*t; *t = 1; *a }; c(&mut 1).await; }
async fn r23() -> impl AsyncFn() -> &'static u32 { async || { let x = 1; &x } }
async fn r24(d: D) -> D { let c = async || d; let _f = c(); d }
fn r26(d: &D) -> Box<dyn Future<Output = u32>> { let c = async || d.0; Box::new(async move { c().await }) }
async fn r27<F: AsyncFnMut()>(f: &mut F) { let a = f(); let b = f(); a.await; b.await; }
async fn r29(a: (D, D)) { let c = async move || a.0.0; drop(a.1); c().await; drop(a.0); }
async fn r30(a: (D, D)) { let c = async || a.0.0; drop(a.1); drop(a.0); c().await; }
fn main() {}
fn r31<'a>(d: &'a D) -> impl AsyncFn(&'a D) -> &'a D { async move |x: &'a D| if x.0 > 1 { x } else { d } }
fn r32<'a, 'b>(d: &'a D) -> impl AsyncFn(&'b D) -> &'a D { async move |x: &'b D| if x.0 > 1 { x } else { d } }
async fn r33(d: &D) -> u32 { async fn go<F: AsyncFn() -> u32 + 'static>(f: F) -> u32 { f().await } go(async move || d.0).await }
async fn r34(s: String) { let mut kept: Vec<&str> = vec![]; let c = async |t: &'static str| { kept.push(t); }; let x = String::new(); kept.push(&x); }
async fn r35() { let mut c = { let mut n = D(0); async move || { n.0 += 1; n.0 } }; let a = c(); let b = c(); a.await + b.await; }
async fn r36(v: &mut Vec<D>) { let mut c = async || v.push(D(1)); c().await; v.push(D(2)); c().await; }
async fn r37(v: &mut Vec<D>) { let mut c = async move || v.push(D(1)); c().await; v.push(D(2)); }
async fn r38(d: D) { let c = async |x: &mut Option<&D>| { *x = Some(&d); }; let mut o = None; c(&mut o).await; drop(d); o; }
async fn r39(d: D) { let e = D(2); let mut c = async || { let f = async { d.0 + e.0 }; f.await }; drop(e); c().await; }
async fn r40(o: Option<D>) { let c = async || match o { Some(d) => d.0, None => 0 }; c().await; o; }
async fn r41(o: Option<D>) { let c = async || match &o { Some(d) => d.0, None => 0 }; let f = c(); drop(o); f.await; }
