// What rustc suggests to write instead: through a map's index, behind a raw pointer, for a
// `ref` binding, for a variable in a loop that never got a value, for `T:` without a bound.
use std::collections::{BTreeMap, HashMap};

fn maps(map: &mut HashMap<String, Vec<u8>>, tree: &mut BTreeMap<u8, u8>) {
    map["a"].clear(); //~ ERROR E0596
    map["a"] = Vec::new(); //~ ERROR E0594
    tree[&1] = 2; //~ ERROR E0594
    let _ = &mut map["a"]; //~ ERROR E0596
    map["a"][0] = 1; //~ ERROR E0596
}

unsafe fn raw(x: *const Box<isize>) -> Box<isize> {
    let y = *x; //~ ERROR E0507
    y
}

fn shared() {
    let ref r = 0;
    *r = 0; //~ ERROR E0594
}

fn looping() {
    loop {
        let x: i32;
        let _ = x + 1; //~ ERROR E0381
    }
}

#[rustfmt::skip]
fn bound<T:>(t: T) -> [T; 2] {
    [t, t] //~ ERROR E0382
}

fn main() {}
