struct S<'a> { url: &'a mut String }
impl<'a> Drop for S<'a> { fn drop(&mut self) {} }
fn f<'a>(s: S<'a>) -> &'a mut String { &mut *s.url }
