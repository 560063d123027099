use std::collections::HashMap;
struct L { next: Option<Box<L>>, v: i32 }
fn last(mut l: &mut L) -> &mut L {
    while l.next.is_some() { l = l.next.as_mut().unwrap(); }
    l
}
fn count(m: &mut HashMap<String, i32>, k: &str) -> i32 {
    *m.entry(k.to_string()).or_insert(0) += 1;
    m[k]
}
fn two(v: &mut Vec<i32>) { v.push(v.len() as i32); }
fn longest<'a>(a: &'a str, b: &'a str) -> &'a str { if a.len() > b.len() { a } else { b } }
fn main() {
    let mut v = vec![1, 2];
    two(&mut v);
    let s = String::from("x");
    let t = longest(&s, "abc");
    let n = t.len();
    let mut x = 1;
    let r = &mut x;
    *r += 1;
    x += 1;
    let c = |y: i32| y + x;
    let z = c(2);
    for i in &mut v { *i += 1; }
    for i in v { let _ = i; }
    let o = Some(String::new());
    if let Some(ref q) = o { let _ = q.len(); }
    drop(o);
}
