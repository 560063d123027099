//@ edition: 2021
//@ partial

fn f() {
    let x;
    undefined_macro!(x);
    let y = x;
}
fn g() {
    let s = String::new();
    let t = s;
    drop(s); //~ ERROR E0382
}
