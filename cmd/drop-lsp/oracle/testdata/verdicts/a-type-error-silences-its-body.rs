//@ edition: 2021

fn broken() {
    let s: String = 5;
    let r;
    {
        let x = 1;
        r = &x;
    }
    let _y = *r;
}
fn whole() {
    let r;
    {
        let x = 1;
        r = &x; //~ ERROR E0597
    }
    let _y = *r;
}
fn name_error() {
    let v = vec![1];
    drop(v);
    drop(v);
    nowhere();
}
