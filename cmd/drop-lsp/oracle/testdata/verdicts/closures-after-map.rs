//@ edition: 2021
// Types that are found out while something else is looked for, and where clauses about what
// an impl says of its own lifetimes.
struct Words<'a>(&'a [String]);
impl<'a> Iterator for Words<'a> {
    type Item = &'a String;
    fn next(&mut self) -> Option<&'a String> {
        None
    }
    fn fold<A, F>(self, init: A, mut f: F) -> A
    where
        F: FnMut(A, Self::Item) -> A,
    {
        let moved = String::new();
        drop(moved);
        drop(moved); //~ ERROR E0382
        self.0.iter().fold(init, |all, w| f(all, w))
    }
}
fn trimmed(line: &str) -> Vec<String> {
    let kept = line.split(' ').map(|w| w.trim()).filter(|w| !w.is_empty()).map(str::to_string).collect();
    let moved = String::new();
    drop(moved);
    drop(moved); //~ ERROR E0382
    kept
}
fn powers(bytes: Vec<u8>) -> usize {
    bytes.into_iter().map(u16::from).filter(|n| n.is_power_of_two()).count()
}
