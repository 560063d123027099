struct Stack<T> { items: Vec<T> }
impl<T> Stack<T> {
    fn peek(&self) -> Option<&T> { self.items.last() }
    fn peek_mut(&mut self) -> Option<&mut T> { self.items.last_mut() }
    fn push(&mut self, t: T) { self.items.push(t); }
    fn each(&self) { for i in self.items { drop(i); } }
    fn take(&self) -> Vec<T> { self.items }
    fn m(&self) { self.items.clear(); }
}
fn main() {
    let mut s = Stack { items: vec![1] };
    let p = s.peek();
    s.push(2);
    println!("{:?}", p);
    let q = s.peek_mut();
    let r = s.peek();
    *q.unwrap() = 1;
    println!("{:?}", r);
}
