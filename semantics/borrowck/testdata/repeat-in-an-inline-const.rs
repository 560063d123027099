// An inline const is a body of its own: what it repeats is its own.

struct Table {
    bytes: [u8; 4],
}
static TABLE: Table = Table {
    bytes: const {
        let mut t = [0u8; 4];
        let mut i = 0u16;
        while i < 4 {
            t[i as usize] = 1;
            i += 1;
        }
        t
    },
};
static PLAIN: [u8; 4] = const { [0u8; 4] };
fn in_a_body() {
    let bytes = const {
        let mut t = [0u8; 4];
        t[0] = 1;
        t
    };
    let table = Table { bytes };
    let late: u8;
    drop(table);
    drop(late);
}

fn main() {}
