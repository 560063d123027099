// Package macro expands macros: `macro_rules!` and simple `macro` items by
// matching and transcription on token trees, and the standard library's
// macros by rules of our own and built-in functions.
//
// # Use
//
// A *Rules is a macro's definition; it does not change after ParseRules and may
// be shared by goroutines. An *Expander belongs to one body or item: its marks
// mean nothing outside it. It is cheap to make and is not for concurrent use.
//
//	x := macro.New(macro.Options{Edition: e, Crate: "mycrate", Lookup: find})
//	exp, err := x.Expand(rules, macro.Call{Args: call.Args, Site: macro.Written{Item: id},
//		Range: call.Range, Expn: newExpnID})
//	expr := parse(exp.Text)
//
// Macro calls inside an expansion are not expanded (format strings and the
// arguments of concat! excepted): parse exp.Text, and for each call found in
// it Expand again with Site: exp and Depth: the outer depth + 1. The Site turns
// the ranges of the nested call's tokens into spans and marks, and restores
// fragments ($e:expr) as the indivisible units that they are.
//
// # Text
//
// Fragments that could fall apart by precedence are printed in parentheses;
// Expansion.IsGroup tells such parentheses from written ones. A few things have
// no stable syntax: `super let`, and `builtin # name(tokens)` for format_args,
// offset_of, asm (its templates expanded), global_asm, naked_asm, concat_bytes, include_str, include_bytes, include, cfg, env,
// is_feature_detected. `builtin # format_args_nl` appends a newline.
// The first argument of `builtin # format_args` is a string literal after
// expansion; give it to ParseFormat.
//
// `$crate` is printed `crate`; CrateAt tells such a token from a written
// `crate` and names the crate ("core", "alloc", "std", or Rules.Crate).
//
// # Marks
//
// Locals and labels are hygienic (mixed-site): each expansion makes a fresh mark
// for the tokens of the macro's body; the arguments' tokens keep theirs. To
// resolve a local or a label (name, mark), go outwards through the scopes: a
// binding is meant if name and mark are equal. On passing a macro_rules!
// definition d inside the body where MarkInfo(mark).Rules is d's, replace mark
// by its Parent and go on. All other names ignore marks. A name captured by a
// format string has the mark of the string literal.
//
// # What is missing
//
// The check for ambiguous matches (rustc rejects such calls; here the first way
// that matches wins), macro metavariable expressions (unstable), def-site
// hygiene of `macro` 2.0 items for names of items. line!, column! and file!
// have placeholder values unless Options.Place is set. env! and option_env!
// read Options.Env only. thread_local! handles the documented forms. core::panic! is taken for std's. The
// texts of assertion messages are shortened. Derives are not macros of this package.
// SpanAt over tokens of different origin chooses one side, which is simpler than
// rustc's rule. assert_matches!, cfg_select! and other unstable macros are unknown.
package macro
