//@ edition: 2021

fn f() {
    let a = [String::new()];
    for x in a.into_iter() {
        let _y: String = x;
    }
    let _b = a; //~ ERROR E0382
}
