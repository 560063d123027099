pub const NONE: Option<String> = None;
pub const EMPTY: Option<std::cell::Cell<u8>> = None;

pub fn promoted() -> &'static Option<String> {
    let e: &'static Option<std::cell::Cell<u8>> = &EMPTY;
    &NONE
}

pub fn inline_constants() -> &'static str {
    let x = &const { D2(1) };
    let y = const { &D2(2) };
    const { D2(3) }.name();
    let f = || const { D2(4) }.name();
    let z = &const { 5 };
    f()
}

pub struct D2(pub u8);

impl Drop for D2 {
    fn drop(&mut self) {}
}

impl D2 {
    fn name(&self) -> &'static str {
        "D2"
    }
}
