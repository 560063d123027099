fn main() {
    let s = String::new();
    let f = || s;
    f();
    f();
}
