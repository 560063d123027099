package stdlib

import "drop-lsp/semantics/hir"

// This file: what the Drop impls of the library drop beside their fields, through pointers
// and uninitialised memory. That is written in their bodies, which are no part of the
// facts, so it stands here, read off the sources of 1.95. An impl that is not listed drops
// nothing itself: it frees, unlocks, closes or restores (RawVec, Weak, RefMut's borrow …).

// Dropped is what a Drop impl drops: values of these type parameters, any number or at most one.
// The zero value: none.
type Dropped struct {
	Params []string
	Many   bool
}

func many(params ...string) Dropped { return Dropped{params, true} }
func one(params ...string) Dropped  { return Dropped{Params: params} }

var dropped = map[string]Dropped{
	"core::array::Guard":                                  many("T"),
	"core::array::drain::Drain":                           many("T"),
	"core::array::iter::IntoIter":                         many("T"),
	"core::clone::uninit::InitializingSlice":              many("T"),
	"core::iter::adapters::map_windows::Buffer":           many("T"),
	"core::mem::drop_guard::DropGuard":                    one("T"),
	"core::mem::maybe_uninit::Guard":                      many("T"),
	"alloc::boxed::thin::ThinBox":                         one("T"),
	"alloc::collections::binary_heap::DrainSorted":        many("T"),
	"alloc::collections::btree::map::BTreeMap":            many("K", "V"),
	"alloc::collections::btree::map::IntoIter":            many("K", "V"),
	"alloc::collections::linked_list::LinkedList":         many("T"),
	"alloc::collections::vec_deque::VecDeque":             many("T"),
	"alloc::collections::vec_deque::drain::Drain":         many("T"),
	"alloc::rc::Rc":                                       one("T"),
	"alloc::rc::UniqueRc":                                 one("T"),
	"alloc::sync::Arc":                                    one("T"),
	"alloc::sync::UniqueArc":                              one("T"),
	"alloc::vec::Vec":                                     many("T"),
	"alloc::vec::drain::Drain":                            many("T"),
	"alloc::vec::in_place_drop::InPlaceDrop":              many("T"),
	"alloc::vec::in_place_drop::InPlaceDstDataSrcBufDrop": many("Dest"),
	"alloc::vec::into_iter::IntoIter":                     many("T"),
	"hashbrown::raw::RawDrain":                            many("T"),
	"hashbrown::raw::RawIntoIter":                         many("T"),
	"hashbrown::raw::RawTable":                            many("T"),
	"std::sync::lazy_lock::LazyLock":                      one("T", "F"),
	"std::sync::mpmc::Receiver":                           many("T"),
	"std::sync::mpmc::Sender":                             many("T"),
	"std::sync::mpmc::list::Channel":                      many("T"),
	"std::sync::once_lock::OnceLock":                      one("T"),
	"std::sys::sync::once_box::OnceBox":                   one("T"),
}

// Dropped is what the library's Drop impl of a type drops beside the type's fields.
func (f *Facts) Dropped(id hir.DefID) Dropped { return dropped[f.Path(id)] }
