static S: i32 = 1;
static V: Vec<i32> = Vec::new();
const C: i32 = 2;
fn main() {
    S = 2;
    let r = &mut S;
    V.push(1);
    let v = V;
    let c = &mut C;
    *c = 3;
}
