use std::collections::HashMap;
struct P { x: i32, y: String, z: (String, String) }
fn apply<F: Fn(i32) -> i32>(f: F) -> i32 { f(1) }
fn apply_mut(mut f: impl FnMut(&str)) { f("a"); f("b"); }
fn apply_once<R>(f: impl FnOnce() -> R) -> R { f() }
fn boxed() -> Box<dyn Fn(i32) -> i32> { Box::new(|x| x + 1) }
fn ptr(f: fn(i32) -> i32) -> i32 { f(3) }
fn hr<F>(f: F) where F: for<'a> Fn(&'a str) -> &'a str { f("x"); }
fn main() {
    let a = apply(|x| x + 1);
    let k = 3;
    let b = apply(|x| x + k);
    let mut out = String::new();
    apply_mut(|s| out.push_str(s));
    let s = String::from("q");
    let t = apply_once(move || s);
    let u = apply_once(|| t.len());
    let f = |x: i32| x * 2;
    let v = f(3);
    let mut n = 0;
    let mut inc = || n += 1;
    inc();
    inc();
    let g = boxed();
    let w = g(4);
    let h = ptr(|x| x - 1);
    hr(|s| s);
    let v: Vec<i32> = vec![1, 2, 3];
    let sum: i32 = v.iter().map(|x| x + 1).filter(|x| *x > 1).sum();
    let e: Vec<String> = v.iter().map(|x| x.to_string()).collect();
    let mut m: HashMap<String, i32> = HashMap::new();
    m.insert("a".to_string(), 1);
    *m.entry("b".to_string()).or_insert(0) += 1;
    if let Some(x) = m.get("a") { let y = *x; }
    let c = { let p = P { x: 1, y: String::new(), z: (String::new(), String::new()) }; move || p.x };
    let d = c();
    let o = Some(3).map(|x| x as f64).unwrap_or_else(|| 0.0);
    let r: Result<i32, String> = "5".parse::<i32>().map_err(|e| e.to_string());
    let th = std::thread::spawn(move || { let z = a + 1; z });
    let j = th.join().unwrap();
    let nested = |a: i32| move |b: i32| a + b;
    let q = nested(1)(2);
    let mut sorted = vec![3, 1, 2];
    sorted.sort_by(|a, b| b.cmp(a));
    sorted.sort_by_key(|a| *a);
    let any = sorted.iter().any(|&x| x == 2);
    let folded = sorted.iter().fold(0, |acc, x| acc + x);
}
