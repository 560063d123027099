// Command gen writes the embedded facts of package stdlib from an installed Rust
// toolchain (on x86_64 Linux, whose parts of std the facts are of).
//
//	go generate ./semantics/stdlib          (from the default toolchain)
//	go run ./semantics/stdlib/gen -o semantics/stdlib/facts.bin -toolchain 1.95.0
//
// The toolchain needs the component rust-src; cargo gets hashbrown, at the version of
// the library's lock file. It takes about half a minute:
//
//	gen/toolchain  copies the library's sources, edits the copy and runs rustdoc on it
//	gen/rustdoc    reads rustdoc's JSON and what it drops off the sources: facts as text
//	build.go       numbers the definitions; parse.go, sig.go read the facts' Rust syntax
//	short.go       finds which public names are ambiguous
//	pack.go        writes the embedded form
//
// The output depends on the toolchain only: the same bytes each time. The test in
// regenerate_test.go holds the embedded file against it.
//
// # A new Rust version
//
// rustdoc's JSON is unstable; what changes in it shows as an error here.
//
//  1. rustup toolchain install 1.N --component rust-src; run the command with -toolchain 1.N.
//  2. "has format N": read what changed (crate rustdoc-types, its changelog), change
//     rustdoc/format.go, and set formatVersion.
//  3. "form … not known here": a new form of type, bound or item: add it to format.go and
//     types.go, and here to parse.go and stdlib's terms if it is a new form of term.
//  4. "no impl was put on the wrapper", or rustdoc's own errors: the library has changed
//     its ways: look at toolchain/edit.go and the cfgs and externs in toolchain/document.go.
//  5. "stands for nothing known", "reads as …, not as written": a fault of this program.
//  6. Attributes are the compiler's dumps: compare the names in rustdoc/attrs.go with
//     rustc_hir's AttributeKind; one that was renamed is silently lost. Lang items that
//     were added go into stdlib's lang.go.
//  7. go test ./semantics/... with that toolchain as the default: the tests hold the facts
//     against rustc. The counts in stdlib_test.go are those of one version.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"

	"drop-lsp/semantics/stdlib/gen/rustdoc"
	"drop-lsp/semantics/stdlib/gen/toolchain"
)

func main() {
	log.SetFlags(0)
	out := flag.String("o", "facts.bin", "`file` to write")
	name := flag.String("toolchain", "", "the toolchain's `name` in rustup (default: rustup's default)")
	work := flag.String("work", "", "`folder` for sources and JSON, which is kept (default: a temporary one)")
	flag.Parse()
	data, err := regenerate(*name, *work)
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(*out, data, 0o644); err != nil {
		log.Fatal(err)
	}
}

// regenerate is the embedded form of a toolchain's facts.
func regenerate(name, work string) ([]byte, error) {
	if work == "" {
		dir, err := os.MkdirTemp("", "facts")
		if err != nil {
			return nil, err
		}
		defer os.RemoveAll(dir)
		work = dir
	}
	t, err := toolchain.Find(name)
	if err != nil {
		return nil, err
	}
	in, err := t.Document(work)
	if err != nil {
		return nil, err
	}
	facts, err := rustdoc.Extract(in)
	if err != nil {
		return nil, err
	}
	return encode(facts)
}

// encode is the embedded form of facts.
func encode(facts *rustdoc.Facts) ([]byte, error) {
	b := newBuilder(facts)
	b.build()
	if b.faults > 0 {
		return nil, fmt.Errorf("%d items could not be read", b.faults)
	}
	data := b.pack()
	log.Printf("Rust %s: %d items, %d definitions, %d strings, %d bytes", facts.Rust, len(b.items), b.next-1, len(b.strings), len(data))
	return data, nil
}
