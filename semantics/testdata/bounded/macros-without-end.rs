// Expansion that never ends or doubles at every step.
macro_rules! same {
    ($($t:tt)*) => { same!($($t)*) };
}
macro_rules! grow {
    ($($t:tt)*) => { grow!($($t)* $($t)*) };
}
macro_rules! twice {
    ($n:expr) => { if $n > 0 { $n + twice!($n - 1); } else { twice!($n - 1); } };
}
macro_rules! defines {
    ($n:ident) => { macro_rules! $n { () => { defines!($n); $n!(); $n!(); } } };
}
macro_rules! items {
    () => { fn f() {} items!(); items!(); };
}
macro_rules! d8 { ($($t:tt)*) => { d7!($($t)* $($t)* $($t)* $($t)*) }; }
macro_rules! d7 { ($($t:tt)*) => { d6!($($t)* $($t)* $($t)* $($t)*) }; }
macro_rules! d6 { ($($t:tt)*) => { d5!($($t)* $($t)* $($t)* $($t)*) }; }
macro_rules! d5 { ($($t:tt)*) => { d4!($($t)* $($t)* $($t)* $($t)*) }; }
macro_rules! d4 { ($($t:tt)*) => { d3!($($t)* $($t)* $($t)* $($t)*) }; }
macro_rules! d3 { ($($t:tt)*) => { d2!($($t)* $($t)* $($t)* $($t)*) }; }
macro_rules! d2 { ($($t:tt)*) => { d1!($($t)* $($t)* $($t)* $($t)*) }; }
macro_rules! d1 { ($($t:tt)*) => { $($t)* }; }
items!();
defines!(again);
fn main() {
    same!(1);
    grow!(1;);
    twice!(1000);
    again!();
    d8!(0; 0; 0; 0; 0; 0; 0; 0;);
}
