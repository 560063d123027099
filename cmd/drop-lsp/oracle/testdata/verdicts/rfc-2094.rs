//@ edition: 2021
// Every program of RFC 2094, whole and in words of our own; `//@ example:` names the
// section and the program's number in it (testdata/rfcs.txt has them all).
#![allow(unused)]
use std::collections::HashMap;
use std::hash::Hash;

fn shout(text: &mut [char]) {}
fn show<T: ?Sized>(value: &T) {}
fn take<T>(value: T) {}

//@ example: 2094 what is a lifetime 1
fn borrow_of_one_statement() {
    let mut text = vec!['x', 'y'];
    shout(&mut text[..]);
    text.push('z');
    text.push('z');
}
//@ example: 2094 problem case 1 1
fn borrow_in_a_variable() {
    let mut text = vec!['x', 'y'];
    let part = &mut text[..];
    shout(part);
    text.push('z');
    text.push('z');
}
//@ example: 2094 problem case 1 2
fn borrow_in_a_block() {
    let mut text = vec!['x', 'y'];
    {
        let part = &mut text[..];
        shout(part);
    }
    text.push('z');
}
//@ example: 2094 problem case 2 1
fn insert_in_the_other_arm() {
    let mut counts: HashMap<&str, u32> = HashMap::new();
    let key = "key";
    match counts.get_mut(&key) {
        Some(count) => take(count),
        None => {
            counts.insert(key, u32::default());
        }
    }
}
//@ example: 2094 problem case 2 2
fn insert_after_the_match() {
    let mut counts: HashMap<&str, u32> = HashMap::new();
    let key = "key";
    match counts.get_mut(&key) {
        Some(count) => {
            take(count);
            return;
        }
        None => {}
    }
    counts.insert(key, u32::default());
}
//@ example: 2094 problem case 3 1
//@ example: 2094 named lifetimes 1
fn or_default<'m, K: Hash + Eq + Copy, V: Default>(map: &'m mut HashMap<K, V>, key: K) -> &'m mut V {
    match map.get_mut(&key) {
        Some(value) => value,
        None => {
            map.insert(key, V::default()); //~ ERROR E0499
            map.get_mut(&key).unwrap() //~ ERROR E0499
        }
    }
}
//@ example: 2094 problem case 3 2
fn caller_ends_the_borrow() {
    let mut map: HashMap<u32, u32> = HashMap::new();
    {
        let value = or_default_entry(&mut map, 1);
        take(value);
    }
    map.clear();
}
//@ example: 2094 problem case 3 3
fn or_default_by_return<'m, K: Hash + Eq + Copy, V: Default>(map: &'m mut HashMap<K, V>, key: K) -> &'m mut V {
    match map.get_mut(&key) {
        Some(value) => return value,
        None => {}
    }
    map.insert(key, V::default()); //~ ERROR E0499
    map.get_mut(&key).unwrap() //~ ERROR E0499
}
//@ example: 2094 problem case 3 4
fn or_default_asked_first<'m, K: Hash + Eq + Copy, V: Default>(map: &'m mut HashMap<K, V>, key: K) -> &'m mut V {
    if map.contains_key(&key) {
        return match map.get_mut(&key) {
            Some(value) => value,
            None => unreachable!(),
        };
    }
    map.insert(key, V::default());
    map.get_mut(&key).unwrap()
}
//@ example: 2094 problem case 3 5
fn or_default_entry<'m, K: Hash + Eq, V: Default>(map: &'m mut HashMap<K, V>, key: K) -> &'m mut V {
    map.entry(key).or_insert_with(|| V::default())
}

struct Chain<T> {
    head: T,
    tail: Option<Box<Chain<T>>>,
}
//@ example: 2094 problem case 4 1
//@ example: 2094 loans in scope 1
fn heads<T>(mut chain: &mut Chain<T>) -> Vec<&mut T> {
    let mut all = vec![];
    loop {
        all.push(&mut chain.head);
        if let Some(next) = chain.tail.as_mut() {
            chain = next;
        } else {
            return all;
        }
    }
}
//@ example: 2094 problem case 4 2
fn heads_by_a_copy<T>(mut chain: &mut Chain<T>) -> Vec<&mut T> {
    let mut all = vec![];
    loop {
        let here = chain;
        all.push(&mut here.head);
        if let Some(next) = here.tail.as_mut() {
            chain = next;
        } else {
            return all;
        }
    }
}

//@ example: 2094 running example 1
//@ example: 2094 running example 2
//@ example: 2094 running example 3
//@ example: 2094 liveness 1
fn assigned_in_a_branch(condition: bool) {
    let mut first = 1;
    let mut second = 2;
    let mut p = &first;
    if condition {
        show(p);
        second += 1; // not borrowed yet
        p = &second;
        first += 1; // no longer borrowed on this path
    }
    show(p);
    first += 1;
    second += 1;
}
fn assigned_in_a_branch_and_written_after(condition: bool) {
    let mut first = 1;
    let mut second = 2;
    let mut p = &first;
    if condition {
        p = &second;
    }
    first += 1; //~ ERROR E0506
    second += 1; //~ ERROR E0506
    show(p);
}
//@ example: 2094 reborrow constraints 1
fn prefixes_that_support() {
    let mut pair = (1, 2);
    let mut shared = (&pair, 1.0);
    let deep = &(*shared.0).1;
    shared.0 = &(3, 4);
    show(deep);
    let mut unique = (&mut pair, 1.0);
    let deep = &mut (*unique.0).1;
    unique.0.0 += 1;
    show(deep);
}
fn prefixes_under_a_unique_reference() {
    let mut pair = (1, 2);
    let mut unique = (&mut pair, 1.0);
    let deep = &mut (*unique.0).1;
    unique.0.1 += 1; //~ ERROR E0503
    //~| ERROR E0506
    *deep += 1;
}
//@ example: 2094 reborrow constraints 2
fn reborrowed_once() {
    let mut foo = 22;
    let a = &mut foo;
    let b = &mut *a;
    foo += 1; //~ ERROR E0503
    take(b);
}
//@ example: 2094 reborrow constraints 3
fn through_a_shared_reference() {
    let mut foo = 22;
    let bar = 23;
    let mut a = &foo;
    let b = &a;
    let c = &**b;
    a = &bar;
    take(c);
}
fn what_it_points_at_stays_borrowed() {
    let mut foo = 22;
    let a = &foo;
    let b = &a;
    let c = &**b;
    foo += 1; //~ ERROR E0506
    take(c);
}
//@ example: 2094 reborrow constraints 4
fn through_a_unique_reference() {
    let mut foo = 22;
    let mut p = &mut foo;
    let q = &mut p;
    let r = &mut **q;
    take(*p); //~ ERROR E0503
    take(r);
}
//@ example: 2094 other examples 1
fn problem_case_1_again() {
    let mut text: Vec<char>;
    let part: &mut [char];
    text = vec!['x'];
    part = &mut text;
    shout(part);
    text.push('y');
    text.push('z');
}
//@ example: 2094 other examples 2
fn problem_case_2_again() {
    let mut map: HashMap<u32, String> = HashMap::new();
    let key = 1;
    let taken = &mut map;
    let found = HashMap::get_mut(taken, &key);
    match found {
        Some(value) => take(value),
        None => map.clear(),
    }
    map.clear();
}
struct Holder<'a>(&'a mut u32, std::cell::Cell<&'a u32>);
struct Invariant<'a>(std::cell::Cell<&'a u32>);
impl<'a> Invariant<'a> {
    fn new(value: &'a u32) -> Self {
        Invariant(std::cell::Cell::new(value))
    }
}
//@ example: 2094 other examples 3
fn invariant(condition: bool) {
    let mut foo = 1;
    let mut bar = 2;
    let mut p = Invariant::new(&foo);
    if condition {
        show(&p);
        p = Invariant::new(&bar);
        foo += 1;
    }
    show(&p);
}
fn invariant_on_the_other_path(condition: bool) {
    let mut foo = 1;
    let bar = 2;
    let mut p = Invariant::new(&foo);
    if condition {
        p = Invariant::new(&bar);
    }
    foo += 1; //~ ERROR E0506
    show(&p);
}
//@ example: 2094 other examples 4
//@ example: 2094 other examples 5
fn pushed_on_one_path(condition: bool) {
    let mut foo = 1;
    let mut all: Vec<&i32> = Vec::new();
    let p = &foo;
    if condition {
        all.push(p);
    } else {
        foo += 1; //~ ERROR E0506
        take(all);
    }
}
fn pushed_before_it_is_used(condition: bool) {
    let mut foo = 1;
    let mut all: Vec<&i32> = Vec::new();
    let p = &foo;
    if condition {
        all.push(p);
        foo += 1; //~ ERROR E0506
    }
    take(all);
}
//@ example: 2094 infinite loops 1
fn for_ever() {
    let x: usize = 1;
    let y: &'static usize = &x; //~ ERROR E0597
    loop {}
}
struct Worker<'a>(&'a mut i32);
impl Drop for Worker<'_> {
    fn drop(&mut self) {}
}
//@ example: 2094 infinite loops 2
fn guard_of_a_thread() {
    let mut foo = 22;
    let worker = Worker(&mut foo);
    loop {
        foo += 1; //~ ERROR E0503
    }
}
//@ example: 2094 dropck 1
fn what_drops_without_looking() {
    let mut text: Vec<char> = vec!['x'];
    let part = vec![&mut text];
    show(&part);
    text.push('y');
}
//@ example: 2094 named lifetimes 2
fn or_default_as_graph<'m>(map: &'m mut HashMap<u32, u32>, key: u32) -> &'m mut u32 {
    let first = &mut *map;
    let found = HashMap::get_mut(first, &key);
    match found {
        Some(value) => value,
        None => {
            HashMap::insert(&mut *map, key, 0); //~ ERROR E0499
            let second = &mut *map; //~ ERROR E0499
            HashMap::get_mut(second, &key).unwrap()
        }
    }
}
//@ example: 2094 framing errors 1
fn assigned_while_borrowed() {
    let mut i = 3;
    let x = &i;
    i += 1; //~ ERROR E0506
    println!("{}", x);
}
//@ example: 2094 framing errors 2
fn assigned_in_an_arm() {
    let mut x = Some(3);
    match &mut x {
        Some(i) => {
            x = None; //~ ERROR E0506
            *i += 1;
        }
        None => {
            x = Some(0);
        }
    }
}
struct Field<'a> {
    field: &'a u32,
}
impl Drop for Field<'_> {
    fn drop(&mut self) {}
}
//@ example: 2094 special cases 1
fn drop_is_the_last_use() {
    let mut x = 22;
    let y = Field { field: &x };
    x += 1; //~ ERROR E0506
}
//@ example: 2094 special cases 2
fn argument_changes_the_receiver() {
    let mut x = vec![1];
    x.push(x.pop().unwrap()); //~ ERROR E0499
    Vec::push(&mut x, x.pop().unwrap()); //~ ERROR E0499
}
//@ example: 2094 longer than its scope 1
fn longer_than_its_scope() {
    let p;
    {
        let x = 3;
        p = &x; //~ ERROR E0597
    }
    println!("{}", p);
}
struct Unit(u8);
impl Unit {
    //@ example: 2094 errors during inference 1
    fn of_the_other(&self, y: &u8) -> &u8 {
        y //~ ERROR lifetime may not live long enough
    }
}
//@ example: 2094 alternatives 1
fn written_through_the_reference() {
    let mut x = 1;
    let p = &mut x;
    *p += 1;
    take(x);
}
//@ example: 2094 alternatives 2
fn length_of_what_is_pushed_to() {
    let mut vec = vec![0];
    vec.push(vec.len());
    let borrowed = &mut vec;
    let len = vec.len(); //~ ERROR E0502
    Vec::push(borrowed, len);
}
struct Both {
    a: Vec<u32>,
    b: Unit,
}
impl Both {
    //@ example: 2094 what this will not fix 1
    fn closure_borrows_a_field(&mut self) {
        let len = || self.a.len(); // the whole of `self` up to 2018
        self.b.0 += 1;
        len();
    }
    fn first(&self) -> &Vec<u32> {
        &self.a
    }
    fn second(&mut self) {
        self.b.0 += 1;
    }
    //@ example: 2094 what this will not fix 2
    fn methods_borrow_the_whole(&mut self) {
        let first = self.first();
        self.second(); //~ ERROR E0502
        take(first);
    }
    //@ example: 2094 what this will not fix 3
    fn fields_are_apart(&mut self) {
        let first = self.a.first();
        self.b.0 += 1;
        take(first);
    }
}
