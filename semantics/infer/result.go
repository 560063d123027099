// Package infer gives every expression and pattern of a body its type, with
// adjustments, resolved callees, closure captures and the types that the user
// wrote. It detects type errors for the taint rule and never reports them. It
// imports syntax/*, semantics/hir, types, stdlib and traits.
//
// What is missing: async gen.
package infer

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: the result of inference, in side tables keyed by the body's ids.

// Result is what is known of a body. Regions in its types are erased; the types
// that the user wrote keep theirs in Annotations.
type Result struct {
	Body *hir.Body

	ExprTypes  []types.Type // by hir.ExprID, before adjustments
	PatTypes   []types.Type // by hir.PatID, after default binding modes were taken off
	LocalTypes []types.Type // by hir.LocalID

	Adjustments map[hir.ExprID][]Adjustment
	// PatDerefs are the references that default binding modes see through, outermost first.
	PatDerefs map[hir.PatID][]types.Type
	// BindModes are the modes of binding patterns after default binding modes; those of one variable
	// can differ: `Ok(x) | &Err(x)`.
	BindModes map[hir.PatID]hir.BindRef

	// Callees are the functions that method calls and overloaded operators call.
	Callees map[hir.ExprID]Callee
	// Paths are the definitions that value paths and struct paths name once type-relative segments are looked up.
	Paths    map[hir.ExprID]Resolved
	PatPaths map[hir.PatID]Resolved
	// Fields are the field indices of field expressions, and of struct expressions' and patterns' fields in order.
	Fields    map[hir.ExprID][]int
	PatFields map[hir.PatID][]int

	Closures map[hir.ExprID]*Closure
	Casts    map[hir.ExprID]bool // casts that are coercions

	Annotations []Annotation

	// Sig is the function's signature seen from inside, normalised, its late-bound regions
	// ReLateParam; nil for constants.
	Sig *types.FnSig
	// Inline are the results of the const blocks in the body, by their definitions.
	Inline map[types.DefID]*Result
	// Hidden are the concrete types of the opaque types that this body defines, in the
	// parameters of the function around it.
	Hidden map[types.DefID]types.Type

	// Stalled are goals that rest on what coroutines of this body hold across their yields: they are
	// shown when that is known.
	Stalled []Stalled

	// Tainted: the body has a type, trait or pattern error; borrowck stays silent.
	Tainted bool
	// Unknown lists what could not be typed; empty: the body is complete so far.
	Unknown []hir.Unknown
	// Errors says why the body is tainted, for tests and logs; nothing of it is shown to users.
	Errors []hir.Unknown
}

// Stalled is a goal to be shown later, and where it was asked.
type Stalled struct {
	Pred types.Predicate
	Span source.Span
}

// AdjustKind is the kind of one step of an adjustment.
type AdjustKind uint8

// The kinds of adjustments, in rustc's terms.
const (
	NeverToAny AdjustKind = iota
	DerefBuiltin
	DerefOverloaded // through Deref or DerefMut: Callee
	BorrowRef       // &place or &mut place
	BorrowRawPtr
	ReifyFnPointer
	UnsafeFnPointer
	ClosureFnPointer
	MutToConstPointer
	Unsize
	// ArrayToPointer is never an adjustment: `&[T; N] as *const T`, in thir.
	ArrayToPointer
)

// Adjustment is one step from an expression's type to the type that its place in the program needs.
type Adjustment struct {
	Kind   AdjustKind
	Target types.Type
	Mut    bool // borrows and overloaded derefs
	// TwoPhase: an autoref that may be a two-phase borrow.
	TwoPhase bool
	Callee   Callee
}

// Callee is a function with its arguments.
type Callee struct {
	Def  types.DefID
	Args types.Args
	// Annotation is the index + 1 into Annotations of a turbofish; 0: none.
	Annotation int
}

// Resolved is what a path names.
type Resolved struct {
	Kind       hir.ResKind
	DefKind    hir.DefKind
	Def        types.DefID
	Args       types.Args
	Local      hir.LocalID
	Variant    int
	Annotation int // index + 1 into Annotations
}

// Annotation is a type or a path's arguments as the user wrote them, regions kept:
// named ones as they are, elided ones fresh (ReVar numbered from 0 within the annotation).
type Annotation struct {
	Span    source.Span
	Type    types.Type
	Def     types.DefID
	Args    types.Args
	SelfTy  types.Type // of an inherent impl's path; nil: none
	Regions int        // number of fresh regions
	// Of says what it annotates: a let pattern, a cast, a path, a closure parameter …
	Pat  hir.PatID
	Expr hir.ExprID
}

// Closure is what is inferred about a closure expression.
type Closure struct {
	// Async: what Sig returns is the coroutine of an async closure, as in types.ClosureInfo.
	Async    bool
	Def      types.DefID
	Kind     types.ClosureKind
	Sig      *types.FnSig
	Captures []Capture
	Supplied Supplied
	// Coroutine is a coroutine's type; nil: a closure.
	Coroutine *types.Coroutine
	// FakeReads are the places that patterns inside look at without capturing them.
	FakeReads []FakeRead
}

// Supplied is a closure's signature as the user wrote it, a type that is not written nil: named
// lifetimes as they are, those that the closure binds as ReBound (Bound of them), others fresh (ReVar
// from 0, Regions of them). Of an async fn's body the output is the fn's.
type Supplied struct {
	Inputs         []types.Type
	Output         types.Type
	Bound, Regions int
}

// FakeRead is a place that counts as read where the closure is made. Match: by a
// refutable match; else by a let. Use is the expression matched on.
type FakeRead struct {
	Local hir.LocalID
	Proj  []CaptureProj
	Match bool
	Use   hir.ExprID
	In    types.DefID // the closure that the match or let stands in
}

// CaptureMode is how a closure captures a place.
type CaptureMode uint8

// The modes of captures.
const (
	CaptureRef CaptureMode = iota
	CaptureUnique
	CaptureMut
	CaptureMove
)

// Capture is one captured place (RFC 2229: precise from edition 2021 on).
type Capture struct {
	Local hir.LocalID
	Proj  []CaptureProj
	Mode  CaptureMode
	Type  types.Type  // of the captured value or reference, as the closure's field has it
	Use   hir.ExprID  // an expression that makes it captured in this mode
	Path  hir.ExprID  // an expression that names the place
	Span  source.Span // of Use
}

// CaptureProj is a step of a captured place: a dereference, or a field.
type CaptureProj struct {
	Deref   bool
	Variant int
	Field   int
	Type    types.Type
}
