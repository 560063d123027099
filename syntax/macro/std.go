package macro

import (
	"strings"
	"sync"

	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: the standard library's macros, written so that they borrow, move
// and drop as rustc 1.95's do (`RUSTC_BOOTSTRAP=1 rustc -Zunpretty=hir` shows
// these). Messages are shortened: they are no part of the semantics.

// Std is the standard library's macro of that name; nil if there is none or its
// expansion is not known.
func Std(name string) *Rules {
	if rules, ok := stdTable()[name]; ok {
		return rules()
	}
	return nil
}

// stdTable has each macro as what reads it when it is first asked for.
var stdTable = sync.OnceValue(func() map[string]func() *Rules {
	table := map[string]func() *Rules{}
	for crate, text := range map[string]string{"core": coreMacros, "alloc": allocMacros, "std": stdMacros} {
		for name, body := range stdEntries(text) {
			table[name] = sync.OnceValue(func() *Rules { return readStd(crate, name, body) })
		}
	}
	for name := range builtins {
		if table[name] == nil {
			r := &Rules{Name: name, Crate: "core", Edition: source.Edition2024, Builtin: name, Std: true}
			table[name] = func() *Rules { return r }
		}
	}
	return table
})

// stdEntries are the macros of a table below, `name { rules }`: each begins with its name
// at the start of a line, where its other lines have a tab or the closing brace.
func stdEntries(text string) map[string]string {
	out := map[string]string{}
	name := ""
	for line := range strings.Lines(text) {
		if c := line[0]; c != '\t' && c != '}' && c != '\n' {
			name, line, _ = strings.Cut(line, " ")
		}
		out[name] += line
	}
	delete(out, "")
	return out
}

func readStd(crate, name, body string) *Rules {
	ts, err := Tokenize(body)
	if err != nil || len(ts) != 1 || ts[0].Kind != ast.TokDelim {
		panic("malformed table at " + name)
	}
	r, err := ParseRules(ts[0], source.Edition2024, nil)
	if err != nil {
		panic(name + ": " + err.Error())
	}
	r.Name, r.Crate, r.Std = name, crate, true
	return r
}

const coreMacros = `
assert {
	($c:expr $(,)?) => { if !$c { $crate::panicking::panic("assertion failed") } };
	($c:expr, $($arg:tt)+) => { if !$c { $crate::panic!($($arg)+) } };
}
debug_assert { ($($arg:tt)*) => { if $crate::cfg!(debug_assertions) { $crate::assert!($($arg)*); } }; }
debug_assert_eq { ($($arg:tt)*) => { if $crate::cfg!(debug_assertions) { $crate::assert_eq!($($arg)*); } }; }
debug_assert_ne { ($($arg:tt)*) => { if $crate::cfg!(debug_assertions) { $crate::assert_ne!($($arg)*); } }; }
assert_eq {
	($l:expr, $r:expr $(,)?) => { match (&$l, &$r) { (left_val, right_val) => {
		if !(*left_val == *right_val) {
			let kind = $crate::panicking::AssertKind::Eq;
			$crate::panicking::assert_failed(kind, &*left_val, &*right_val, $crate::option::Option::None);
		}
	} } };
	($l:expr, $r:expr, $($arg:tt)+) => { match (&$l, &$r) { (left_val, right_val) => {
		if !(*left_val == *right_val) {
			let kind = $crate::panicking::AssertKind::Eq;
			$crate::panicking::assert_failed(kind, &*left_val, &*right_val, $crate::option::Option::Some($crate::format_args!($($arg)+)));
		}
	} } };
}
assert_ne {
	($l:expr, $r:expr $(,)?) => { match (&$l, &$r) { (left_val, right_val) => {
		if *left_val == *right_val {
			let kind = $crate::panicking::AssertKind::Ne;
			$crate::panicking::assert_failed(kind, &*left_val, &*right_val, $crate::option::Option::None);
		}
	} } };
	($l:expr, $r:expr, $($arg:tt)+) => { match (&$l, &$r) { (left_val, right_val) => {
		if *left_val == *right_val {
			let kind = $crate::panicking::AssertKind::Ne;
			$crate::panicking::assert_failed(kind, &*left_val, &*right_val, $crate::option::Option::Some($crate::format_args!($($arg)+)));
		}
	} } };
}
matches {
	($e:expr, $p:pat $(if $g:expr)? $(,)?) => { match $e { $p $(if $g)? => true, _ => false } };
}
try {
	($e:expr $(,)?) => { match $e {
		$crate::result::Result::Ok(val) => val,
		$crate::result::Result::Err(err) => { return $crate::result::Result::Err($crate::convert::From::from(err)); }
	} };
}
write { ($dst:expr, $($arg:tt)*) => { $dst.write_fmt($crate::format_args!($($arg)*)) }; }
writeln {
	($dst:expr $(,)?) => { $crate::write!($dst, "\n") };
	($dst:expr, $($arg:tt)*) => { $dst.write_fmt($crate::format_args_nl!($($arg)*)) };
}
todo {
	() => { $crate::panicking::panic("not yet implemented") };
	($($arg:tt)+) => { $crate::panic::panic_2021!("not yet implemented: {}", $crate::format_args!($($arg)+)) };
}
unimplemented {
	() => { $crate::panicking::panic("not implemented") };
	($($arg:tt)+) => { $crate::panic::panic_2021!("not implemented: {}", $crate::format_args!($($arg)+)) };
}
panic_2015 {
	() => { $crate::panicking::panic("explicit panic") };
	($msg:literal $(,)?) => { $crate::panicking::panic($msg) };
	($msg:expr $(,)?) => {{ $crate::panicking::panic_str_2015($msg); }};
	("{}", $arg:expr $(,)?) => {{ $crate::panicking::panic_display(&$arg); }};
	($fmt:expr, $($arg:tt)+) => {{ $crate::panicking::panic_fmt($crate::const_format_args!($fmt, $($arg)+)); }};
}
panic_2021 {
	() => { $crate::panicking::panic("explicit panic") };
	("{}", $arg:expr $(,)?) => {{ $crate::panicking::panic_display(&$arg); }};
	($($t:tt)+) => {{ $crate::panicking::panic_fmt($crate::const_format_args!($($t)+)); }};
}
unreachable_2015 {
	() => { $crate::panicking::panic("internal error: entered unreachable code") };
	($msg:expr $(,)?) => {{ $crate::panicking::unreachable_display(&$msg); }};
	($fmt:expr, $($arg:tt)*) => { $crate::panic::panic_2021!($crate::concat!("internal error: entered unreachable code: ", $fmt), $($arg)*) };
}
unreachable_2021 {
	() => { $crate::panicking::panic("internal error: entered unreachable code") };
	($($t:tt)+) => { $crate::panic::panic_2021!("internal error: entered unreachable code: {}", $crate::format_args!($($t)+)) };
}
ready {
	($e:expr $(,)?) => { match $e {
		$crate::task::Poll::Ready(t) => t,
		$crate::task::Poll::Pending => { return $crate::task::Poll::Pending; }
	} };
}
pin { ($value:expr $(,)?) => {{ super let mut pinned = $value; unsafe { $crate::pin::Pin::new_unchecked(&mut pinned) } }}; }
addr_of { ($place:expr) => { &raw const $place }; }
addr_of_mut { ($place:expr) => { &raw mut $place }; }
offset_of { ($t:ty, $($f:tt)+) => { const { builtin # offset_of($t, $($f)+) } }; }
`

const allocMacros = `
vec {
	() => { $crate::vec::Vec::new() };
	($elem:expr; $n:expr) => { $crate::vec::from_elem($elem, $n) };
	($($x:expr),+ $(,)?) => {
		$crate::boxed::box_assume_init_into_vec_unsafe(
			$crate::intrinsics::write_box_via_move($crate::boxed::Box::new_uninit(), [$($x),+]))
	};
}
format { ($($arg:tt)*) => { $crate::__export::must_use({ $crate::fmt::format($crate::__export::format_args!($($arg)*)) }) }; }
`

const stdMacros = `
print { ($($arg:tt)*) => {{ $crate::io::_print($crate::format_args!($($arg)*)); }}; }
println {
	() => { $crate::print!("\n") };
	($($arg:tt)*) => {{ $crate::io::_print($crate::format_args_nl!($($arg)*)); }};
}
eprint { ($($arg:tt)*) => {{ $crate::io::_eprint($crate::format_args!($($arg)*)); }}; }
eprintln {
	() => { $crate::eprint!("\n") };
	($($arg:tt)*) => {{ $crate::io::_eprint($crate::format_args_nl!($($arg)*)); }};
}
dbg {
	() => { $crate::eprintln!("[{}:{}:{}]", $crate::file!(), $crate::line!(), $crate::column!()) };
	($val:expr $(,)?) => { match $val { tmp => {
		$crate::eprintln!("[{}:{}:{}] {} = {:#?}", $crate::file!(), $crate::line!(), $crate::column!(),
			$crate::stringify!($val), &&tmp as &dyn $crate::fmt::Debug,);
		tmp
	} } };
	($($val:expr),+ $(,)?) => { ($($crate::dbg!($val)),+,) };
}
std_panic_2015 {
	() => {{ $crate::rt::begin_panic("explicit panic") }};
	($msg:expr $(,)?) => {{ $crate::rt::begin_panic($msg); }};
	($fmt:expr, $($arg:tt)+) => {{ $crate::rt::panic_fmt($crate::const_format_args!($fmt, $($arg)+)); }};
}
thread_local {
	() => {};
	($(#[$a:meta])* $vis:vis static $name:ident : $t:ty = const $init:block $(; $($rest:tt)*)?) => {
		$(#[$a])* $vis const $name: $crate::thread::LocalKey<$t> = {
			const __RUST_STD_INTERNAL_INIT: $t = $init;
			unsafe { $crate::thread::LocalKey::new(const {
				if $crate::mem::needs_drop::<$t>() {
					|_| {
						#[thread_local]
						static __RUST_STD_INTERNAL_VAL: $crate::thread::local_impl::EagerStorage<$t> =
							$crate::thread::local_impl::EagerStorage::new(__RUST_STD_INTERNAL_INIT);
						__RUST_STD_INTERNAL_VAL.get()
					}
				} else {
					|_| {
						#[thread_local]
						static __RUST_STD_INTERNAL_VAL: $t = __RUST_STD_INTERNAL_INIT;
						&__RUST_STD_INTERNAL_VAL
					}
				}
			}) }
		};
		$crate::thread_local!($($($rest)*)?);
	};
	($(#[$a:meta])* $vis:vis static $name:ident : $t:ty = $init:expr $(; $($rest:tt)*)?) => {
		$(#[$a])* $vis const $name: $crate::thread::LocalKey<$t> = {
			#[inline]
			fn __rust_std_internal_init_fn() -> $t { $init }
			unsafe { $crate::thread::LocalKey::new(const {
				if $crate::mem::needs_drop::<$t>() {
					|__rust_std_internal_init| {
						#[thread_local]
						static __RUST_STD_INTERNAL_VAL: $crate::thread::local_impl::LazyStorage<$t, ()> =
							$crate::thread::local_impl::LazyStorage::new();
						__RUST_STD_INTERNAL_VAL.get_or_init(__rust_std_internal_init, __rust_std_internal_init_fn)
					}
				} else {
					|__rust_std_internal_init| {
						#[thread_local]
						static __RUST_STD_INTERNAL_VAL: $crate::thread::local_impl::LazyStorage<$t, !> =
							$crate::thread::local_impl::LazyStorage::new();
						__RUST_STD_INTERNAL_VAL.get_or_init(__rust_std_internal_init, __rust_std_internal_init_fn)
					}
				}
			}) }
		};
		$crate::thread_local!($($($rest)*)?);
	};
}
is_x86_feature_detected { ($($t:tt)*) => { builtin # is_feature_detected($($t)*) }; }
is_aarch64_feature_detected { ($($t:tt)*) => { builtin # is_feature_detected($($t)*) }; }
`
