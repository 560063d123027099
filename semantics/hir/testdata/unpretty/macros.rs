use std::fmt::Write;
fn a(x: i32, s: String) {
    println!();
    println!("hi");
    println!("{x} {} {:?}", s, x);
    println!("{}", 5);
    println!("{:>5$} {:.*} {:#x} {:+08.3} {{}}", x, 3, 1.0, x, 2.0, 5usize);
    let t = format!("{x}");
    let mut w = String::new();
    write!(w, "{} {}", t, "lit").unwrap();
    panic!("a {}", t);
}
fn c(x: &str, y: &mut String) { let f = format_args!("{0} {0:?} {1}", x, y).to_string(); unreachable!("x {}", x) }
fn d() { let p = std::pin::pin!(1); let m = matches!(1, 1 | 2 if true); let k = std::ptr::addr_of!(m); }
fn main(){}
fn e(v: &[i32]) {
    let p = std::pin::pin!(v.len());
    let m = matches!(v, [1, ..] | [] if true);
    let k = std::ptr::addr_of!(m);
    todo!("{} {}", format_args!("{:?}", v), stringify!(a b))
}
thread_local! { static T: std::cell::Cell<u8> = const { std::cell::Cell::new(1) }; static U: String = String::new(); }
