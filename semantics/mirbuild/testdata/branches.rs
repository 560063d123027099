pub struct D(pub u8);

impl Drop for D {
    fn drop(&mut self) {}
}

pub fn two_returns(c: bool, d: bool) -> u8 {
    let a = D(1);
    let b = D(2);
    if c {
        drop(a);
        return 1;
    }
    if d {
        return 2;
    }
    3
}

pub fn conditional_move(c: bool) {
    let a = D(1);
    if c {
        drop(a);
    }
    let b = D(2);
}

pub fn late(c: bool) {
    let x;
    let y = D(1);
    if c {
        x = D(2);
    }
}

pub fn loops(n: u32) -> u32 {
    let mut i = 0;
    let mut sum = 0;
    while i < n {
        let d = D(1);
        if i == 3 {
            i += 1;
            continue;
        }
        if i == 7 {
            break;
        }
        sum += i * 2;
        i += 1;
    }
    let v = loop {
        let e = D(2);
        if sum > 10 {
            break sum;
        }
        sum = sum + 1;
    };
    v
}

pub fn labels() -> u8 {
    'outer: loop {
        let a = D(1);
        loop {
            let b = D(2);
            if a.0 == b.0 {
                continue 'outer;
            }
            break 'outer;
        }
    }
    let x = 'block: {
        let c = D(3);
        if c.0 == 1 {
            break 'block 4;
        }
        5
    };
    x
}

pub fn assign() {
    let mut a = D(1);
    a = D(2);
    let mut t = (D(3), D(4));
    t.0 = D(5);
    let mut r = &mut t;
    r.1 = D(6);
    let b;
    b = D(7);
}

pub fn logic(a: bool, b: bool, c: u8) -> bool {
    let x = a && b || c > 3;
    if (a || b) && !(c == 2) {
        return x;
    }
    !x
}

pub fn arithmetic(a: i32, b: i32, c: u8, s: u32) -> i32 {
    let d = a / b + a % b - -a;
    let e = (c as i32) << s;
    let f = a >> 2;
    d ^ e & f | !a
}

pub fn nested() -> D {
    let a = D(1);
    let b = {
        let c = D(2);
        let d = D(3);
        d
    };
    if b.0 == 2 {
        a
    } else {
        b
    }
}

pub fn temporaries() -> u8 {
    let x = D(1).0;
    let y = &D(2);
    match D(3).0 {
        1 => 2,
        _ => y.0 + x,
    }
}

pub fn diverges() -> D {
    let a = D(1);
    panic!("no")
}

pub fn indexing(v: &[u8], i: usize, mut arr: [D; 3]) -> u8 {
    let x = v[i];
    arr[i] = D(1);
    let y = arr[0].0;
    x + y
}
