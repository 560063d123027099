// A where clause that is false of a type without parameters holds where it is stated alone.
trait Mirror<S> {
    type Image;
}
impl<T, S> Mirror<S> for T {
    type Image = T;
}
fn f<S>(s: String)
where
    <String as Mirror<S>>::Image: Copy,
{
    drop(s);
    drop(s);
}
fn main() {
    let s = String::new();
    drop(s);
    drop(s); //~ ERROR E0382
}
