fn main() {
    let x = 1;
    let y = x;
    x = 2;
    let z = x;
}
