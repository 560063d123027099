fn f<T>(t: T) -> (T, T) { (t, t) }
