struct V;
fn f(a: [V; 2]) -> V { a[0] }
fn g(a: &[V]) -> V { a[0] }
