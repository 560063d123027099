// Package oracle holds the command's answers against rustc's: verdicts by
// `rustc --error-format=json`, drop order by running the program, MIR by rustc's
// dumps. It has tests and their fixtures only. Verdicts and drop points are asked of the
// command as a process; MIR is asked of package semantics, and run (package mirrun).
//
// Fixtures are Rust files in rustc's own notation (testdata/verdicts, testdata/traces):
//
//	//@ edition: 2024          the edition (default 2021)
//	let y = &x; //~ ERROR E0597     an error whose primary span starts on this line
//	//@ partial                our answer may be partial
//	//~^ ERROR E0597                … on the line above (^^: two above)
//	//~| ERROR E0505                … on the line of the note before
//
// Beside a verdict fixture stands rustc's recorded answer (.json), so that a machine
// without rustc still compares every label; -update asks rustc anew.
package oracle
