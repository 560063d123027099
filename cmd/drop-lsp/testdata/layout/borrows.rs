#![allow(warnings)]
struct D<'a>(&'a i32);
impl<'a> Drop for D<'a> { fn drop(&mut self) {} }
fn main() {
    let x;
    {
        let y = 1;
        x = D(&y);
    }
    let s = String::new();
    let t = s;
    println!("{}", s);
    let mut v = vec![1];
    let r = &v;
    v.push(
        2,
    );
    r.len();
    let q = 1;
    q = 2;
    let c = { let z = String::new(); || z.len() };
    let a = &mut v; let b = &mut v; a.len(); b.len();
}
fn f(s: &String) -> &'static str { s }
fn g() -> &'static String {
    let x = String::new();
    &x
}
fn h(x: &Vec<String>) -> String { x[0] }

trait Get<T> {
    fn get(self) -> T;
}

fn several_lines<G, T>(g: G, dest: &mut T) -> impl FnOnce() + '_
where
    T: Copy,
    G: Get<T>,
{
    move || *dest = g.get()
}

fn lines_between<G, T>(g: G, dest: &mut T) -> impl FnOnce() + '_
where
    T: Copy,
    T: Clone,
    T: Send,
    T: Sync,
    G: Get<T>,
{
    move || *dest = g.get()
}
