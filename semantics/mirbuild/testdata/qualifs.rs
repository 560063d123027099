pub const NONE: Option<String> = None;
pub const EMPTY: Option<std::cell::Cell<u8>> = None;

pub fn promoted() -> &'static Option<String> {
    let e: &'static Option<std::cell::Cell<u8>> = &EMPTY;
    &NONE
}
