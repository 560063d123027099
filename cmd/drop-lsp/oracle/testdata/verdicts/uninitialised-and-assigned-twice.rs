//@ edition: 2021

fn f(c: bool) {
    let x: i32;
    let y = x; //~ ERROR E0381
    let z: i32;
    if c {
        z = 1;
    }
    let w = z; //~ ERROR E0381
    let u = 1;
    u = 2; //~ ERROR E0384
    let v;
    v = 1;
    v = 2; //~ ERROR E0384
}
fn g(a: i32) {
    a = 2; //~ ERROR E0384
}
