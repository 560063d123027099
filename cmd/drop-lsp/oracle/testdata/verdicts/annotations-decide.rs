//@ edition: 2021

fn f() {
    let s = 1u8;
    let _: &'static u8 = &s; //~ ERROR E0597
}
fn id<T>(t: T) -> T {
    t
}
fn g() {
    let s = 1u8;
    id::<&'static u8>(&s); //~ ERROR E0597
}
fn h() {
    let s = 1u8;
    let _ = &s as &'static u8; //~ ERROR E0597
}
struct W<T>(T);
fn i() {
    let s = 1u8;
    W::<&'static u8>(&s); //~ ERROR E0597
    let (_a, _b): (&'static u8, &u8) = (&3, &s);
}
