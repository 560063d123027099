//@ edition: 2024
struct G<T, F>(T, F);
impl<T, F> Drop for G<T, F> {
    fn drop(&mut self) {}
}
struct R(u8);
impl R {
    // A Fn bound's own lifetimes are not the method's.
    fn named<'a, A>(&self, a: &'a A) -> G<R, impl FnMut(&u8) + use<'a, A>> {
        G(R(1), move |_| {
            let _ = a;
        })
    }
    // Captures all lifetimes, but is declared to outlive one.
    fn declared<'a, A>(&self, a: &'a A) -> G<R, impl FnMut(&u8) + 'a> {
        G(R(1), move |_| {
            let _ = a;
        })
    }
    fn one<A>(&mut self, a: &A) {
        let _n = self.named(a);
        self.0 = 2;
    }
    fn two<A>(&mut self, a: &A) {
        let _n = self.declared(a);
        self.0 = 2;
    }
}
fn main() {}
