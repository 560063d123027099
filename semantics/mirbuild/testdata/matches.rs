pub struct D(pub u8);

impl Drop for D {
    fn drop(&mut self) {}
}

pub enum E {
    A(D, D),
    B { x: D, y: u8 },
    C,
}

pub fn variants(e: E) -> u8 {
    match e {
        E::A(a, _) => a.0,
        E::B { x, y } => x.0 + y,
        E::C => 3,
    }
}

pub fn by_reference(e: &E) -> u8 {
    match e {
        E::A(a, b) if a.0 > 1 => b.0,
        E::A(a, _) => a.0,
        E::B { y: 1..=5, .. } => 1,
        E::B { y, .. } => *y,
        E::C => 0,
    }
}

pub fn guards(o: Option<D>, n: u8) -> u8 {
    match o {
        Some(d) if d.0 == n => d.0,
        Some(d) if n > 3 => n,
        Some(_) => 1,
        None => 2,
    }
}

pub fn or_patterns(x: u8, y: Option<u8>) -> u8 {
    match (x, y) {
        (1 | 2, Some(3 | 4)) => 1,
        (5, None) | (6, Some(_)) => 2,
        (a, Some(_)) | (a @ 7, _) if a > 3 => a,
        _ => 3,
    }
}

pub fn bind_or(e: Result<u8, u8>) -> u8 {
    match e {
        Ok(n) | Err(n) => n,
    }
}

pub fn integers(x: i32) -> u8 {
    match x {
        i32::MIN..=-1 => 0,
        0 => 1,
        1 | 2 | 3 => 2,
        10..20 => 3,
        100.. => 4,
        _ => 5,
    }
}

pub fn texts(s: &str) -> u8 {
    match s {
        "a" => 1,
        "b" | "c" => 2,
        _ => 3,
    }
}

pub fn chars(c: char, b: bool) -> u8 {
    match (c, b) {
        ('a'..='z', true) => 1,
        ('A', false) => 2,
        (_, true) => 3,
        _ => 4,
    }
}

pub fn slices(v: &[u8]) -> u8 {
    match v {
        [] => 0,
        [a] => *a,
        [a, .., b] if *a > 3 => *b,
        [1, rest @ ..] => rest[0],
        [.., last] => *last,
    }
}

pub fn arrays(v: [D; 3]) -> u8 {
    let [a, .., c] = v;
    a.0 + c.0
}

pub fn if_let(o: Option<D>) -> u8 {
    if let Some(d) = o {
        d.0
    } else {
        0
    }
}

pub fn let_else(o: Option<D>) -> u8 {
    let Some(d) = o else {
        return 0;
    };
    d.0
}

pub fn while_let(mut v: Vec<D>) {
    while let Some(d) = v.pop() {
        let e = d;
    }
}

pub fn nested(o: Option<Option<D>>) -> u8 {
    match o {
        Some(Some(D(1))) => 1,
        Some(None) => 2,
        Some(Some(ref d)) => d.0,
        None => 3,
    }
}

pub fn ref_mut(o: &mut Option<D>) {
    if let Some(d) = o {
        d.0 = 3;
    }
    match *o {
        Some(ref mut d) => d.0 = 4,
        None => {}
    }
}

pub fn tuple((a, b): (D, u8), D(c): &D) -> u8 {
    let (x, y) = (a, b);
    y + *c
}

pub fn boxed(b: Box<(D, D)>) -> D {
    let (x, _) = *b;
    x
}

pub fn at(o: Option<u8>) -> u8 {
    match o {
        whole @ Some(n @ 1..=9) => n,
        other => 0,
    }
}
