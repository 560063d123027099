package parser

// #cgo CFLAGS: -std=c11 -O2
// #cgo darwin LDFLAGS: -Wl,-undefined,dynamic_lookup
/*
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>

// One node of a syntax tree in preorder. next is the index behind its subtree.
typedef struct {
	uint32_t start, end, next;
	uint16_t symbol, field;
	uint32_t flags;
} flat_node;

enum { FLAT_NAMED = 1, FLAT_ERROR = 2, FLAT_MISSING = 4, FLAT_EXTRA = 8 };

typedef struct TSParser TSParser;
typedef struct TSTree TSTree;
typedef struct { uint32_t context[4]; const void *id; const TSTree *tree; } TSNode;
typedef struct { const void *tree; const void *id; uint32_t context[3]; } TSTreeCursor;

// The runtime is defined by the Go binding's objects, which the program's link brings in; cgo's
// own link of this package alone does not. So the references are weak, which ELF and PE take
// as they are; Mach-O wants the linker told as well (see LDFLAGS).
#define RUNTIME __attribute__((weak)) extern

RUNTIME TSParser *ts_parser_new(void);
RUNTIME void ts_parser_delete(TSParser *);
RUNTIME bool ts_parser_set_language(TSParser *, const void *);
RUNTIME TSTree *ts_parser_parse_string(TSParser *, const TSTree *, const char *, uint32_t);
RUNTIME void ts_tree_delete(TSTree *);
RUNTIME TSNode ts_tree_root_node(const TSTree *);
RUNTIME TSTreeCursor ts_tree_cursor_new(TSNode);
RUNTIME void ts_tree_cursor_delete(TSTreeCursor *);
RUNTIME TSNode ts_tree_cursor_current_node(const TSTreeCursor *);
RUNTIME uint16_t ts_tree_cursor_current_field_id(const TSTreeCursor *);
RUNTIME bool ts_tree_cursor_goto_first_child(TSTreeCursor *);
RUNTIME bool ts_tree_cursor_goto_next_sibling(TSTreeCursor *);
RUNTIME bool ts_tree_cursor_goto_parent(TSTreeCursor *);
RUNTIME uint32_t ts_node_start_byte(TSNode);
RUNTIME uint32_t ts_node_end_byte(TSNode);
RUNTIME uint16_t ts_node_symbol(TSNode);
RUNTIME bool ts_node_is_named(TSNode);
RUNTIME bool ts_node_is_error(TSNode);
RUNTIME bool ts_node_is_missing(TSNode);
RUNTIME bool ts_node_is_extra(TSNode);
RUNTIME const char *ts_language_symbol_name(const void *, uint16_t);
RUNTIME uint32_t ts_language_symbol_count(const void *);
RUNTIME const char *ts_language_field_name_for_id(const void *, uint16_t);
RUNTIME uint32_t ts_language_field_count(const void *);

typedef struct { flat_node *nodes; uint32_t len, cap; uint32_t *open; uint32_t depth, open_cap; } flat_buffer;

static bool flat_push(flat_buffer *b, TSTreeCursor *c) {
	if (b->len == b->cap) {
		uint32_t cap = b->cap ? b->cap * 2 : 256;
		flat_node *nodes = realloc(b->nodes, cap * sizeof(flat_node));
		if (!nodes) return false;
		b->nodes = nodes;
		b->cap = cap;
	}
	TSNode n = ts_tree_cursor_current_node(c);
	flat_node *f = &b->nodes[b->len++];
	f->start = ts_node_start_byte(n);
	f->end = ts_node_end_byte(n);
	f->next = 0;
	f->symbol = ts_node_symbol(n);
	f->field = ts_tree_cursor_current_field_id(c);
	f->flags = (ts_node_is_named(n) ? FLAT_NAMED : 0) | (ts_node_is_error(n) ? FLAT_ERROR : 0) |
		(ts_node_is_missing(n) ? FLAT_MISSING : 0) | (ts_node_is_extra(n) ? FLAT_EXTRA : 0);
	return true;
}

static bool flat_open(flat_buffer *b) {
	if (b->depth == b->open_cap) {
		uint32_t cap = b->open_cap ? b->open_cap * 2 : 64;
		uint32_t *open = realloc(b->open, cap * sizeof(uint32_t));
		if (!open) return false;
		b->open = open;
		b->open_cap = cap;
	}
	b->open[b->depth++] = b->len - 1;
	return true;
}

static bool flat_walk(flat_buffer *b, TSTreeCursor *c) {
	for (;;) {
		if (!flat_push(b, c)) return false;
		uint32_t self = b->len - 1;
		if (ts_tree_cursor_goto_first_child(c)) {
			if (!flat_open(b)) return false;
			continue;
		}
		b->nodes[self].next = b->len;
		while (!ts_tree_cursor_goto_next_sibling(c)) {
			if (b->depth == 0) return true;
			ts_tree_cursor_goto_parent(c);
			b->nodes[b->open[--b->depth]].next = b->len;
		}
	}
}

static uint32_t flat_parse(const void *language, const char *text, uint32_t len, flat_node **out) {
	flat_buffer b = {0};
	bool ok = false;
	TSParser *p = ts_parser_new();
	if (ts_parser_set_language(p, language)) {
		TSTree *t = ts_parser_parse_string(p, NULL, text, len);
		if (t) {
			TSTreeCursor c = ts_tree_cursor_new(ts_tree_root_node(t));
			ok = flat_walk(&b, &c);
			ts_tree_cursor_delete(&c);
			ts_tree_delete(t);
		}
	}
	ts_parser_delete(p);
	free(b.open);
	if (!ok) {
		free(b.nodes);
		return 0;
	}
	*out = b.nodes;
	return b.len;
}

static void flat_free(flat_node *nodes) { free(nodes); }
static const char *flat_symbol_name(const void *l, uint16_t s) { return ts_language_symbol_name(l, s); }
static uint32_t flat_symbol_count(const void *l) { return ts_language_symbol_count(l); }
static const char *flat_field_name(const void *l, uint16_t f) { return ts_language_field_name_for_id(l, f); }
static uint32_t flat_field_count(const void *l) { return ts_language_field_count(l); }
*/
import "C"

import (
	"sync"
	"unsafe"

	_ "github.com/smacker/go-tree-sitter" // links the runtime
	rust "github.com/tree-sitter/tree-sitter-rust/bindings/go"
)

// This file runs tree-sitter and takes its tree over in one crossing: C flattens it
// into one buffer in preorder, since walking it node by node through cgo costs ten
// times as much. The runtime comes with the Go binding; the declarations above are
// its public C interface. Comments are left out.

// node is one node of the concrete tree. Offsets are bytes of the parsed text.
type node struct {
	kind       string // the grammar's name; "ERROR" for text that fits nowhere; punctuation as written
	field      string // its role in its parent; "" without one
	start, end int
	named      bool
	missing    bool // invented by the parser
	kids       []*node
}

// get is the first child in a field, nil if there is none.
func (n *node) get(field string) *node {
	for _, k := range n.kids {
		if k.field == field {
			return k
		}
	}
	return nil
}

// find is the first child of a kind, nil if there is none.
func (n *node) find(kind string) *node {
	for _, k := range n.kids {
		if k.kind == kind {
			return k
		}
	}
	return nil
}

// has reports whether there is a child of a kind.
func (n *node) has(kind string) bool { return n.find(kind) != nil }

// namedKids are the children that are not punctuation or keywords.
func (n *node) namedKids() []*node {
	var out []*node
	for _, k := range n.kids {
		if k.named {
			out = append(out, k)
		}
	}
	return out
}

// grammar holds the names of the grammar's symbols and fields by their numbers.
type grammar struct {
	language        unsafe.Pointer
	symbols, fields []string
}

var rustGrammar = sync.OnceValue(func() *grammar {
	g := &grammar{language: rust.Language(), fields: []string{""}} // fields count from 1
	for i := range C.flat_symbol_count(g.language) {
		g.symbols = append(g.symbols, C.GoString(C.flat_symbol_name(g.language, C.uint16_t(i))))
	}
	for i := range C.flat_field_count(g.language) {
		g.fields = append(g.fields, C.GoString(C.flat_field_name(g.language, C.uint16_t(i+1))))
	}
	return g
})

// parseTree parses a text; the result depends on the text alone. It is nil if the
// runtime gave up.
func parseTree(text string) *node {
	g := rustGrammar()
	ctext := C.CString(text)
	defer C.free(unsafe.Pointer(ctext))
	var buf *C.flat_node
	n := C.flat_parse(g.language, ctext, C.uint32_t(len(text)), &buf)
	if n == 0 {
		return nil
	}
	defer C.flat_free(buf)
	return unflatten(g, unsafe.Slice(buf, int(n)))
}

// unflatten makes the tree of nodes out of the preorder.
func unflatten(g *grammar, flat []C.flat_node) *node {
	nodes := make([]node, len(flat))
	var open []int // the ancestors of the node at hand
	for i := range flat {
		f, n := &flat[i], &nodes[i]
		*n = node{start: int(f.start), end: int(f.end), field: g.fields[f.field],
			named: f.flags&C.FLAT_NAMED != 0, missing: f.flags&C.FLAT_MISSING != 0, kind: "ERROR"}
		if f.flags&C.FLAT_ERROR == 0 {
			n.kind = g.symbols[f.symbol]
		}
		for len(open) > 0 && i >= int(flat[open[len(open)-1]].next) {
			open = open[:len(open)-1]
		}
		comment := f.flags&C.FLAT_EXTRA != 0 && (n.kind == "line_comment" || n.kind == "block_comment")
		if len(open) > 0 && !comment {
			p := &nodes[open[len(open)-1]]
			p.kids = append(p.kids, n)
		}
		open = append(open, i)
	}
	return &nodes[0]
}
