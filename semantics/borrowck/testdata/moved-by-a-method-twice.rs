struct V(i32);
impl V { fn eat(self) {} }
fn main() {
    let x = V(1);
    x.eat();
    x.eat();
}
