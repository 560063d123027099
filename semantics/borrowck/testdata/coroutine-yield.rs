#![feature(coroutines, coroutine_trait, stmt_expr_attributes)]
// What is yielded is the caller's: a local that it refers to would not be there any more.
use std::ops::Coroutine;

fn immovable<'a>() -> impl Coroutine<Yield = &'a str> {
    #[coroutine]
    static move || {
        let s = String::new();
        yield &s[..]
    }
}
fn outer<'a>(s: &'a String) -> impl Coroutine<Yield = &'a str> {
    #[coroutine]
    static move || yield &s[..]
}
