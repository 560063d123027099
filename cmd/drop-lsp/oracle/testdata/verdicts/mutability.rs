//@ edition: 2021

struct S {
    n: i32,
}
impl S {
    fn read(&self) {
        self.n = 1; //~ ERROR E0594
    }
    fn write(&mut self) {}
}
fn f(s: &S, v: Vec<i32>) { //~ ERROR E0596
    s.n = 2; //~ ERROR E0594
    v.push(1);
    let r = &mut v;
    s.write(); //~ ERROR E0596
    let t = S { n: 1 };
    t.n = 3; //~ ERROR E0594
    let c = || t.n = 4; //~ ERROR E0594
}
static G: i32 = 1;
fn g() {
    G = 2; //~ ERROR E0594
}
