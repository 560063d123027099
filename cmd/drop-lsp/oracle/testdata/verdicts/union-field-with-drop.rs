//@ edition: 2021

union U {
    a: String, //~ ERROR E0740
    b: u8,
}
union V {
    a: std::mem::ManuallyDrop<String>,
    b: (u8, &'static str),
}
