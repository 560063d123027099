use std::fmt::{self, Debug, Display};
use std::rc::Rc;
use std::cell::{Cell, RefCell};
use std::sync::{Arc, Mutex};
trait Animal { fn name(&self) -> String; fn speak(&self) -> String { format!("{}!", self.name()) } }
trait Loud: Animal { fn shout(&self) -> String { self.speak().to_uppercase() } }
struct Dog { n: Cell<u32> }
impl Animal for Dog { fn name(&self) -> String { self.n.set(self.n.get() + 1); "dog".into() } }
impl Loud for Dog {}
fn dynamic(a: &dyn Loud) -> String { a.shout() + &a.name() }
fn generic<T>(a: T) -> usize where T: Loud + Clone { let b = a.clone(); b.shout().len() + a.name().len() }
impl Clone for Dog { fn clone(&self) -> Self { Dog { n: Cell::new(self.n.get()) } } }
impl Display for Dog { fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str("dog")?; write!(f, "{}", self.n.get()) } }
trait Assoc { type Item; const N: usize; fn make() -> Self::Item; fn take(i: Self::Item) -> usize; }
impl Assoc for Dog { type Item = String; const N: usize = 3; fn make() -> String { String::new() } fn take(i: String) -> usize { i.len() + Self::N } }
fn assoc<A: Assoc>() -> usize { let i = A::make(); A::take(i) + A::N }
struct Node { next: Option<Rc<RefCell<Node>>>, val: i32 }
impl Node { fn push(&mut self, v: i32) -> Rc<RefCell<Node>> { let n = Rc::new(RefCell::new(Node { next: self.next.take(), val: v })); self.next = Some(Rc::clone(&n)); n } }
fn pr<T: Debug + ?Sized>(t: &T) {}
fn imp(n: u32) -> impl Iterator<Item = u32> { (0..n).map(|x| x * 2) }
fn main() {
    let d = Dog { n: Cell::new(0) };
    let s = dynamic(&d);
    let n = generic(d.clone());
    let p = d.to_string();
    let k = assoc::<Dog>() + <Dog as Assoc>::N + Dog::take(Dog::make());
    let mut node = Node { next: None, val: 1 };
    let r = node.push(2);
    r.borrow_mut().val = 3;
    let v = r.borrow().val + node.val;
    let m = Arc::new(Mutex::new(vec![1]));
    m.lock().unwrap().push(2);
    let g = m.lock().unwrap();
    let l = g.len();
    drop(g);
    pr("a"); pr(&1); pr(&[1, 2][..]);
    let t: u32 = imp(3).sum();
    for x in imp(4) { let y = x + 1; }
    let b: Box<dyn Animal> = Box::new(d);
    let z = b.speak();
    let it = vec![b].into_iter().map(|x| x.name()).collect::<Vec<_>>();
    let w: Option<&String> = it.first();
    let q = w.cloned().unwrap_or_default();
    let c = "a b".split(' ').map(str::to_owned).collect::<Vec<String>>();
    let st: String = c.concat();
    let ch = st.chars().rev().collect::<String>();
    let u = i32::from_str_radix("1", 10).unwrap_or(0).max(3).pow(2);
    let e = std::mem::replace(&mut node.val, 4);
    let o = Some(5).and_then(|x| if x > 1 { Some(x) } else { None });
    let x = o.map_or(0, |v| v + 1);
    let i: i64 = 5.into();
    let j = i64::from(3i32);
    let bb = std::iter::once(1).chain(Some(2)).zip("ab".chars()).last();
    if let Some((a, b)) = bb { let aa = a; }
}
