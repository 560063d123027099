package hir

import (
	"drop-lsp/syntax/ast"
	"drop-lsp/syntax/source"
)

// This file: bodies. The shape follows rustc's HIR after desugaring: `for`,
// `while`, `?` are loops and matches with a Source, `if let` chains hold Let
// expressions, macros are expanded. `RUSTC_BOOTSTRAP=1 rustc -Zunpretty=hir`
// shows the same tree.

// ExprID, PatID and LocalID index a Body's slices. 0 is none (index 0 is unused).
type (
	ExprID  int32
	PatID   int32
	LocalID int32
)

// Body is one body: of a fn, const, static or anonymous const. Closures are expressions
// inside the body that encloses them.
type Body struct {
	Owner   DefID
	Kind    DefKind // KindFn, KindAssocFn, KindConst, …
	Edition source.Edition
	Span    source.Span // the block, or the initialiser
	Params  []Param     // self included
	Value   ExprID

	Exprs  []Expr
	Pats   []Pat
	Locals []Local
	Scopes []DefID // by ExprID: the innermost scope (module or block) that applies, for Crate.TraitsInScope

	Expansions []Expansion // by ExpnID
	Items      []DefID     // items declared inside

	// Tainted: a syntax error or a name that does not resolve: the borrow checker stays silent.
	Tainted bool
	// Unknown lists what could not be expanded or resolved though it may be fine: the body is partial.
	Unknown []Unknown
	// Fatal are errors after which rustc ends before it checks any body: a macro call that no rule
	// takes, a bound by what is no trait.
	Fatal []Unknown
}

// Unknown is a place whose meaning is not known.
type Unknown struct {
	Span   source.Span
	Reason string
}

// Param is one parameter of a body or closure. Ty is nil where none is written.
type Param struct {
	Pat  PatID
	Ty   *Ty
	Span source.Span
}

// Local is a binding. One name bound in several alternatives of an or-pattern is one local.
type Local struct {
	Name string
	Span source.Span // of the identifier
	Mut  bool
	// ByRef: NoRef, RefShared or RefMut, as written.
	ByRef  BindRef
	Pat    PatID
	Origin LocalOrigin
	Param  bool
}

// BindRef is `ref` or `ref mut` on a binding.
type BindRef uint8

// The binding modes as written.
const (
	NoRef BindRef = iota
	RefShared
	RefMut
)

// LocalOrigin is where a binding comes from.
type LocalOrigin uint8

// The origins of bindings.
const (
	OriginUser     LocalOrigin = iota
	OriginFor                  // the iterator of a `for`
	OriginQuestion             // the value of `?`
	OriginAwait
	OriginParam // the value of an async fn's parameter, moved into its coroutine
	OriginSelf
	OriginMacro // a local that a built-in macro's expansion made
	OriginOther
)

// ExpnKind is what an expansion is.
type ExpnKind uint8

// The kinds of expansions.
const (
	ExpnMacro ExpnKind = iota
	ExpnForLoop
	ExpnWhileLoop
	ExpnQuestion
	ExpnAwait
	ExpnAsync
	ExpnFormat
	ExpnDerive
)

// Expansion is one macro call or desugaring.
type Expansion struct {
	Kind     ExpnKind
	Name     string // the macro's name
	CallSite source.Span
	DefSite  source.Span
	Parent   source.ExpnID
	Foreign  bool // a macro of another crate
	// Edition is that of the code that the expansion wrote itself: of the macro's crate, or of what was desugared.
	Edition source.Edition
}

// EditionAt is the edition by whose rules the code at a span is read: that of the macro which wrote it.
func (b *Body) EditionAt(s source.Span) source.Edition {
	if s.Expn != 0 && int(s.Expn) < len(b.Expansions) {
		if e := b.Expansions[s.Expn].Edition; e != 0 {
			return e
		}
	}
	return b.Edition
}

// Expr is an expression with its place. The adjustments and types are in infer's result.
type Expr struct {
	Span source.Span
	Kind ExprKind
}

// ExprKind is the form of an expression.
type ExprKind interface{ isExprKind() }

// Lit is a literal. Int holds an integer's value, Value a string's or char's bytes.
type Lit struct {
	Kind   ast.LitKind
	Suffix string
	Text   string
	Value  string
	Lo, Hi uint64 // integer value, 128 bits
	Neg    bool   // in patterns and folded constants
}

// LoopSource and MatchSource say what was desugared.
type (
	LoopSource  uint8
	MatchSource uint8
)

// The sources of loops and matches.
const (
	LoopLoop LoopSource = iota
	LoopWhile
	LoopFor

	MatchNormal MatchSource = iota - 3
	MatchForLoop
	MatchQuestion
	MatchAwait
)

// Label is a loop's or block's label; Target of a break names the expression instead.
type Label struct {
	Name string
	Span source.Span
}

// The forms of expressions.
type (
	// ExprUnknown is an expression whose meaning is not known: an unexpanded macro (Uses: the locals that its tokens name).
	ExprUnknown struct {
		Reason string
		Uses   []LocalID
	}
	// ExprErr is a syntax or name error.
	ExprErr struct{}
	ExprLit struct{ Lit Lit }
	// ExprPath is a path as a value.
	ExprPath       struct{ Path *Path }
	ExprConstBlock struct {
		Def  DefID
		Body *Body
	}
	ExprArray  struct{ Elems []ExprID }
	ExprTuple  struct{ Elems []ExprID }
	ExprRepeat struct {
		Elem ExprID
		Len  *AnonConst // nil: `_`
	}
	ExprCall struct {
		Callee ExprID
		Args   []ExprID
	}
	ExprMethodCall struct {
		Recv   ExprID
		Seg    Segment
		Args   []ExprID
		FnSpan source.Span // from the name to the closing parenthesis
		// Traits in scope here: Crate.TraitsInScope(body, e).
	}
	ExprBinary struct {
		Op     string // "+", "&&", "==" …
		OpSpan source.Span
		L, R   ExprID
	}
	// ExprUnary: Op '-', '!', '*'.
	ExprUnary struct {
		Op   byte
		Expr ExprID
	}
	ExprAddrOf struct {
		Raw  bool
		Mut  bool
		Expr ExprID
	}
	ExprCast struct {
		Expr ExprID
		Ty   *Ty
	}
	// ExprDropTemps drops the temporaries of Expr at its end (around a `for` loop).
	ExprDropTemps struct{ Expr ExprID }
	// ExprLet is `let Pat = Init` in a condition.
	ExprLet struct {
		Pat  PatID
		Init ExprID
		Ty   *Ty
	}
	ExprIf struct {
		Cond, Then ExprID
		Else       ExprID // 0: none
	}
	ExprLoop struct {
		Body   *Block
		Label  *Label
		Source LoopSource
	}
	ExprMatch struct {
		Scrutinee ExprID
		Arms      []Arm
		Source    MatchSource
	}
	ExprClosure struct {
		Def      DefID
		Move     bool
		Async    bool
		For      []GenericParam
		Params   []Param
		Output   *Ty // nil: not written
		Body     ExprID
		DeclSpan source.Span // `|a, b|` with its modifiers
		// Coroutine is set for async and gen blocks, for the bodies of async fns and closures, and for
		// closures that yield; Source is which of them.
		Coroutine CoroutineKind
		Source    CoroutineSource
	}
	ExprBlock struct {
		Block *Block
		Label *Label
	}
	ExprAssign struct {
		L, R   ExprID
		OpSpan source.Span
	}
	ExprAssignOp struct {
		Op     string // "+=" …
		OpSpan source.Span
		L, R   ExprID
	}
	ExprField struct {
		Expr     ExprID
		Name     string
		NameSpan source.Span
	}
	ExprIndex struct {
		Expr, Index ExprID
		BracketSpan source.Span
	}
	// ExprBreak: Target is the loop or labelled block that it leaves; 0: error.
	ExprBreak struct {
		Target ExprID
		Value  ExprID // 0: none
	}
	ExprContinue struct{ Target ExprID }
	// ExprReturn leaves the innermost fn or closure.
	ExprReturn struct{ Value ExprID }
	ExprStruct struct {
		Path   *Path
		Fields []FieldInit
		Base   ExprID // 0: none
		Rest   bool
	}
	// ExprYield suspends the coroutine; its value is what it is resumed with.
	ExprYield struct{ Value ExprID }
	// ExprBuiltin is `builtin # name(…)` of the standard library: offset_of, type_ascribe, unreachable, intrinsic-like forms.
	ExprBuiltin struct {
		Name string
		Args []ExprID
		Tys  []*Ty
	}
)

func (ExprAsm) isExprKind()        {}
func (ExprUnknown) isExprKind()    {}
func (ExprErr) isExprKind()        {}
func (ExprLit) isExprKind()        {}
func (ExprPath) isExprKind()       {}
func (ExprConstBlock) isExprKind() {}
func (ExprArray) isExprKind()      {}
func (ExprTuple) isExprKind()      {}
func (ExprRepeat) isExprKind()     {}
func (ExprCall) isExprKind()       {}
func (ExprMethodCall) isExprKind() {}
func (ExprBinary) isExprKind()     {}
func (ExprUnary) isExprKind()      {}
func (ExprAddrOf) isExprKind()     {}
func (ExprCast) isExprKind()       {}
func (ExprDropTemps) isExprKind()  {}
func (ExprLet) isExprKind()        {}
func (ExprIf) isExprKind()         {}
func (ExprLoop) isExprKind()       {}
func (ExprMatch) isExprKind()      {}
func (ExprClosure) isExprKind()    {}
func (ExprBlock) isExprKind()      {}
func (ExprAssign) isExprKind()     {}
func (ExprAssignOp) isExprKind()   {}
func (ExprField) isExprKind()      {}
func (ExprIndex) isExprKind()      {}
func (ExprBreak) isExprKind()      {}
func (ExprContinue) isExprKind()   {}
func (ExprReturn) isExprKind()     {}
func (ExprStruct) isExprKind()     {}
func (ExprYield) isExprKind()      {}
func (ExprBuiltin) isExprKind()    {}

// FieldInit is one field of a struct expression.
type FieldInit struct {
	Name      string
	Span      source.Span
	Expr      ExprID
	Shorthand bool
}

// Arm is a match arm.
type Arm struct {
	Span  source.Span
	Pat   PatID
	Guard ExprID // 0: none
	Body  ExprID
}

// Block is a block. Tail is 0 where there is none.
type Block struct {
	Span   source.Span // braces included
	Stmts  []Stmt
	Tail   ExprID
	Unsafe bool
	// Traits are what `use` inside this block brings into scope for method lookup.
	Scope DefID // the anonymous module of the block, zero if it declares nothing
	// TargetedByBreak: has a label that a break names.
	TargetedByBreak bool
}

// Stmt is a statement.
type Stmt struct {
	Span source.Span // with the semicolon
	Kind StmtKind
}

// StmtKind is the form of a statement.
type StmtKind interface{ isStmtKind() }

// The forms of statements.
type (
	StmtLet struct {
		Pat    PatID
		Ty     *Ty
		Init   ExprID // 0: none
		Else   *Block // let … else
		Super  bool   // super let
		Source MatchSource
		// AssignDesugar: a destructuring assignment `(a, b) = e`.
		AssignDesugar bool
		// AsyncFn: moves a parameter of an async fn into its coroutine.
		AsyncFn bool
	}
	// StmtExpr is an expression statement; Semi: with a semicolon, or a macro that acts as one.
	StmtExpr struct {
		Expr ExprID
		Semi bool
	}
	StmtItem struct{ Def DefID }
)

func (StmtLet) isStmtKind()  {}
func (StmtExpr) isStmtKind() {}
func (StmtItem) isStmtKind() {}

// Pat is a pattern.
type Pat struct {
	Span source.Span
	Kind PatKind
}

// PatKind is the form of a pattern.
type PatKind interface{ isPatKind() }

// The forms of patterns.
type (
	PatWild struct{}
	// PatBinding binds a local; Sub is 0 without `@`.
	PatBinding struct {
		Local LocalID
		Mut   bool
		Ref   BindRef
		Sub   PatID
	}
	PatStruct struct {
		Path   *Path
		Fields []PatField
		Rest   bool
	}
	// PatTupleStruct: DotDot is the position of `..` in Elems, -1 without.
	PatTupleStruct struct {
		Path   *Path
		Elems  []PatID
		DotDot int
	}
	PatPath  struct{ Path *Path }
	PatTuple struct {
		Elems  []PatID
		DotDot int
	}
	PatRef struct {
		Mut bool
		Pat PatID
	}
	PatLit   struct{ Expr ExprID }
	PatRange struct {
		Lo, Hi    ExprID // 0: open
		Inclusive bool
	}
	// PatSlice: Mid is the subslice pattern if HasMid, a wild one for `..` alone.
	PatSlice struct {
		Before []PatID
		HasMid bool
		Mid    PatID
		After  []PatID
	}
	PatOr      struct{ Pats []PatID }
	PatUnknown struct{ Reason string }
	PatErr     struct{}
)

func (PatWild) isPatKind()        {}
func (PatBinding) isPatKind()     {}
func (PatStruct) isPatKind()      {}
func (PatTupleStruct) isPatKind() {}
func (PatPath) isPatKind()        {}
func (PatTuple) isPatKind()       {}
func (PatRef) isPatKind()         {}
func (PatLit) isPatKind()         {}
func (PatRange) isPatKind()       {}
func (PatSlice) isPatKind()       {}
func (PatOr) isPatKind()          {}
func (PatUnknown) isPatKind()     {}
func (PatErr) isPatKind()         {}

// PatField is one field of a struct pattern.
type PatField struct {
	Name      string
	Span      source.Span
	Pat       PatID
	Shorthand bool
}
