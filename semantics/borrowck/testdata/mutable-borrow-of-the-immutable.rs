fn f(x: &Vec<i32>) { x.push(1); }
fn main() {
    let v = Vec::<i32>::new();
    v.push(1);
    let x = 1;
    let r = &mut x;
}
