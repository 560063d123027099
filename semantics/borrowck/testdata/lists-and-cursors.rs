struct L { next: Option<Box<L>> }
fn f(mut l: &mut L) { loop { match l.next { Some(ref mut n) => l = n, None => break } } }
fn g(l: &mut L) -> &mut Option<Box<L>> {
    let mut cur = &mut l.next;
    while let Some(n) = cur { cur = &mut n.next; }
    cur
}
fn h(l: Box<L>) -> Option<Box<L>> { l.next }
fn i(l: &L) -> Option<Box<L>> { l.next }
fn k(l: &mut L) { let n = &mut l.next; l.next = None; n.take(); }
