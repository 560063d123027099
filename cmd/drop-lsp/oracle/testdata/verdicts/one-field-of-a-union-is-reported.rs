//@ edition: 2021
// The first field of a union that may need drop is an error, the next ones are not.
union U {
    plain: u8,
    first: String, //~ ERROR E0740
    second: Vec<u8>,
}

union V<T> {
    field: T, //~ ERROR E0740
}

fn main() {}
