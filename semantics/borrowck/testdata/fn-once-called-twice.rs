fn twice<F: FnOnce()>(f: F) { f(); f(); }
fn dynf(f: Box<dyn FnOnce()>) { f(); f(); }
fn mutf(f: impl FnMut()) { f(); }
fn rf(f: &dyn FnMut()) { f(); }
