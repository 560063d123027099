// Programs of everyday style: collections, iterators, closures, traits, smart pointers.
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::rc::{Rc, Weak};
use std::sync::{Arc, Mutex};

trait Animal {
    fn name(&self) -> String;
    fn legs(&self) -> u32 {
        4
    }
}

struct Dog {
    tag: Option<Box<str>>,
}

struct Bird;

impl Animal for Dog {
    fn name(&self) -> String {
        let tag = self.tag.as_ref();
        let text = match tag {
            Some(t) => t.to_string(),
            None => String::from("dog"),
        };
        text
    }
}

impl Animal for Bird {
    fn name(&self) -> String {
        "bird".into()
    }
    fn legs(&self) -> u32 {
        2
    }
}

fn zoo() {
    let animals: Vec<Box<dyn Animal>> = vec_of();
    let total: u32 = animals.iter().map(|a| a.legs()).sum();
    let names = animals.iter().map(|a| a.name()).collect::<Vec<_>>();
    let first = names.first();
    let longest = names.iter().max_by_key(|n| n.len());
    for animal in &animals {
        let legs = animal.legs();
    }
    for (i, animal) in animals.iter().enumerate() {
        let j = i + 1;
    }
    let dog: &dyn Animal = &Dog { tag: None };
    let called = dog.name();
    let rc: Rc<dyn Animal> = Rc::new(Bird);
    let by_rc = rc.name();
}

fn vec_of() -> Vec<Box<dyn Animal>> {
    let mut v: Vec<Box<dyn Animal>> = Vec::new();
    v.push(Box::new(Bird));
    v.push(Box::new(Dog { tag: Some("rex".into()) }));
    v
}

fn maps() {
    let mut m = HashMap::new();
    m.insert("a", 1);
    m.insert("b", 2);
    let got = m.get("a");
    let one = *m.entry("c").or_insert(3);
    let len = m.len();
    if let Some(v) = m.get_mut("a") {
        *v += 1;
    }
    for (key, value) in &m {
        let both = (key, value);
    }
    let mut b: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    b.entry(1).or_default().push(String::new());
    let keys: Vec<_> = b.keys().cloned().collect();
    let set: HashSet<char> = "abc".chars().collect();
    let has = set.contains(&'a');
    let mut q = VecDeque::new();
    q.push_back(1.5);
    let front = q.pop_front();
    let words = "one two".split_whitespace().map(str::to_owned).collect::<Vec<String>>();
    let joined = words.join(" ");
    let counts = words.iter().fold(HashMap::new(), |mut acc, w| {
        *acc.entry(w.len()).or_insert(0) += 1;
        acc
    });
}

fn iterators(data: &[i32]) -> Option<i32> {
    let evens = data.iter().filter(|n| *n % 2 == 0);
    let doubled: Vec<i32> = evens.map(|n| n * 2).collect();
    let sum: i32 = doubled.iter().sum();
    let mut it = data.iter().copied().rev().skip(1).take(3);
    let next = it.next()?;
    let zipped: Vec<(i32, char)> = data.iter().copied().zip("abc".chars()).collect();
    let (l, r): (Vec<i32>, Vec<i32>) = data.iter().partition(|n| **n > 0);
    let any = data.iter().any(|&n| n == 3);
    let pos = data.iter().position(|n| *n == 3);
    let max = data.iter().max().unwrap();
    let chunks = data.chunks(2).map(|c| c.len()).collect::<Vec<_>>();
    let range = 1..=5;
    let folded = range.fold(0u64, |a, b| a + b);
    let nested: Vec<Vec<u8>> = Vec::new();
    let flat: Vec<u8> = nested.into_iter().flatten().collect();
    let res: Result<Vec<i32>, std::num::ParseIntError> = "1 2".split(' ').map(|s| s.parse::<i32>()).collect();
    let mut sorted = doubled.clone();
    sorted.sort_by(|a, b| b.cmp(a));
    sorted.dedup();
    sorted.retain(|x| *x > 1);
    let slice = &sorted[1..];
    let last = sorted[sorted.len() - 1];
    Some(next)
}

fn parse(text: &str) -> Result<i64, Box<dyn std::error::Error>> {
    let trimmed = text.trim();
    let n: i64 = trimmed.parse()?;
    let m = text.parse::<i64>()?;
    let owned = text.to_string() + "x";
    let bytes = owned.as_bytes();
    let c = owned.chars().next().ok_or("empty")?;
    Ok(n + m)
}

fn closures() {
    let base = 10;
    let add = |x| x + base;
    let y = add(5);
    let mut count = 0;
    let mut inc = || count += 1;
    inc();
    let boxed: Box<dyn Fn(i32) -> i32> = Box::new(move |v| v * base);
    let compose = apply(|s: String| s.len(), String::from("x"));
    let strs: Vec<String> = vec_map(&[1, 2], |n| format_it(n));
    let opt = Some(3).map(|v| v as f64).unwrap_or_default();
    let f: fn(u8) -> u8 = |b| b + 1;
}

fn format_it(n: &i32) -> String {
    n.to_string()
}

fn apply<A, B, F: FnOnce(A) -> B>(f: F, a: A) -> B {
    let r = f(a);
    r
}

fn vec_map<T, U, F: FnMut(&T) -> U>(items: &[T], mut f: F) -> Vec<U> {
    let mut out = Vec::with_capacity(items.len());
    for item in items {
        let u = f(item);
        out.push(u);
    }
    out
}

fn make_adder(n: i32) -> impl Fn(i32) -> i32 {
    move |x| x + n
}

struct Node {
    value: i32,
    parent: RefCell<Weak<Node>>,
    children: RefCell<Vec<Rc<Node>>>,
}

fn tree() {
    let leaf = Rc::new(Node { value: 3, parent: RefCell::new(Weak::new()), children: RefCell::new(Vec::new()) });
    let branch = Rc::new(Node { value: 5, parent: RefCell::new(Weak::new()), children: Default::default() });
    branch.children.borrow_mut().push(Rc::clone(&leaf));
    *leaf.parent.borrow_mut() = Rc::downgrade(&branch);
    let up = leaf.parent.borrow().upgrade();
    let v = up.as_ref().map(|p| p.value);
    let strong = Rc::strong_count(&leaf);
    let cell = Cell::new(Some(1));
    let taken = cell.take();
    let shared = Arc::new(Mutex::new(vec_of_u8()));
    let guard = shared.lock().unwrap();
    let n = guard.len();
    let other = Arc::clone(&shared);
}

fn vec_of_u8() -> Vec<u8> {
    let mut v = Vec::new();
    v.extend([1, 2, 3]);
    v.extend_from_slice(&[4]);
    let swapped = std::mem::replace(&mut v, Vec::new());
    swapped
}

struct Stack<T> {
    items: Vec<T>,
}

impl<T: Clone + PartialOrd> Stack<T> {
    fn new() -> Self {
        Stack { items: Vec::new() }
    }
    fn push(&mut self, t: T) -> &mut Self {
        self.items.push(t);
        self
    }
    fn biggest(&self) -> Option<&T> {
        let mut best = self.items.first()?;
        for item in self.items.iter() {
            if item > best {
                best = item;
            }
        }
        Some(best)
    }
}

struct Bag<T> {
    items: Vec<T>,
}

impl<T> IntoIterator for Bag<T> {
    type Item = T;
    type IntoIter = std::vec::IntoIter<T>;
    fn into_iter(self) -> Self::IntoIter {
        let inner = self.items;
        inner.into_iter()
    }
}

impl<T> Iterator for Stack<T> {
    type Item = T;
    fn next(&mut self) -> Option<T> {
        let popped = self.items.pop();
        popped
    }
}

fn stacks() {
    let mut s = Stack::new();
    s.push(1).push(2);
    let m = s.biggest().cloned();
    let mut t = Stack::<String>::new();
    t.push("a".to_string());
    let firsts: Vec<String> = Iterator::map(t, |x| x).collect();
}

fn generic<I>(iter: I) -> Vec<I::Item>
where
    I: Iterator,
    I::Item: Ord + Clone,
{
    let mut v: Vec<_> = iter.collect();
    v.sort();
    let least = v.first().cloned();
    let w = <Vec<I::Item> as Clone>::clone(&v);
    v
}

fn main() {}
