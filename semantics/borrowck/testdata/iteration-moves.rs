fn main() {
    let v = vec![String::new()];
    for s in v { drop(s); }
    println!("{}", v.len());
    let w = vec![1];
    let i = w.into_iter();
    let j = i.map(|x| x + 1);
    let k: Vec<i32> = i.collect();
    println!("{:?}", w);
}
