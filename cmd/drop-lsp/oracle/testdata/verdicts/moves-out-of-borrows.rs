//@ edition: 2021

struct D {
    s: String,
}
impl Drop for D {
    fn drop(&mut self) {}
}
fn f(r: &String, d: D, v: Vec<String>, a: [String; 2], i: usize) {
    let _x = *r; //~ ERROR E0507
    let _y = d.s; //~ ERROR E0509
    let _z = v[0]; //~ ERROR E0507
    let _w = a[i]; //~ ERROR E0508
}
fn g(o: &Option<String>) {
    match *o { //~ ERROR E0507
        Some(s) => drop(s),
        None => {}
    }
}
fn h(d: D) {
    let D { s } = d; //~ ERROR E0509
}
static S: String = String::new();
fn k() {
    let _s = S; //~ ERROR E0507
}
