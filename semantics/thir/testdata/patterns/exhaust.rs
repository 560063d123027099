pub enum E { A, B(u8), C { x: bool, y: bool } }
pub enum Void {}
pub struct S { pub a: bool, b: Option<u8> }
pub union U { pub a: u8, pub b: i8 }
pub fn f0(e: E) { match e { E::A => {}, E::B(_) => {}, E::C { .. } => {} } }
pub fn f1(e: E) { match e { E::A => {}, E::B(_) => {} } } //~ ERROR
pub fn f2(e: E) { match e { E::A => {}, E::B(0..=127) | E::B(128..) => {}, E::C { x: true, .. } | E::C { y: false, .. } | E::C { x: false, y: true } => {} } }
pub fn f3(e: E) { match e { E::A => {}, E::B(0..=127) | E::B(129..) => {}, E::C { .. } => {} } } //~ ERROR
pub fn f4(b: bool, c: bool) { match (b, c) { (true, _) => {}, (_, false) => {}, (false, true) => {} } }
pub fn f5(b: bool, c: bool) { match (b, c) { (true, _) => {}, (_, false) => {} } } //~ ERROR
pub fn f6(e: &E) { match e { E::A => {}, E::B(x) if *x > 3 => {}, E::B(_) => {}, &E::C { x, y } => {} } }
pub fn f7(e: &E) { match e { E::A => {}, E::B(x) if *x > 3 => {}, E::C { .. } => {} } } //~ ERROR
pub fn f8(s: &str) { match s { "a" => {}, "b" => {}, _ => {} } }
pub fn f9(s: &str) { match s { "a" => {}, "b" => {} } } //~ ERROR
pub fn g0(i: i8) { match i { i8::MIN..=-1 => {}, 0 => {}, 1..=i8::MAX => {} } }
pub fn g1(i: i8) { match i { i8::MIN..=-1 => {}, 1..=i8::MAX => {} } } //~ ERROR
pub fn g2(i: usize) { match i { 0..=10 => {}, 11.. => {} } }
pub fn g3(i: usize) { match i { 0..=18446744073709551615 => {} } } //~ ERROR
pub fn g4(c: char) { match c { '\0'..='\u{D7FF}' => {}, '\u{E000}'..='\u{10FFFF}' => {} } }
pub fn g5(c: char) { match c { 'a'..='z' => {} } } //~ ERROR
pub fn g6(s: &[u8]) { match s { [] => {}, [_] => {}, [_, .., _] => {} } }
pub fn g7(s: &[u8]) { match s { [] => {}, [_, _, ..] => {} } } //~ ERROR
pub fn g8(s: &[bool]) { match s { [] => {}, [true, ..] => {}, [.., false] => {}, [false] => {}, [false, .., true] => {} } }
pub fn g9(s: &[bool]) { match s { [] => {}, [true, ..] => {}, [.., true] => {} } } //~ ERROR
pub fn h0(a: [bool; 2]) { match a { [true, _] => {}, [false, x @ ..] => {} } }
pub fn h1(a: [bool; 2]) { match a { [true, _] => {}, [false, true] => {} } } //~ ERROR
pub fn h2(o: Option<Option<bool>>) { match o { None | Some(None) => {}, Some(Some(true | false)) => {} } }
pub fn h3(o: Option<Option<bool>>) { match o { None => {}, Some(Some(_)) => {} } } //~ ERROR
pub fn h4(r: Result<u8, Void>) { let Ok(x) = r; }
pub fn h5(r: Result<u8, Void>) { match r { Ok(x) => {} } }
pub fn h6(r: &Result<u8, Void>) { match r { Ok(x) => {} } } //~ ERROR
pub fn h7(v: Void) { match v {} }
pub fn h8(e: E) { match e {} } //~ ERROR
pub fn h9(o: Option<u8>) { let Some(x) = o; } //~ ERROR
pub fn i0(o: Option<u8>) { let Some(x) = o else { return }; if let Some(y) = o {} }
pub fn i1(v: Vec<Option<u8>>) { for Some(x) in v {} } //~ ERROR
pub fn i2(v: Vec<(u8, u8)>) { for (a, b) in v {} }
pub fn i3((a, _): (u8, u8), S { a: b, .. }: S) {}
pub fn i4(Some(x): Option<u8>) {} //~ ERROR
pub fn i5(s: S) { match s { S { a: true, .. } => {}, S { b: None, .. } => {}, S { a: false, b: Some(_) } => {} } }
pub fn i6(s: S) { match s { S { a: true, .. } => {}, S { b: None, .. } => {} } } //~ ERROR
pub fn i7(f: f64) { match f { 0.0 => {}, _ => {} } }
pub fn i8_(f: f64) { match f { 0.0 => {} } } //~ ERROR
pub fn i9(o: std::cmp::Ordering) { match o { std::cmp::Ordering::Less => {}, std::cmp::Ordering::Equal => {}, std::cmp::Ordering::Greater => {} } }
pub fn j0(k: std::io::ErrorKind) { match k { std::io::ErrorKind::NotFound => {}, _ => {} } }
pub fn j1(x: u8) { match x { 5..=3 => {}, _ => {} } } //~ ERROR
pub fn j2(x: &&Option<bool>) { match x { Some(true) => {}, Some(false) => {}, None => {} } }
pub fn j3(x: (Option<u8>, bool)) { match x { (Some(n @ 0..=9), _) => {}, (Some(_), true) => {}, (Some(10..), false) => {}, (None, _) => {} } }
pub fn j4<T>(o: Option<T>) { match o { Some(_) => {}, None => {} } }
pub fn j5(x: u128) { match x { 0..=9 => {}, 10..=340282366920938463463374607431768211455 => {} } }
pub fn j6(x: i128) { match x { ..0 => {}, 0.. => {} } }
pub fn j7(x: Box<Option<u8>>) { match *x { Some(_) => {}, None => {} } }
pub fn j8(x: Option<&str>) -> u8 { match x { Some("a") => 1, Some(_) => 2, None => 3 } }
pub const K: u8 = 3;
pub fn k0(x: u8) { match x { K => {}, 0..3 => {}, 4.. => {} } }
pub fn k1(x: u8) { match x { K => {}, 0..2 => {}, 4.. => {} } } //~ ERROR
pub fn k2(b: &[u8]) { match b { b"ab" => {}, b"c" => {}, [..] => {} } }
pub fn k3(b: bool) { let x = match b { true if false => 1, true => 2, false => 3 }; }
pub fn k4(b: bool) { let c = |Some(x): Option<u8>| x; } //~ ERROR
pub fn k5(x: (u8, Void)) { match x {} }
pub fn k6(x: &Void) { match *x {} }
pub unsafe fn k7(x: *const Void) { unsafe { match *x {} } }
pub unsafe fn k8(x: *const (u8, Void)) { unsafe { match *x {} } } //~ ERROR
pub fn k9(x: Result<Void, std::convert::Infallible>) { match x {} }
