//@ edition: 2021
#![cfg_attr(not(test), feature(const_precise_live_drops))]
// With the feature, what may be dropped in a constant is read off the drops that are left.
const MOVED: Option<Vec<i32>> = {
    let never_dropped = (Some(Vec::new()),);
    match never_dropped {
        (value,) => value,
    }
};

const fn kept<T>(x: Option<T>) -> u8 { //~ ERROR E0493
    match x {
        None => 0,
        Some(_) => 1,
    }
}

fn main() {
    let _ = (MOVED, kept(Some(1)));
}
