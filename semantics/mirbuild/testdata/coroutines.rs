//@ edition: 2024
// Async fns, async and gen blocks, and closures that yield: parameters moved one by one, yields
// with their drop lines, storage that ends on the way of a panic.
#![feature(coroutines, coroutine_trait, gen_blocks, stmt_expr_attributes, yield_expr)]
use std::future::Future;
use std::ops::Coroutine;

struct D(&'static str);
impl Drop for D {
    fn drop(&mut self) {}
}

async fn nothing() {}

async fn parameters(a: D, _: D, (b, _): (D, D), ref c: D, _x: D, mut d: D, n: u8) -> D {
    d.0 = "d";
    nothing().await;
    let _ = n;
    a
}

async fn references<'a>(a: &'a D, b: &mut u8) -> &'a str {
    *b += 1;
    nothing().await;
    a.0
}

async fn early_return(a: D, n: u8) -> u8 {
    if n == 1 {
        return 3;
    }
    let x = D("x");
    match &x {
        _ => nothing().await,
    }
    drop(a);
    4
}

async fn result(n: u8) -> Result<D, ()> {
    if n == 0 { Err(()) } else { Ok(D("r")) }
}

async fn question(a: D) -> Result<u8, ()> {
    let t = D("t");
    result(1).await?;
    drop(a);
    let _r = result(0).await?;
    drop(t);
    Ok(1)
}

async fn temporaries() -> usize {
    result(2).await.map(|d| d.0.len()).unwrap_or(0) + result(3).await.iter().count()
}

async fn loops(v: Vec<D>) {
    for d in v {
        if d.0 == "" {
            continue;
        }
        nothing().await;
        while d.0 != "" {
            nothing().await;
            break;
        }
    }
}

struct S(D);
impl S {
    async fn by_ref(&self, d: D) -> &str {
        nothing().await;
        drop(d);
        self.0.0
    }
    async fn by_value(self) {
        nothing().await;
    }
    async fn mutable(&mut self) {
        self.0 = D("new");
        nothing().await;
        self.0.0 = "s";
    }
}

fn blocks(d: D, n: u8) -> impl Future<Output = u8> {
    let e = D("e");
    let inner = async {
        let x = &e;
        nothing().await;
        x.0.len() as u8
    };
    drop(inner);
    async move {
        let y = d;
        nothing().await;
        drop(y);
        n
    }
}

fn boxed(d: D) -> std::pin::Pin<Box<dyn Future<Output = D> + Send>> {
    Box::pin(async move {
        nothing().await;
        d
    })
}

fn generator(d: D) -> impl Iterator<Item = u8> {
    gen move {
        let _x = &d.0;
        yield 1;
        let y = D("y");
        yield 2;
        drop(y);
    }
}

gen fn numbers(d: D, n: u8) -> u8 {
    for i in 0..n {
        yield i;
    }
    drop(d);
}

fn coroutine(d: D) -> impl Coroutine<u8, Yield = u8, Return = D> {
    #[coroutine]
    static move |x: u8| {
        let z = D("z");
        let r = &z;
        let w = yield x;
        let _l = r.0.len();
        yield w;
        d
    }
}

fn movable() -> impl Coroutine<Yield = D, Return = ()> {
    #[coroutine]
    || {
        let a = D("a");
        yield D("b");
        yield a;
    }
}
