package stdlib

import (
	_ "embed"
	"encoding/binary"
	"sort"
	"sync"
	"sync/atomic"

	"github.com/klauspost/compress/zstd"

	"drop-lsp/semantics/hir"
)

// This file: the embedded form and its reader. The file is Magic, the head's length,
// the head (zstd), the blocks (zstd each). The head holds little-endian uint32s:
//
//	number of definitions + 1; string of the Rust version
//	ends of the blocks, counted
//	five tables, each its number of rows, then column by column (see the column numbers)
//	ends of the strings, counted; then their text
//
// Only the head is unpacked at the start; a block, when an item in it is first asked for.

//go:embed facts.bin
var blob []byte

// Magic begins the embedded file; its number changes with the format.
const Magic = "drop-lsp std facts 2\n"

// table is a table of the head, by columns.
type table struct {
	rows int
	data []byte
}

func (t table) at(col, row int) uint32 {
	return binary.LittleEndian.Uint32(t.data[4*(col*t.rows+row):])
}

// The columns of the tables.
const (
	itemDef, itemKind, itemParent, itemPath, itemBlock, itemOffset = 0, 1, 2, 3, 4, 5
	pathNS, pathName, pathDef                                      = 0, 1, 2
	pubModule, pubNS, pubName, pubDef                              = 0, 1, 2, 3
	implTrait, implHead, implDef                                   = 0, 1, 2
	langName, langDef                                              = 0, 1
)

// Facts is the standard library. It is safe for use by several goroutines.
type Facts struct {
	Rust string // the version whose facts these are: "1.95.0"

	items, paths, public, impls, langs table

	limit   uint32 // definitions are 1 … limit-1
	strEnds table
	strData string
	ends    table
	blocks  []byte

	cache []atomic.Pointer[Item] // by row of items

	mu       sync.Mutex
	unpacked [][]byte // by block
	zr       *zstd.Decoder

	defs defs

	trimOnce  sync.Once
	trim      *trimIndex
	implsOnce sync.Once
	byTrait   map[uint32][]hir.DefID
	byHead    map[Head][]hir.DefID
	headed    map[uint32][]HeadedImpl
	inherent  map[Head][]hir.DefID
}

// Load is the embedded standard library, unpacked at the first call.
var Load = sync.OnceValue(func() *Facts { return Open(blob) })

// Open reads the head of an embedded form. The blob is our own: what is wrong with it is a bug of the generator.
func Open(blob []byte) *Facts {
	if len(blob) < len(Magic)+4 || string(blob[:len(Magic)]) != Magic {
		panic("stdlib: the embedded facts have another format: run go generate")
	}
	blob = blob[len(Magic):]
	n := binary.LittleEndian.Uint32(blob)
	zr, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
	if err != nil {
		panic(err)
	}
	head, err := zr.DecodeAll(blob[4:4+n], nil)
	if err != nil {
		panic("stdlib: the embedded facts are damaged: " + err.Error())
	}
	f := &Facts{zr: zr, blocks: blob[4+n:]}
	next := func() uint32 {
		v := binary.LittleEndian.Uint32(head)
		head = head[4:]
		return v
	}
	take := func(rows, cols int) table {
		t := table{rows, head[:4*rows*cols]}
		head = head[4*rows*cols:]
		return t
	}
	f.limit = next()
	version := next()
	f.ends = take(int(next()), 1)
	for i, t := range []*table{&f.items, &f.paths, &f.public, &f.impls, &f.langs} {
		*t = take(int(next()), []int{6, 3, 4, 3, 2}[i])
	}
	f.strEnds = take(int(next())+1, 1)
	f.strData = string(head)
	f.Rust = f.str(version)
	f.cache = make([]atomic.Pointer[Item], f.items.rows)
	f.unpacked = make([][]byte, f.ends.rows-1)
	return f
}

func (f *Facts) str(i uint32) string {
	return f.strData[f.strEnds.at(0, int(i)):f.strEnds.at(0, int(i)+1)]
}

// row is the item that a definition is or is contained in; -1: there is none.
func (f *Facts) row(id hir.DefID) int {
	if id.Crate != hir.StdCrate || id.Index == 0 || id.Index >= f.limit {
		return -1
	}
	return sort.Search(f.items.rows, func(i int) bool { return f.items.at(itemDef, i) > id.Index }) - 1
}

// decode is the item of a row. Two goroutines may decode the same; one item wins.
func (f *Facts) decode(row int) *Item {
	if it := f.cache[row].Load(); it != nil {
		return it
	}
	block := f.block(int(f.items.at(itemBlock, row)))
	it := &Item{}
	c := &coder{in: block[f.items.at(itemOffset, row):], str: f.str}
	c.item(it)
	if !f.cache[row].CompareAndSwap(nil, it) {
		return f.cache[row].Load()
	}
	return it
}

func (f *Facts) block(i int) []byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.unpacked[i] == nil {
		data, err := f.zr.DecodeAll(f.blocks[f.ends.at(0, i):f.ends.at(0, i+1)], nil)
		if err != nil {
			panic("stdlib: the embedded facts are damaged: " + err.Error())
		}
		f.unpacked[i] = data
	}
	return f.unpacked[i]
}
