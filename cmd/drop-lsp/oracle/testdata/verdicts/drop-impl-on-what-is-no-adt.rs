//@ edition: 2021

trait T {}
impl Drop for dyn T { //~ ERROR E0120
    fn drop(&mut self) {}
}
impl Drop for &'static u8 { //~ ERROR E0120
    fn drop(&mut self) {}
}
