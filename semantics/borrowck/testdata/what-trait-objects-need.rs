// A trait object implements its trait only if what the trait says of lifetimes holds of it; a
// closure's parameter gives its lifetime to the trait object behind it.

trait Static: 'static {}
trait Bar<T>: Static {}
fn wants<T: ?Sized + Bar<S>, S>() {}
fn refused<'a>() {
    wants::<dyn Bar<&'a u32>, _>();
}
fn accepted() {
    wants::<dyn Bar<&'static u32>, _>();
}

trait Plain {}
fn needs_static(_: &(dyn Plain + 'static)) {}
fn closures() {
    let _a = |x: &dyn Plain| needs_static(x);
    let _b = |x: &dyn Plain| {
        let _: &(dyn Plain + 'static) = x;
    };
    let _c = |x: Box<dyn Plain>| needs_static(&*x);
}

trait Get<T> {
    type A;
}
fn chosen<'a, I: for<'x> Get<&'x u8>>(x: <I as Get<&'a u8>>::A) {
    let _: I::A = x;
}
fn two<'a, 'b, I: for<'x> Get<&'x u8>>(x: <I as Get<&'a u8>>::A, y: <I as Get<&'b u8>>::A, c: bool) {
    let _: I::A = if c { x } else { y };
}

fn main() {}
