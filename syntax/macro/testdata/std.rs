use std::fmt::Write;
struct D(&'static str);
impl Drop for D { fn drop(&mut self) { println!("drop {}", self.0); } }
impl D { fn len(&self) -> usize { self.0.len() } fn me(&self) -> &D { self } }
fn poll() -> std::task::Poll<u8> { let x = std::task::ready!(std::task::Poll::Ready(3u8)); std::task::Poll::Ready(x + 1) }
macro_rules! twice { ($e:expr) => { $e * 2 }; }
macro_rules! max { ($x:expr) => ($x); ($x:expr, $($r:expr),+) => {{ if $x > max!($($r),+) { $x } else { max!($($r),+) } }}; }
fn main() {
    let x = 3;
    println!();
    println!("{x} {} {:>w$}|", D("a").len(), D("bb").me().len(), w = 4);
    print!("{}\n", twice!(1 + 2));
    println!("{}", max!(1, 5, 2 + 1));
    let s = format!("{:?} {0}", x);
    let mut t = String::new();
    write!(t, "{}", s).unwrap();
    writeln!(t, "{}", D("w").len()).unwrap();
    writeln!(t).unwrap();
    println!("{t}");
    assert!(x == 3, "no {}", x);
    assert_eq!(D("l").me().len(), D("r").len());
    assert_ne!(D("l").len(), 7, "why {x}");
    debug_assert!(x == 3);
    println!("{}", matches!(Some(x), Some(1 | 3) if x > 2));
    let v = vec![D("v1"), D("v2")];
    let w: Vec<u8> = vec![1; 3];
    let e: Vec<u8> = vec![];
    println!("{} {} {}", v.len(), w.len(), e.len());
    let p = std::pin::pin!(D("pinned"));
    println!("{}", p.len());
    let q = std::ptr::addr_of!(x);
    println!("{:?}", poll());
    println!(concat!("a", "b", "{}"), stringify!(x));
    if x == 4 { todo!("later") } else if x == 5 { unreachable!() } else if x == 6 { panic!("{}", x) }
}
