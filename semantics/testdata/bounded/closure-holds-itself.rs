// A closure's type holds its captures and its signature: each of these has no end (E0644,
// E0720 in rustc).
use std::cell::RefCell;
use std::rc::Rc;
struct Slot<T> {
    held: Option<T>,
}
fn through_a_capture() {
    let slot = Rc::new(RefCell::new(Slot { held: None }));
    let inner = slot.clone();
    let c = move || inner.borrow().held.is_some();
    slot.borrow_mut().held = Some(c);
}
fn through_its_result() {
    let mut f = None;
    let c = || f.take();
    f = Some(c);
}
fn its_own_return() -> impl Sized {
    let x = its_own_return();
    move || x
}
fn two_a() -> impl Sized {
    (two_b(), two_b())
}
fn two_b() -> impl Sized {
    (two_a(), two_a())
}
fn grows<T: 'static>() -> impl Sized {
    (grows::<(T, T)>(), 1)
}
fn main() {
    through_a_capture();
    through_its_result();
    let _ = (its_own_return(), two_a(), two_b(), grows::<u8>());
}
async fn awaits_itself(n: u8) {
    if n > 0 {
        awaits_itself(n - 1).await;
    }
}
fn async_block() {
    let slot = Rc::new(RefCell::new(Slot { held: None }));
    let inner = slot.clone();
    let c = async move { inner.borrow().held.is_some() };
    slot.borrow_mut().held = Some(c);
}
