//@ edition: 2021

fn f() {
    let r;
    {
        let x = 5;
        r = &x; //~ ERROR E0597
    }
    let _y = *r;
}
fn temporary() {
    let s: &str;
    s = String::from("a").as_str(); //~ ERROR E0716
    s.len();
}
fn returned() -> &'static str {
    let s = String::new();
    &s //~ ERROR E0515
}
fn returned_temporary<'a>() -> &'a String {
    &String::new() //~ ERROR E0515
}
fn longer<'a, 'b>(x: &'a u8, y: &'b u8) -> &'a u8 {
    y //~ ERROR lifetime may not live long enough
}
fn in_loop() {
    let mut v: Vec<&i32> = Vec::new();
    for i in 0..3 {
        v.push(&i); //~ ERROR E0597
    }
    v.len();
}
