//@ edition: 2021
// What const checking finds taints a body: nothing is said of its moves and borrows.
struct B(String);

const fn moved_twice(x: B) {
    let _y = x;
    let z = x; // no E0382 beside the error below
    std::mem::forget(z);
}
//~^^^^ ERROR E0493

const fn outlived(x: B) {
    let r;
    {
        let a = 1;
        r = &a; // no E0597
    }
    let _ = *r;
    let _y = x; //~ ERROR E0493
}

fn at_run_time(x: B) {
    let _y = x;
    let _z = x; //~ ERROR E0382
}

fn main() {}
