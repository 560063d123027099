// Package thir makes every adjustment, overloaded operator, drop scope and
// temporary scope explicit, per edition. It imports syntax/*, semantics/hir,
// types, stdlib, traits and infer.
//
// This file settles the forms, which mirbuild reads. The oracle is
// -Zunpretty=thir-tree. What is missing: inline assembly is
// Unknown.
package thir

import (
	"drop-lsp/semantics/hir"
	"drop-lsp/semantics/infer"
	"drop-lsp/semantics/types"
	"drop-lsp/syntax/source"
)

// ExprID, PatID, BlockID and ArmID index a Body's slices; 0 is none.
type (
	ExprID  int32
	PatID   int32
	BlockID int32
	ArmID   int32
	ScopeID int32
)

// Body is one body: a fn, a const, a closure. Closures are bodies of their own here.
type Body struct {
	Owner   types.DefID
	Edition source.Edition
	Hir     *hir.Body
	Infer   *infer.Result
	Closure *infer.Closure // nil: not a closure's body

	Exprs  []Expr
	Pats   []Pat
	Blocks []Block
	Arms   []Arm
	Scopes []Scope // by ScopeID; 1 is the call-site scope
	// VarScopes is the scope at whose end a binding is dropped, where that is not the one of its
	// place (remainder, arm, guard, if, arguments): `super let`. 0: never ends.
	VarScopes map[hir.LocalID]ScopeID

	Params     []Param
	Value      ExprID
	ReturnType types.Type
	Tainted    bool
	// PatternError: it is tainted for a pattern that leaves values out, or for an empty range.
	PatternError bool
	Unknown      []hir.Unknown
}

// Param is a parameter; Pat is 0 for a closure's environment.
type Param struct {
	Pat     PatID
	Type    types.Type
	TySpan  source.Span
	SelfRef bool
}

// ScopeKind is the kind of a scope (rustc's ScopeData; reference, destructors.scope).
type ScopeKind uint8

// The kinds of scopes.
const (
	ScopeNode          ScopeKind = iota // an expression, statement, arm or block
	ScopeCallSite                       // parameters and return place
	ScopeArguments                      //
	ScopeDestruction                    // a node's terminating scope
	ScopeIfThen                         // the `then` part of an `if`, edition 2021 rules
	ScopeIfThenRescope                  // edition 2024: temporaries of an `if let` scrutinee die before `else`
	ScopeRemainder                      // the rest of a block after a `let`
	ScopeMatchGuard
)

// Scope is one scope of the region tree.
type Scope struct {
	Kind   ScopeKind
	Parent ScopeID
	Span   source.Span // where its drops are shown
	// Terminating: temporaries made inside die at its end.
	Terminating bool
}

// Expr is an expression. TempScope is where its value is dropped if it becomes a
// temporary; 0: never (it is extended to 'static by promotion only, or a place of
// a const). BackwardsIncompat is where edition 2024 would drop it; 0: nowhere else.
type Expr struct {
	Type              types.Type
	Span              source.Span
	TempScope         ScopeID
	BackwardsIncompat ScopeID
	Hir               hir.ExprID
	Kind              ExprKind
}

// ExprKind is the form of an expression; the forms follow rustc's THIR.
type ExprKind interface{ isExpr() }

// The forms of expressions.
type (
	// ScopeExpr is Value inside a scope of its own.
	ScopeExpr struct {
		Scope ScopeID
		Value ExprID
	}
	Box struct{ Value ExprID }
	If  struct {
		Scope            ScopeID
		Cond, Then, Else ExprID
	}
	Call struct {
		FnType   types.Type
		Fun      ExprID
		Args     []ExprID
		FromHir  bool // a call as written; false: an overloaded operator
		FnSpan   source.Span
		IsMethod bool
	}
	Deref  struct{ Arg ExprID }
	Binary struct {
		Op   string
		L, R ExprID
	}
	// Logical: Op "&&" or "||".
	Logical struct {
		Op   string
		L, R ExprID
	}
	Unary struct {
		Op  byte
		Arg ExprID
	}
	Cast       struct{ Source ExprID }
	Use        struct{ Source ExprID } // an identity cast: makes an operand
	NeverToAny struct{ Source ExprID }
	// PointerCoercion: Kind is one of infer's pointer adjustments.
	PointerCoercion struct {
		Kind   infer.AdjustKind
		Source ExprID
		// Implicit: made by an adjustment, not by `as`.
		Implicit bool
	}
	Loop struct{ Body ExprID }
	Let  struct {
		Expr ExprID
		Pat  PatID
	}
	Match struct {
		Scrutinee ExprID
		Arms      []ArmID
		Source    hir.MatchSource
	}
	BlockExpr struct{ Block BlockID }
	Assign    struct {
		L, R   ExprID
		OpSpan source.Span // the `=`
	}
	AssignOp struct {
		Op   string
		L, R ExprID
	}
	Field struct {
		L       ExprID
		Variant int
		Index   int
	}
	Index struct{ L, Index ExprID }
	// VarRef is a local of this body, UpvarRef one of an enclosing body.
	VarRef   struct{ Local hir.LocalID }
	UpvarRef struct {
		Closure types.DefID
		Local   hir.LocalID
	}
	Borrow struct {
		Mut      bool
		TwoPhase bool
		Fake     bool
		// Unique: a capture by unique reference through a reference that is not mutable.
		Unique bool
		Arg    ExprID
	}
	RawBorrow struct {
		Mut bool
		Arg ExprID
	}
	// Break and Continue name the scope that they leave.
	Break struct {
		Label ScopeID
		Value ExprID
	}
	Continue   struct{ Label ScopeID }
	Return     struct{ Value ExprID }
	ConstBlock struct {
		Def  types.DefID
		Args types.Args
	}
	Repeat struct {
		Value ExprID
		Count types.Const
	}
	Array struct{ Fields []ExprID }
	Tuple struct{ Fields []ExprID }
	Adt   struct {
		Def        types.DefID
		Variant    int
		Args       types.Args
		Annotation int // index + 1 into infer's Annotations
		Fields     []FieldExpr
		Base       ExprID // 0: none
		BaseTypes  []types.Type
	}
	// PlaceTypeAscription and ValueTypeAscription hold a user annotation: index + 1 into infer's Annotations.
	PlaceTypeAscription struct {
		Source     ExprID
		Annotation int
	}
	ValueTypeAscription struct {
		Source     ExprID
		Annotation int
	}
	ClosureExpr struct {
		Def      types.DefID
		Args     types.Args
		Captures []ExprID
		// FakeReads are places that patterns inside the closure look at without capturing them;
		// ForLet: by an irrefutable pattern, else by a match.
		FakeReads []FakeRead
	}
	Literal struct {
		Lit hir.Lit
		Neg bool
	}
	// ZstLiteral is a function item or unit constructor.
	ZstLiteral struct {
		Def        types.DefID
		Args       types.Args
		Annotation int
	}
	NamedConst struct {
		Def        types.DefID
		Args       types.Args
		Annotation int
	}
	ConstParam     struct{ Const types.Const }
	StaticRef      struct{ Def types.DefID }
	ThreadLocalRef struct{ Def types.DefID }
	Yield          struct{ Value ExprID }
	// InlineAsm: the operands' expressions are those of Operands, which hir has.
	InlineAsm struct {
		Asm      hir.ExprAsm
		Operands []AsmOperand
	}
	// Unknown is an expression whose meaning is not known; it may read, assign or move every local in Uses, and may leave the body.
	Unknown struct {
		Reason string
		Uses   []hir.LocalID
	}
)

func (ScopeExpr) isExpr()           {}
func (Box) isExpr()                 {}
func (If) isExpr()                  {}
func (InlineAsm) isExpr()           {}
func (Call) isExpr()                {}
func (Deref) isExpr()               {}
func (Binary) isExpr()              {}
func (Logical) isExpr()             {}
func (Unary) isExpr()               {}
func (Cast) isExpr()                {}
func (Use) isExpr()                 {}
func (NeverToAny) isExpr()          {}
func (PointerCoercion) isExpr()     {}
func (Loop) isExpr()                {}
func (Let) isExpr()                 {}
func (Match) isExpr()               {}
func (BlockExpr) isExpr()           {}
func (Assign) isExpr()              {}
func (AssignOp) isExpr()            {}
func (Field) isExpr()               {}
func (Index) isExpr()               {}
func (VarRef) isExpr()              {}
func (UpvarRef) isExpr()            {}
func (Borrow) isExpr()              {}
func (RawBorrow) isExpr()           {}
func (Break) isExpr()               {}
func (Continue) isExpr()            {}
func (Return) isExpr()              {}
func (ConstBlock) isExpr()          {}
func (Repeat) isExpr()              {}
func (Array) isExpr()               {}
func (Tuple) isExpr()               {}
func (Adt) isExpr()                 {}
func (PlaceTypeAscription) isExpr() {}
func (ValueTypeAscription) isExpr() {}
func (ClosureExpr) isExpr()         {}
func (Literal) isExpr()             {}
func (ZstLiteral) isExpr()          {}
func (NamedConst) isExpr()          {}
func (ConstParam) isExpr()          {}
func (StaticRef) isExpr()           {}
func (ThreadLocalRef) isExpr()      {}
func (Yield) isExpr()               {}
func (Unknown) isExpr()             {}

// FakeRead is a place that counts as read where a closure is made.
type FakeRead struct {
	Place  ExprID
	Span   source.Span // of the expression that the pattern looks at
	ForLet bool
	In     types.DefID // the closure that the pattern stands in
}

// FieldExpr is one field of an Adt expression.
type FieldExpr struct {
	Index int
	Expr  ExprID
}

// Arm is a match arm.
type Arm struct {
	Pat   PatID
	Guard ExprID // 0: none; may hold Let expressions
	Body  ExprID
	Scope ScopeID
	// GuardScope holds the guard and the body, inside Scope; 0 without a guard.
	GuardScope ScopeID
	Span       source.Span
}

// Block is a block.
type Block struct {
	Scope    ScopeID
	Span     source.Span
	Stmts    []Stmt
	Tail     ExprID // 0: none
	Targeted bool   // a break names it
}

// Stmt is a statement: an expression (Pat 0) or a let.
type Stmt struct {
	Scope     ScopeID // its own: temporaries die here
	Remainder ScopeID // let: of the bindings
	Expr      ExprID  // the expression, or the initialiser (0: none)
	Pat       PatID
	Else      BlockID // let … else; 0: none
	Span      source.Span
}

// Pat is a pattern, with default binding modes made explicit.
type Pat struct {
	Type types.Type
	Span source.Span
	Kind PatKind
}

// PatKind is the form of a pattern.
type PatKind interface{ isPat() }

// The forms of patterns.
type (
	PatWild    struct{}
	PatMissing struct{}
	// PatAscribe is a pattern under a user annotation: index + 1 into infer's Annotations.
	PatAscribe struct {
		Annotation int
		Variance   types.Variance
		Sub        PatID
	}
	PatBinding struct {
		Local   hir.LocalID
		Mode    hir.BindRef // NoRef: by value
		Mut     bool
		Type    types.Type // of the variable
		Sub     PatID      // 0: none
		Primary bool       // the first of several in an or-pattern
	}
	PatVariant struct {
		Adt     types.DefID
		Args    types.Args
		Variant int
		Fields  []FieldPat
	}
	PatLeaf  struct{ Fields []FieldPat } // structs, tuples
	PatDeref struct{ Sub PatID }
	PatConst struct{ Value types.Const }
	// PatStr is a string or byte-string literal; compared by ==.
	PatStr   struct{ Value string }
	PatRange struct {
		Lo, Hi       types.Const
		HasLo, HasHi bool
		Inclusive    bool
	}
	// PatSlice: Slice is 0 without `..`; a `..` alone is a wild pattern.
	PatSlice struct {
		Prefix, Suffix []PatID
		Slice          PatID
		Array          bool
	}
	PatOr      struct{ Pats []PatID }
	PatNever   struct{}
	PatUnknown struct{ Reason string }
)

func (PatWild) isPat()    {}
func (PatMissing) isPat() {}
func (PatAscribe) isPat() {}
func (PatBinding) isPat() {}
func (PatVariant) isPat() {}
func (PatLeaf) isPat()    {}
func (PatDeref) isPat()   {}
func (PatConst) isPat()   {}
func (PatStr) isPat()     {}
func (PatRange) isPat()   {}
func (PatSlice) isPat()   {}
func (PatOr) isPat()      {}
func (PatNever) isPat()   {}
func (PatUnknown) isPat() {}

// FieldPat is one field of a pattern.
type FieldPat struct {
	Index int
	Pat   PatID
}
