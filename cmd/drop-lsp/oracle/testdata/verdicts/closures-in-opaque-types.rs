//@ edition: 2021

struct D(u32);

fn by_ref<'a>(d: &'a D) -> impl Fn() -> &'a D + 'a {
    || d //~ ERROR E0373
}
fn moved<'a>(d: &'a D) -> impl Fn() -> &'a D {
    move || d
}
fn once<'a>(d: &'a D) -> impl FnOnce(u32) -> Option<&'a D> + 'a {
    move |_| Some(d)
}
fn late<'a>() -> impl Fn() -> &'a D {
    let d = D(1);
    move || &d //~ ERROR lifetime may not live long enough
}
fn wrong<'a, 'b>(d: &'a D, e: &'b D) -> impl Fn() -> &'a D + 'b {
    move || e //~ ERROR lifetime may not live long enough
}
