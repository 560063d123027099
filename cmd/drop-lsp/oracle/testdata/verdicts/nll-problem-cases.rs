//@ edition: 2021
// The ideas of RFC 2094's problem cases 1 to 4, and of its liveness.
use std::collections::HashMap;

fn upper(text: &mut [char]) {
    for c in text {
        *c = c.to_ascii_uppercase();
    }
}
fn case_1_borrow_kept_in_a_variable() {
    let mut text = vec!['a', 'b'];
    let part = &mut text[..1];
    upper(part);
    text.push('c');
}
fn case_1_used_again() {
    let mut text = vec!['a', 'b'];
    let part = &mut text[..1];
    text.push('c'); //~ ERROR E0499
    upper(part);
}
fn work(map: &mut HashMap<u32, String>, n: &mut String) {
    map.len();
    n.len();
}
fn case_2_conditional_flow(map: &mut HashMap<u32, String>, key: u32) {
    match map.get_mut(&key) {
        Some(found) => found.push('x'),
        None => {
            map.insert(key, String::new());
        }
    }
}
fn case_2_kept_across(map: &mut HashMap<u32, String>, key: u32) {
    match map.get_mut(&key) {
        Some(found) => work(map, found), //~ ERROR E0499
        None => {}
    }
}
fn case_3_across_functions<'m>(map: &'m mut HashMap<u32, String>, key: u32) -> &'m mut String {
    match map.get_mut(&key) {
        Some(found) => found,
        None => {
            map.insert(key, String::new()); //~ ERROR E0499
            map.get_mut(&key).unwrap() //~ ERROR E0499
        }
    }
}
fn case_3_asked_twice<'m>(map: &'m mut HashMap<u32, String>, key: u32) -> &'m mut String {
    if map.contains_key(&key) {
        return map.get_mut(&key).unwrap();
    }
    map.insert(key, String::new());
    map.get_mut(&key).unwrap()
}
struct Cons<T> {
    value: T,
    rest: Option<Box<Cons<T>>>,
}
fn case_4_mutating_as_you_go<T>(mut list: &mut Cons<T>) -> Vec<&mut T> {
    let mut out = vec![];
    loop {
        out.push(&mut list.value);
        if let Some(n) = &mut list.rest {
            list = n;
        } else {
            return out;
        }
    }
}
fn case_4_same_list_twice<T>(list: &mut Cons<T>) -> Vec<&mut T> {
    let mut out = vec![];
    for _ in 0..2 {
        out.push(&mut list.value); //~ ERROR E0499
    }
    out
}
