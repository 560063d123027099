// Package mir owns the control-flow graph of a body: places, rvalues,
// statements, terminators; its printer and validator; dataflow; move paths and
// initialisedness. It imports syntax/*, semantics/hir and semantics/types.
package mir

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// This file: the forms of MIR, after rustc's. `rustc -Zdump-mir=all` prints the
// same graph; the printer follows its spelling.

// LocalID and BlockID index a Body's slices. Local 0 is the return place, then the arguments.
type (
	LocalID int32
	BlockID int32
)

// NoBlock stands for a missing target: no unwinding clean-up, or a call that does not return.
const NoBlock BlockID = -1

// ReturnPlace is the local of the result.
const ReturnPlace LocalID = 0

// Body is one body's MIR.
type Body struct {
	Owner    types.DefID
	Span     source.Span
	ArgCount int
	Locals   []Local
	Blocks   []Block
	VarInfo  []VarDebug
	Promoted []*Body
	// Exits are the drop chains of every exit edge, in source order: what hints and `drops` show.
	Exits []Exit
	// Annotations are the types that the user wrote; statements and constants refer to them by index.
	Annotations []UserAnnotation
	// Upvars describe a closure's captures, by field of its environment; nil in other bodies.
	Upvars []Upvar
	// Coroutine is the type of a coroutine whose body this is; nil: none.
	Coroutine *types.Coroutine
	// Supplied is what the user wrote of a closure's signature; nil: nothing, or no closure.
	Supplied *SuppliedSig
	// Unknown: reasons why the body is partial; empty: complete.
	Unknown []hir.Unknown
	Tainted bool
	Phase   Phase
}

// Phase is the last pass that ran.
type Phase uint8

// The phases, in order.
const (
	PhaseBuilt Phase = iota
	PhaseSimplified
	PhasePromoted // what borrowck reads
	PhaseElaborated
)

// Origin is where a local comes from.
type Origin uint8

// The origins of locals.
const (
	OriginTemp Origin = iota
	OriginBinding
	OriginArg
	OriginReturn
	OriginGuardRef // the reference through which a match guard sees a binding
	OriginFakeBorrow
	OriginDropFlag
	OriginDerefTemp
)

// Local declares a local.
type Local struct {
	Type   types.Type
	Mut    bool
	Name   string // user variables
	Span   source.Span
	Origin Origin
	Source hir.LocalID // the binding; 0: none
	// RefBinding: the binding is a reference to what it matches, as written or by the default
	// binding mode.
	RefBinding bool
	// Desugared: a binding that a desugaring or a macro of the library made; users have no name for it.
	Desugared bool
	// BlockTail: the temporary is made in the tail expression of a block (for E0597's notes); TailSpan is that expression.
	BlockTail       bool
	TailIgnored     bool
	TailSpan        source.Span
	Internal        bool
	SuperLet        bool
	UserAnnotations []LocalAnnotation // of its declaration
	// Match is what the pattern of a binding takes apart; nil: a parameter, or declared without initialiser.
	Match *Matched
	// Static is the static whose address the temporary holds; ThreadLocal: a thread-local one.
	Static      types.DefID
	ThreadLocal bool
	// ConstRef is the constant whose value the temporary holds; zero: none.
	ConstRef types.DefID
	// AggregateTemp: holds a field's value until the aggregate is built.
	AggregateTemp bool
}

// Matched is the place that a pattern takes apart. Known is false where it is no place but a
// value (`let (a, b) = f()`, a for loop's item): then Place means nothing.
type Matched struct {
	Place   Place
	Known   bool
	Span    source.Span // the scrutinee or initialiser
	PatSpan source.Span // the whole pattern
}

// Upvar is one capture of a closure as its body sees it.
type Upvar struct {
	Local hir.LocalID // the captured variable (or the one at the captured place's root)
	Name  string      // that variable's name
	Place string      // the captured place as rustc prints it: `x`, `x.f`, `*x`
	// ByRef: the field is a reference to the place. Mut: what is captured may be mutated
	// (the variable is declared mut, or the place goes through a &mut).
	ByRef, Mut bool
	// Shared: the place goes through a shared reference.
	Shared bool
	// Unique, MutRef: captured by unique or mutable reference. Move: by value.
	Unique, MutRef, Move bool
	// Span is the use that makes it captured in this mode, PathSpan one that names the place.
	Span, PathSpan source.Span
}

// SuppliedSig is a closure's signature as written; a type that is not written is nil. Regions that
// the closure binds are ReBound (Bound of them), nameless ones ReVar from 0 (Regions of them).
type SuppliedSig struct {
	Inputs         []types.Type
	Output         types.Type
	Bound, Regions int
}

// LocalAnnotation is a user annotation, of which the local has the part at Path.
type LocalAnnotation struct {
	Annotation int // index into Body.Annotations
	Path       []Proj
}

// VarDebug names a user variable's place.
type VarDebug struct {
	Name  string
	Place Place
	Span  source.Span
}

// UserAnnotation is a type that the user wrote, with its regions.
type UserAnnotation struct {
	Type types.Type
	Span source.Span
	// Def and Args, when set, annotate the arguments of a path (turbofish) instead of a type.
	Def    types.DefID
	Args   types.Args
	SelfTy types.Type // of an inherent impl's path; nil: none
	// Inferred is the type of what is annotated, as inferred.
	Inferred types.Type
	Regions  int // number of fresh regions (ReVar from 0)
}

// ---------- places ----------

// Place is a local and a list of projections.
type Place struct {
	Local LocalID
	Proj  []Proj
}

// ProjKind is the kind of a projection.
type ProjKind uint8

// The kinds of projections.
const (
	Deref ProjKind = iota
	Field
	Downcast   // to Variant
	Index      // [local]
	ConstIndex // [Offset of MinLength], FromEnd
	Subslice   // [From..To], FromEnd
	OpaqueCast
)

// Proj is one projection. It is comparable.
type Proj struct {
	Kind     ProjKind
	Field    int        // Field: index; Downcast: variant
	Type     types.Type // Field: the field's type
	Local    LocalID    // Index
	From, To uint64     // ConstIndex: Offset, MinLength; Subslice
	FromEnd  bool
}

// ---------- operands and rvalues ----------

// OperandKind says how an operand is used.
type OperandKind uint8

// The kinds of operands.
const (
	Copy OperandKind = iota
	Move
	Constant
)

// Operand is a use of a place or a constant.
type Operand struct {
	Kind  OperandKind
	Place Place
	Const *Const
}

// Const is a constant operand. Exactly one of the forms is meant: a function item or
// unit value by its Type alone; a scalar; a named const; a promoted.
type Const struct {
	Type       types.Type
	Span       source.Span
	Scalar     bool
	Lo, Hi     uint64
	Text       string // literals that are not scalars, as printed
	Def        types.DefID
	Args       types.Args
	Promoted   int // index + 1 into Body.Promoted; 0: none
	Static     types.DefID
	Annotation int // index + 1 into Body.Annotations; 0: none
}

// BorrowKind is the kind of a borrow.
type BorrowKind uint8

// The kinds of borrows.
const (
	Shared BorrowKind = iota
	FakeShallow
	FakeDeep
	Mut
	TwoPhase      // two-phase mutable
	ClosureUnique // of an immutable reference captured uniquely
)

// Rvalue is the right side of an assignment.
type Rvalue interface{ isRvalue() }

// The forms of rvalues.
type (
	Use struct{ X Operand }
	// Repeat is [x; n].
	Repeat struct {
		X Operand
		N types.Const
	}
	Ref struct {
		Region types.Region
		Kind   BorrowKind
		Place  Place
	}
	RawPtr struct {
		Mut   bool
		Place Place
		Fake  bool
	}
	ThreadLocalRef struct{ Def types.DefID }
	Cast           struct {
		Kind CastKind
		X    Operand
		Type types.Type
	}
	Binary struct {
		Op   string // "Add", "AddWithOverflow", "Eq", "Offset" …, as MIR names them
		L, R Operand
	}
	Unary struct {
		Op string // "Not", "Neg", "PtrMetadata"
		X  Operand
	}
	Discriminant struct{ Place Place }
	Len          struct{ Place Place }
	// Aggregate: tuple, array, closure, or ADT (Variant, and Active for unions).
	Aggregate struct {
		Type       types.Type
		Variant    int
		Active     int // union field; -1
		Annotation int
		Fields     []Operand
	}
	CopyForDeref struct{ Place Place }
	// Opaque stands for what cannot be known; it may read and assign every local in Uses.
	Opaque struct {
		Reason string
		Uses   []LocalID
	}
)

func (Use) isRvalue()            {}
func (Repeat) isRvalue()         {}
func (Ref) isRvalue()            {}
func (RawPtr) isRvalue()         {}
func (ThreadLocalRef) isRvalue() {}
func (Cast) isRvalue()           {}
func (Binary) isRvalue()         {}
func (Unary) isRvalue()          {}
func (Discriminant) isRvalue()   {}
func (Len) isRvalue()            {}
func (Aggregate) isRvalue()      {}
func (CopyForDeref) isRvalue()   {}
func (Opaque) isRvalue()         {}

// CastKind is the kind of a cast.
type CastKind uint8

// The kinds of casts.
const (
	CastMisc CastKind = iota // numeric, pointer-to-pointer, address
	CastReifyFnPointer
	CastUnsafeFnPointer
	CastClosureFnPointer
	CastMutToConst
	CastArrayToPointer
	CastUnsize
	CastExposeProvenance
	CastWithProvenance
	CastTransmute
)

// ---------- statements and terminators ----------

// Statement is one statement.
type Statement struct {
	Span source.Span
	Kind StmtKind
}

// StmtKind is the form of a statement.
type StmtKind interface{ isStmt() }

// The forms of statements.
type (
	Assign struct {
		Place  Place
		Rvalue Rvalue
	}
	FakeRead struct {
		Cause   FakeReadCause
		Place   Place
		Closure types.DefID // whose pattern looks at the place without capturing it; zero: none
	}
	SetDiscriminant struct {
		Place   Place
		Variant int
	}
	StorageLive struct{ Local LocalID }
	StorageDead struct{ Local LocalID }
	// Ascribe relates a place's type to a user annotation: as `let x: T`.
	Ascribe struct {
		Place      Place
		Annotation int
		Variance   types.Variance
		Path       []Proj // the part of the annotated type that is meant
	}
	PlaceMention struct{ Place Place }
	Nop          struct{}
	// BackwardIncompatibleDrop marks where edition 2024 would drop the place (lint only).
	BackwardIncompatibleDrop struct{ Place Place }
)

func (Assign) isStmt()                   {}
func (FakeRead) isStmt()                 {}
func (SetDiscriminant) isStmt()          {}
func (StorageLive) isStmt()              {}
func (StorageDead) isStmt()              {}
func (Ascribe) isStmt()                  {}
func (PlaceMention) isStmt()             {}
func (Nop) isStmt()                      {}
func (BackwardIncompatibleDrop) isStmt() {}

// FakeReadCause says why a FakeRead is there.
type FakeReadCause uint8

// The causes of fake reads.
const (
	ForMatchGuard FakeReadCause = iota
	ForMatchedPlace
	ForGuardBinding
	ForLet
	ForIndex
)

// Unwind says where control goes when a terminator panics.
type Unwind struct {
	Kind  UnwindKind
	Block BlockID
}

// UnwindKind is the kind of an Unwind. The zero value: the terminator cannot unwind.
type UnwindKind uint8

// The kinds of unwinding.
const (
	UnwindNone UnwindKind = iota
	UnwindContinue
	UnwindTo
	UnwindTerminate
	UnwindUnreachable
)

// Terminator ends a block.
type Terminator struct {
	Span source.Span
	Kind TermKind
}

// TermKind is the form of a terminator.
type TermKind interface{ isTerm() }

// The forms of terminators.
type (
	Goto      struct{ Target BlockID }
	SwitchInt struct {
		On      Operand
		Type    types.Type
		Values  []SwitchValue
		Targets []BlockID // one more than Values: the last is otherwise
	}
	Resume      struct{}
	Terminate   struct{}
	Return      struct{}
	Unreachable struct{}
	Drop        struct {
		Place   Place
		Target  BlockID
		Unwind  Unwind
		Replace bool // the drop of an assignment
	}
	Call struct {
		Func       Operand
		Args       []Operand
		ArgSpans   []source.Span
		Dest       Place
		Target     BlockID // NoBlock: diverges
		Unwind     Unwind
		FnSpan     source.Span
		FromMethod bool // written as a method call or operator (FromHir false)
		Overloaded bool
	}
	Assert struct {
		Cond     Operand
		Expected bool
		Msg      string
		Args     []Operand
		Target   BlockID
		Unwind   Unwind
	}
	// FalseEdge: borrowck follows Imaginary as well.
	FalseEdge struct{ Real, Imaginary BlockID }
	// FalseUnwind gives every loop a way out for borrowck.
	FalseUnwind struct {
		Real   BlockID
		Unwind Unwind
	}
	Yield struct {
		Value  Operand
		Resume BlockID
		Arg    Place
		Drop   BlockID
	}
	CoroutineDrop struct{}
	// InlineAsm: Targets are where it goes on, none if it diverges, then its labels.
	InlineAsm struct {
		Template string
		Operands []AsmOperand
		Options  hir.AsmOptions
		Targets  []BlockID
		Unwind   Unwind
	}
	// Escape ends an unknown expression that may diverge, return or break: all Targets are possible.
	Escape struct{ Targets []BlockID }
)

func (Goto) isTerm()          {}
func (SwitchInt) isTerm()     {}
func (Resume) isTerm()        {}
func (Terminate) isTerm()     {}
func (Return) isTerm()        {}
func (Unreachable) isTerm()   {}
func (Drop) isTerm()          {}
func (Call) isTerm()          {}
func (Assert) isTerm()        {}
func (FalseEdge) isTerm()     {}
func (FalseUnwind) isTerm()   {}
func (Yield) isTerm()         {}
func (CoroutineDrop) isTerm() {}
func (Escape) isTerm()        {}
func (InlineAsm) isTerm()     {}

// SwitchValue is a 128-bit value of a switch.
type SwitchValue struct{ Lo, Hi uint64 }

// Block is a basic block.
type Block struct {
	Stmts   []Statement
	Term    Terminator
	Cleanup bool
}

// Location is a point of the body: before statement Stmt of Block; Stmt == len(Stmts) is the terminator.
type Location struct {
	Block BlockID
	Stmt  int
}

// ---------- exits ----------

// ExitKind is the kind of a drop point, as interface.md names it.
type ExitKind string

// The kinds of exits.
const (
	ExitScope     ExitKind = "scope-end"
	ExitStatement ExitKind = "statement-end"
	ExitAssign    ExitKind = "assignment"
	ExitReturn    ExitKind = "return"
	ExitBreak     ExitKind = "break"
	ExitContinue  ExitKind = "continue"
	ExitQuestion  ExitKind = "question-mark"
	ExitArm       ExitKind = "match-arm"
	ExitCondition ExitKind = "condition"
)

// Exit is one exit edge with the drops that it schedules, in the order in which they run.
// From is the point whose initialisedness decides always, maybe and gone.
type Exit struct {
	Kind  ExitKind
	Span  source.Span
	From  Location
	Drops []LocalID
	Place Place // ExitAssign: the place whose old value is dropped
}
