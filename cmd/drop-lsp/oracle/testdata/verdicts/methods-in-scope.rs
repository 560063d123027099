//@ edition: 2021
// Methods whose trait has no name here, and those of `impl Trait` before its arguments are known.
use std::fmt;
use std::ops::Deref;

struct Name(String);
impl Deref for Name {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}
impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moved = String::new();
        drop(moved);
        drop(moved); //~ ERROR E0382
        (**self).fmt(f)
    }
}
impl std::hash::Hash for Name {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        fn inner<H: std::hash::Hasher>(name: &Name, state: &mut H) {
            name.0.hash(state)
        }
        inner(self, state)
    }
}
trait Parse<I, O> {
    fn next(&mut self, input: &mut I) -> O;
}
impl<I, O, F: FnMut(&mut I) -> O> Parse<I, O> for F {
    fn next(&mut self, input: &mut I) -> O {
        self(input)
    }
}
fn any<I, O>(make: fn() -> O) -> impl Parse<I, O> {
    move |_: &mut I| make()
}
fn before_its_arguments_are_known(mut input: String) -> Vec<u8> {
    let made = any(Vec::new).next(&mut input);
    drop(input);
    drop(input); //~ ERROR E0382
    made
}
fn empty<T>() -> impl Iterator<Item = T> {
    None.into_iter()
}
fn of_an_iterator<T>() -> Option<T> {
    empty().next()
}
struct Sorted(Vec<u8>);
impl Deref for Sorted {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.0
    }
}
impl PartialEq for Sorted {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}
impl PartialOrd for Sorted {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        let moved = String::new();
        drop(moved);
        drop(moved); //~ ERROR E0382
        (**self).partial_cmp(other)
    }
}
