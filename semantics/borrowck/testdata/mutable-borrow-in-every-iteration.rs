fn main() {
    let mut v: Vec<&mut i32> = Vec::new();
    let mut x = 1;
    loop {
        v.push(&mut x);
    }
}
