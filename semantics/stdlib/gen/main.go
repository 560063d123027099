// Command gen writes the embedded facts of package stdlib.
//
// Its input are facts in JSON (the types, traits, impls, fns, aliases, consts,
// macros and public names of core, alloc, std, proc_macro, std_detect and hashbrown,
// types as Rust syntax with canonical paths), one or more files, plain or gzipped:
//
//	go run ./semantics/stdlib/gen -o semantics/stdlib/facts.bin facts.json.gz facts-arch.json.gz
//
// What is missing: the step before, from the toolchain's sources and rustdoc's JSON
// to these facts, is not part of this command yet.
package main

import (
	"compress/gzip"
	"encoding/json"
	"flag"
	"io"
	"log"
	"os"
	"strings"
)

// facts is the input.
type facts struct {
	Rust    string
	Types   map[string]typeFact
	Traits  map[string]traitFact
	Impls   []implFact
	Fns     map[string][][]json.RawMessage
	Aliases map[string][]json.RawMessage
	Consts  map[string][]json.RawMessage
	Macros  map[string][]json.RawMessage
	Public  map[string]map[string]string
}

type attrs map[string]any

type variantFact struct {
	N    string
	D    any
	A    attrs
	S, T int
	F    [][]json.RawMessage
}

type typeFact struct {
	K, G, Vis string
	A         attrs
	S, T      int
	F         [][]json.RawMessage
	V         []variantFact
}

type traitFact struct {
	G, Vis, B, K        string
	Auto, Unsafe, Nodyn int
	A                   attrs
	Items               [][]json.RawMessage
}

type implFact struct {
	G, For, T, W, C              string
	Neg, Uns, Const, Reservation int
	A                            attrs
	Items                        [][]json.RawMessage
}

func main() {
	log.SetFlags(0)
	out := flag.String("o", "facts.bin", "file to write")
	flag.Parse()
	all := &facts{}
	for _, name := range flag.Args() {
		if err := read(name, all); err != nil {
			log.Fatalf("%s: %v", name, err)
		}
	}
	b := newBuilder(all)
	b.build()
	if b.faults > 0 {
		log.Fatalf("%d items could not be read", b.faults)
	}
	data := b.pack()
	if err := os.WriteFile(*out, data, 0o644); err != nil {
		log.Fatal(err)
	}
	log.Printf("%d items, %d definitions, %d strings, %d bytes", len(b.items), b.next-1, len(b.strings), len(data))
}

// read adds the facts of one file to those of the files before.
func read(name string, all *facts) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	var r io.Reader = f
	if strings.HasSuffix(name, ".gz") {
		if r, err = gzip.NewReader(f); err != nil {
			return err
		}
	}
	// Decoding into what is there merges the maps of the first level.
	impls, public := all.Impls, all.Public
	all.Impls, all.Public = nil, nil
	if err := json.NewDecoder(r).Decode(all); err != nil {
		return err
	}
	all.Impls = append(impls, all.Impls...)
	for ns, names := range public {
		if all.Public[ns] == nil {
			all.Public[ns] = map[string]string{}
		}
		for k, v := range names {
			all.Public[ns][k] = v
		}
	}
	return nil
}
