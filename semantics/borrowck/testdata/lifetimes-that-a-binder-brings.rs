// What must outlive every lifetime outlives 'static; a where clause for one lifetime is none for all.

fn for_all<T>()
where
    for<'a> T: 'a,
{
}
fn static_only<T: 'static>() {}

fn reference<'a>() {
    for_all::<&'a i32>();
}
fn known<T>()
where
    for<'a> T: 'a,
{
    static_only::<T>();
    for_all::<T>()
}
fn unknown<T>() {
    for_all::<T>()
}
fn fine<T: 'static>() {
    for_all::<&'static i32>();
    for_all::<T>();
}

trait Hrtb<'a> {
    type Assoc;
}
impl<'a> Hrtb<'a> for &'a () {
    type Assoc = ();
}
fn wants_all<T: for<'a> Fn(&'a u8) -> &'a u8>(_: T) {}
fn passes<'b>(x: &'b u8) {
    wants_all(|y| y);
    let _ = x;
}

fn main() {}
