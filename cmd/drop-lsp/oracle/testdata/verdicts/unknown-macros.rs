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
fn it_may_initialise_anew() {
    let mut s = String::new();
    drop(s);
    undefined_macro!(s);
    drop(s);
}
fn it_may_assign(mut a: u32) {
    let r = &a;
    undefined_macro!(a = *r);
    a += 1;
    let _ = *r;
}
fn it_may_return(c: bool) -> u32 {
    let s = String::new();
    if c {
        drop(s);
        undefined_macro!();
    }
    drop(s);
    undefined_macro!(1)
}
fn it_may_break(s: String) {
    loop {
        drop(s);
        undefined_macro! { break }
    }
}
fn it_may_be_a_pattern(s: Option<String>) {
    match s {
        undefined_macro!(t) => drop(s),
        _ => {}
    }
}
fn beside_them_errors_stay(s: String) {
    drop(s);
    drop(s); //~ ERROR E0382
}
undefined_macro! { struct Made; }
fn of_a_type_that_it_made(m: Made) {
    drop(m);
    drop(m);
}
