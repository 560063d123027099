fn f<T>(x: T) -> Box<dyn std::any::Any> where T: std::fmt::Debug { todo!() }
fn g<T: std::fmt::Debug>(x: T) -> Box<dyn std::fmt::Debug> { Box::new(x) }
fn h<'a>(x: &'a i32) -> Box<dyn std::fmt::Debug> { Box::new(x) }
fn i<'a>(x: &'a i32) -> Box<dyn std::fmt::Debug + 'a> { Box::new(x) }
fn k(x: &i32) -> impl std::fmt::Debug { x }
