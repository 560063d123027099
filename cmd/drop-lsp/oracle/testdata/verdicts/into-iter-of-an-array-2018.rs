//@ edition: 2018

struct N;
fn f() {
    let s = N;
    let _i = [s].into_iter();
    let _t = s; //~ ERROR E0382
    let a = [String::new()];
    for x in a.into_iter() {
        let _y: &String = x;
    }
    let _b = a;
}
