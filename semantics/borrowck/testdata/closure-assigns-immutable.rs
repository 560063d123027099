fn main() {
    let x = 1;
    let c = || { x = 2; };
    c();
}
