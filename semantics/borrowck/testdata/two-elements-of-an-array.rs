fn main() {
    let mut a = [1, 2, 3];
    let x = &mut a[0];
    let y = &mut a[1];
    *x = 2; *y = 3;
    let (p, q) = a.split_at_mut(1);
    p[0] = q[0];
}
