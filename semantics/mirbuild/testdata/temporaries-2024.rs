//@ edition: 2024
pub struct P(pub &'static str);

impl Drop for P {
    fn drop(&mut self) {
        println!("{}", self.0);
    }
}

impl P {
    pub fn borrow(&self) -> &Self {
        self
    }
    pub fn is(&self) -> bool {
        true
    }
    pub fn opt(&self) -> Option<&P> {
        Some(self)
    }
}

pub fn patterns_in_parameters((x, _): (P, P), (_, y): (P, P)) {}

pub fn nested_scopes() {
    let declared_first = P("Dropped last in outer scope");
    {
        let declared_in_block = P("Dropped in inner scope");
    }
    let declared_last = P("Dropped first in outer scope");
}

pub fn scopes_of_temporaries(local_var: P) {
    if P("If condition").is() {
        P("If body").is()
    } else {
        unreachable!()
    };
    if let "x" = P("if let scrutinee").0 {
        ()
    } else {
        ()
    }
    while let "x" = P("while let scrutinee").0 {
        break;
    }
    (P("first operand").is() || P("second operand").is()) || P("third operand").is();
    let x = P("match").is();
    match P("Matched value in final expression") {
        _ if P("guard condition").is() => {}
        _ => {}
    }
}

pub fn operands() {
    let _ = loop {
        (P("Tuple operand"), P("second"), if P("c").is() { break });
    };
}

pub fn promotion() -> &'static u32 {
    let x = &(1 + 2);
    let a: &'static [i32; 2] = &[1, 2];
    let o: &Option<u32> = &None;
    let s: &'static str = &"abc";
    let z: &'static (u8, &'static u8) = &(1, &2);
    let n = &-5;
    let d = &(10 / 3);
    &42
}

pub fn extended() {
    let x = &P("extended");
    let y = &P("field").0;
    let t = (&P("a"), 1);
    let a = [&P("b"), &P("c")];
    let b = { &P("block") };
    let s = Some(&P("ctor"));
    let i = if true { &P("then") } else { &P("else") };
    let c = &P("cast") as &dyn Sized2;
    let ref r = P("ref");
    let (ref u, _) = (P("tuple"), 1);
    let m = match 1 {
        _ => &P("arm"),
    };
}

pub trait Sized2 {}
impl Sized2 for P {}

pub fn not_extended() {
    let x = P("temp").borrow().is();
    let o = Some(P("temp").is());
    let y = (P("a").is(), P("b").is());
    let z = P("a").opt().is_some();
}

pub fn in_statement() {
    P("statement").borrow();
    let _ = P("wild");
    _ = P("assigned to wild");
    let _x = P("bound");
    (P("a"), P("b"));
    &P("borrowed");
    {
        P("block");
    }
}

pub fn tail() -> bool {
    let c = P("local");
    P("temporary in tail").is() && c.is()
}

pub fn tail_borrow() -> usize {
    let c = std::cell::RefCell::new(5);
    *c.borrow()
}

pub fn break_value() -> P {
    let outer = P("outer");
    let x = loop {
        let inner = P("inner");
        if inner.is() {
            break P("value");
        }
    };
    x
}

pub fn match_temp() -> u8 {
    match P("scrutinee").opt() {
        Some(p) => 1,
        None => 2,
    }
}

pub fn chains(a: Option<P>) -> bool {
    let x = a.as_ref().map(|p| p.is()).unwrap_or(false);
    a.is_some() && x
}
