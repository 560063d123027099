use std::thread;
fn main() {
    let v = vec![1];
    let h = thread::spawn(|| println!("{:?}", v));
    h.join().unwrap();
    let s = String::new();
    let r = &s;
    let h = thread::spawn(move || println!("{}", r));
    thread::scope(|sc| { sc.spawn(|| println!("{}", s)); });
}
