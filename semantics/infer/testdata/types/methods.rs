struct S { n: u32, v: Vec<u8>, name: String }
impl S {
    fn new(n: u32) -> S { S { n, v: Vec::new(), name: String::new() } }
    fn get(&self) -> u32 { self.n }
    fn set(&mut self, n: u32) { self.n = n; }
    fn take(self) -> Vec<u8> { self.v }
    fn boxed(self: Box<Self>) -> u32 { self.n }
}
trait Shape { fn area(&self) -> f64; fn double(&self) -> f64 { self.area() * 2.0 } }
impl Shape for S { fn area(&self) -> f64 { self.n as f64 } }
fn generic<T: Shape>(t: &T) -> f64 { t.area() + t.double() }
fn object(t: &dyn Shape) -> f64 { t.area() + t.double() }
fn boxed(t: Box<dyn Shape>) -> f64 { t.area() }
fn main() {
    let mut s = S::new(3);
    let a = s.get();
    s.set(4);
    let r = &mut s;
    r.set(5);
    let b = r.get();
    let l = s.name.len();
    s.v.push(1);
    s.v[0] = 2;
    s.v[0] += 3;
    let first = s.v[0];
    let c = s.name.clone();
    let rc = std::rc::Rc::new(S::new(1));
    let d = rc.get() + rc.n;
    let e = generic(&s);
    let f = object(&s);
    let v = s.take();
    let w = v.iter();
    let bx = Box::new(S::new(2));
    let g = bx.get();
    let h = bx.boxed();
    let arr = [1u8, 2, 3];
    let m = arr.len();
    let n = arr.iter();
    let o = boxed(Box::new(S::new(9)));
}
