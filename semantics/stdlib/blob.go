package stdlib

import (
	_ "embed"
	"sync"
	"sync/atomic"

	"drop-lsp/semantics/hir"
)

// This file: the embedded form and its reader. The form is read where it lies in the
// program, without unpacking: a process touches the pages that it asks for, and starts
// at no cost. After Magic stand little-endian uint32s:
//
//	number of definitions + 1; string of the Rust version
//	the tables, each its number of rows, then column by column (see tables)
//	the length of the strings' text; of the items' binary form (codec.go)
//
// and behind them these two.

//go:embed facts.bin
var blob string

// Magic begins the embedded file; its number changes with the format.
const Magic = "drop-lsp std facts 4\n"

// table is a table of the embedded form, by columns.
type table struct {
	rows int
	data string
}

func (t table) at(col, row int) uint32 { return word(t.data, 4*(col*t.rows+row)) }

// word is a little-endian uint32.
func word(s string, at int) uint32 {
	b := s[at : at+4]
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | uint32(b[3])<<24
}

// The columns of the tables.
const (
	itemDef, itemKind, itemParent, itemPath, itemOffset = 0, 1, 2, 3, 4
	pathNS, pathName, pathDef                           = 0, 1, 2
	pubModule, pubNS, pubName, pubDef                   = 0, 1, 2, 3
	implTrait, implHead, implDef                        = 0, 1, 2
	langName, langDef                                   = 0, 1
	shortName, shortDef, shortPath                      = 0, 1, 2
)

// tables are those of the embedded form, in its order.
type tables struct {
	items  table // by definition
	paths  table // by namespace and path
	public table // by module, namespace and name
	impls  table // by definition
	// rows of impls by trait, and by head: impls of one trait or head stand together, in order
	implsByTrait, implsByHead table
	langs                     table // by name
	short                     table // by name and definition: ambiguous public names (trim.go)
	strEnds                   table // the first is 0
}

// columns pairs the tables with their numbers of columns.
func (t *tables) columns() (ts []*table, cols []int) {
	return []*table{&t.items, &t.paths, &t.public, &t.impls, &t.implsByTrait, &t.implsByHead, &t.langs, &t.short, &t.strEnds},
		[]int{5, 3, 4, 3, 1, 1, 2, 3, 1}
}

// Facts is the standard library. It is safe for use by several goroutines.
type Facts struct {
	Rust string // the version whose facts these are: "1.95.0"

	tables
	limit    uint32 // definitions are 1 … limit-1
	text     string // of the strings
	itemData string

	cache  []atomic.Pointer[chunk] // by row of items
	blocks []uint32                // rows of items, by blocks of definitions
	lists  implLists
	defs   defs
}

// chunk holds the decoded items of consecutive rows.
type chunk [64]atomic.Pointer[Item]

// slot is where the item of a row is kept.
func (f *Facts) slot(row int) *atomic.Pointer[Item] {
	p := &f.cache[row/len(chunk{})]
	if p.Load() == nil {
		p.CompareAndSwap(nil, new(chunk))
	}
	return &p.Load()[row%len(chunk{})]
}

// Load is the embedded standard library.
var Load = sync.OnceValue(func() *Facts { return Open(blob) })

// Open reads an embedded form. The blob is our own: what is wrong with it is a bug of the generator.
func Open(blob string) *Facts {
	if len(blob) < len(Magic) || blob[:len(Magic)] != Magic {
		panic("stdlib: the embedded facts have another format: run go generate")
	}
	rest := blob[len(Magic):]
	next := func() uint32 {
		v := word(rest, 0)
		rest = rest[4:]
		return v
	}
	f := &Facts{limit: next()}
	version := next()
	ts, cols := f.columns()
	for i, t := range ts {
		t.rows = int(next())
		t.data, rest = rest[:4*t.rows*cols[i]], rest[4*t.rows*cols[i]:]
	}
	text, items := next(), next()
	f.text, f.itemData = rest[:text], rest[text:text+items]
	f.Rust = f.str(version)
	f.cache = make([]atomic.Pointer[chunk], f.items.rows/len(chunk{})+1)
	f.listBlocks()
	f.defs.made = make([]atomic.Pointer[madeDefs], int(f.limit)/len(madeDefs{})+1)
	return f
}

func (f *Facts) str(i uint32) string {
	return f.text[f.strEnds.at(0, int(i)):f.strEnds.at(0, int(i)+1)]
}

// row is the item that a definition is or is contained in; -1: there is none.
func (f *Facts) row(id hir.DefID) int {
	if id.Crate != hir.StdCrate || id.Index == 0 || id.Index >= f.limit {
		return -1
	}
	row := int(f.blocks[id.Index/defBlock])
	for row < f.items.rows && f.items.at(itemDef, row) <= id.Index {
		row++
	}
	return row - 1
}

// defBlock is how many ids share an entry in the list that finds their items.
const defBlock = 32

// listBlocks notes for each block of ids the first row behind those that begin before it.
func (f *Facts) listBlocks() {
	f.blocks = make([]uint32, f.limit/defBlock+1)
	row := 0
	for b := range f.blocks {
		for row < f.items.rows && f.items.at(itemDef, row) < uint32(b)*defBlock {
			row++
		}
		f.blocks[b] = uint32(row)
	}
}

// decode is the item of a row. Two goroutines may decode the same; one item wins.
func (f *Facts) decode(row int) *Item {
	slot := f.slot(row)
	if it := slot.Load(); it != nil {
		return it
	}
	it := &Item{}
	c := &coder{in: f.itemData[f.items.at(itemOffset, row):], str: f.str}
	c.item(it)
	if !slot.CompareAndSwap(nil, it) {
		return slot.Load()
	}
	return it
}
