//@ edition: 2021

struct P {
    a: String,
    b: String,
}
fn take<T>(_t: T) {}
fn f(p: P, c: bool) {
    take(p.a);
    take(p.b);
    take(p); //~ ERROR E0382
    let v = vec![1];
    if c {
        take(v);
    }
    take(v); //~ ERROR E0382
}
fn in_loop() {
    let s = String::new();
    for _ in 0..2 {
        take(s); //~ ERROR E0382
    }
}
fn pattern(o: Option<String>) {
    if let Some(s) = o {
        take(s);
    }
    take(o); //~ ERROR E0382
}
