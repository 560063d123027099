package ast

// This file: expressions, patterns, statements.

// Expr is an expression.
type Expr interface {
	Node
	isExpr()
}

// LitKind is the kind of a literal.
type LitKind uint8

// The kinds of literals.
const (
	LitInt LitKind = iota
	LitFloat
	LitBool
	LitChar
	LitByte
	LitStr
	LitByteStr
	LitCStr
)

// Lit is a literal. Text is as written; Suffix as `u8`; Value is the unescaped
// content of strings and chars, the digits (base 10, no underscores) of integers.
type Lit struct {
	At
	Kind   LitKind
	Text   string
	Suffix string
	Value  string
}

// Block is `{ stmts; tail }`. The tail is nil if the block ends in a statement.
type Block struct {
	At
	Attrs []*Attr
	Stmts []Stmt
	Tail  Expr
	Bad   bool // holds a syntax error of its own
}

// The forms of expressions.
type (
	LitExpr struct {
		At
		Lit Lit
	}
	PathExpr struct {
		At
		Path *Path
	}
	// BlockExpr is a block with its modifiers; Const for `const { }`.
	BlockExpr struct {
		At
		Label  *Lifetime
		Unsafe bool
		Const  bool
		Async  bool
		Gen    bool
		Move   bool
		Try    bool
		Block  *Block
		// HeadEnd is the end of `async move` and its like; 0: no such words.
		HeadEnd int32
	}
	// UnaryExpr: Op is '-', '!' or '*'.
	UnaryExpr struct {
		At
		Op   byte
		Expr Expr
	}
	// BinaryExpr: Op as written: "+", "&&", "==", …
	BinaryExpr struct {
		At
		Op   string
		OpAt At
		L, R Expr
	}
	// AssignExpr: Op is "=" or "+=" …
	AssignExpr struct {
		At
		Op   string
		OpAt At
		L, R Expr
	}
	// RefExpr is `&x`, `&mut x`, `&raw const x`, `&raw mut x`.
	RefExpr struct {
		At
		Raw  bool
		Mut  bool
		Expr Expr
	}
	CallExpr struct {
		At
		Fn   Expr
		Args []Expr
	}
	MethodCallExpr struct {
		At
		Recv Expr
		Seg  PathSegment
		Args []Expr
	}
	FieldExpr struct {
		At
		Expr Expr
		Name Ident // also "0", "1"
	}
	IndexExpr struct {
		At
		Expr, Index Expr
	}
	// RangeExpr: Inclusive for `..=`; Lo, Hi may be nil.
	RangeExpr struct {
		At
		Lo, Hi    Expr
		Inclusive bool
	}
	CastExpr struct {
		At
		Expr Expr
		Type Type
	}
	TupleExpr struct {
		At
		Elems []Expr
	}
	ArrayExpr struct {
		At
		Elems []Expr
	}
	// RepeatExpr is `[elem; len]`.
	RepeatExpr struct {
		At
		Elem, Len Expr
	}
	// StructExpr is `P { f: e, ..base }`; Rest for `..` without a base.
	StructExpr struct {
		At
		Path   *Path
		Fields []FieldInit
		Base   Expr
		Rest   bool
	}
	IfExpr struct {
		At
		Cond Expr // may hold LetExprs joined by &&
		Then *Block
		Else Expr // nil, *BlockExpr or *IfExpr
	}
	// LetExpr is `let PAT = EXPR` in a condition.
	LetExpr struct {
		At
		Pat  Pat
		Expr Expr
	}
	MatchExpr struct {
		At
		Expr Expr
		Arms []*Arm
	}
	LoopExpr struct {
		At
		Label *Lifetime
		Body  *Block
	}
	WhileExpr struct {
		At
		Label *Lifetime
		Cond  Expr
		Body  *Block
	}
	ForExpr struct {
		At
		Label *Lifetime
		Pat   Pat
		Expr  Expr
		Body  *Block
	}
	BreakExpr struct {
		At
		Label *Lifetime
		Expr  Expr
	}
	ContinueExpr struct {
		At
		Label *Lifetime
	}
	ReturnExpr struct {
		At
		Expr Expr
	}
	YieldExpr struct {
		At
		Expr Expr
	}
	BecomeExpr struct {
		At
		Expr Expr
	}
	// TryExpr is `e?`.
	TryExpr struct {
		At
		Expr Expr
	}
	AwaitExpr struct {
		At
		Expr Expr
	}
	ClosureExpr struct {
		At
		For    []GenericParam
		Static bool
		Async  bool
		Move   bool
		Const  bool
		Params []Param
		Output Type
		Body   Expr
		// DeclEnd is the end of `|a, b|` and the return type; 0: not known.
		DeclEnd int32
	}
	MacroExpr struct {
		At
		Mac *MacroCall
	}
	ParenExpr struct {
		At
		Expr Expr
	}
	// UnderscoreExpr is `_` on the left of `=`.
	UnderscoreExpr struct{ At }
	// AttrExpr is `#[attr] expr`.
	AttrExpr struct {
		At
		Attrs []*Attr
		Expr  Expr
	}
	// BuiltinExpr is what only the standard library's macros can write
	// (`builtin # format_args …`, `super let` blocks are BlockExpr with SuperLet
	// statements). Name says which; Args are its operands.
	BuiltinExpr struct {
		At
		Name   string
		Args   []Expr
		Types  []Type
		Tokens []TokenTree
		Names  []string // named arguments of format_args, "" for positional
	}
	// UnstableExpr is a form that only nightly compilers take and nothing here reads further:
	// Name says which (`do yeet`, `use`), Exprs are its operands.
	UnstableExpr struct {
		At
		Name  string
		Exprs []Expr
	}
	// ErrorExpr stands where the parser found no expression.
	ErrorExpr struct{ At }
)

// FieldInit is `name: expr` or shorthand `name`.
type FieldInit struct {
	At
	Attrs     []*Attr
	Name      Ident
	Expr      Expr // shorthand: a PathExpr made of the name
	Shorthand bool
}

// Arm is `pat if guard => body,`.
type Arm struct {
	At
	Attrs []*Attr
	Pat   Pat
	Guard Expr // may hold LetExprs
	Body  Expr
}

// Param is a parameter of a fn or closure. Type is nil for closures without one.
type Param struct {
	At
	Attrs []*Attr
	Pat   Pat
	Type  Type
}

func (*LitExpr) isExpr()        {}
func (*PathExpr) isExpr()       {}
func (*BlockExpr) isExpr()      {}
func (*UnaryExpr) isExpr()      {}
func (*BinaryExpr) isExpr()     {}
func (*AssignExpr) isExpr()     {}
func (*RefExpr) isExpr()        {}
func (*CallExpr) isExpr()       {}
func (*MethodCallExpr) isExpr() {}
func (*FieldExpr) isExpr()      {}
func (*IndexExpr) isExpr()      {}
func (*RangeExpr) isExpr()      {}
func (*CastExpr) isExpr()       {}
func (*TupleExpr) isExpr()      {}
func (*ArrayExpr) isExpr()      {}
func (*RepeatExpr) isExpr()     {}
func (*StructExpr) isExpr()     {}
func (*IfExpr) isExpr()         {}
func (*LetExpr) isExpr()        {}
func (*MatchExpr) isExpr()      {}
func (*LoopExpr) isExpr()       {}
func (*WhileExpr) isExpr()      {}
func (*ForExpr) isExpr()        {}
func (*BreakExpr) isExpr()      {}
func (*ContinueExpr) isExpr()   {}
func (*ReturnExpr) isExpr()     {}
func (*YieldExpr) isExpr()      {}
func (*BecomeExpr) isExpr()     {}
func (*TryExpr) isExpr()        {}
func (*AwaitExpr) isExpr()      {}
func (*ClosureExpr) isExpr()    {}
func (*MacroExpr) isExpr()      {}
func (*ParenExpr) isExpr()      {}
func (*UnderscoreExpr) isExpr() {}
func (*AttrExpr) isExpr()       {}
func (*BuiltinExpr) isExpr()    {}
func (*ErrorExpr) isExpr()      {}
func (*UnstableExpr) isExpr()   {}

// Stmt is a statement.
type Stmt interface {
	Node
	isStmt()
}

// The forms of statements.
type (
	// LetStmt is `let pat: ty = init else { … };`; Super for `super let`.
	LetStmt struct {
		At
		Attrs []*Attr
		Super bool
		Pat   Pat
		Type  Type
		Init  Expr
		Else  *Block
	}
	// ExprStmt is an expression statement. Its range includes the semicolon.
	ExprStmt struct {
		At
		Attrs []*Attr
		Expr  Expr
		Semi  bool
	}
	// MacroStmt is a macro call in statement position: `m! { }`, `m!(…);`.
	MacroStmt struct {
		At
		Attrs []*Attr
		Mac   *MacroCall
		Semi  bool
	}
	ItemStmt struct {
		At
		Item *Item
	}
	// EmptyStmt is `;`.
	EmptyStmt struct{ At }
	ErrorStmt struct{ At }
)

func (*LetStmt) isStmt()   {}
func (*ExprStmt) isStmt()  {}
func (*MacroStmt) isStmt() {}
func (*ItemStmt) isStmt()  {}
func (*EmptyStmt) isStmt() {}
func (*ErrorStmt) isStmt() {}

// Pat is a pattern.
type Pat interface {
	Node
	isPat()
}

// The forms of patterns.
type (
	WildPat struct{ At }
	// RestPat is `..`.
	RestPat struct{ At }
	// IdentPat is `ref mut x @ sub`. Whether x is a binding or a constant, names resolution decides.
	IdentPat struct {
		At
		Ref  bool
		Mut  bool
		Name Ident
		Sub  Pat
	}
	// LitPat is a literal, a negative literal or `const { }`.
	LitPat struct {
		At
		Expr Expr
	}
	// RangePat: Lo and Hi may be nil.
	RangePat struct {
		At
		Lo, Hi    Expr
		Inclusive bool
	}
	RefPat struct {
		At
		Mut bool
		Pat Pat
	}
	TuplePat struct {
		At
		Elems []Pat
	}
	SlicePat struct {
		At
		Elems []Pat
	}
	PathPat struct {
		At
		Path *Path
	}
	TupleStructPat struct {
		At
		Path  *Path
		Elems []Pat
	}
	StructPat struct {
		At
		Path   *Path
		Fields []FieldPat
		Rest   bool
	}
	OrPat struct {
		At
		Pats []Pat
	}
	ParenPat struct {
		At
		Pat Pat
	}
	MacroPat struct {
		At
		Mac *MacroCall
	}
	// UnstablePat is a form that only nightly compilers take and nothing here reads further:
	// `box p`, `!`, `(p if e)` (Guard), `mut ref x`. Name says which.
	UnstablePat struct {
		At
		Name  string
		Pats  []Pat
		Guard Expr
	}
	ErrorPat struct{ At }
)

// FieldPat is `name: pat` or shorthand `ref mut name`.
type FieldPat struct {
	At
	Attrs     []*Attr
	Name      Ident
	Pat       Pat
	Shorthand bool
}

func (*WildPat) isPat()        {}
func (*RestPat) isPat()        {}
func (*IdentPat) isPat()       {}
func (*LitPat) isPat()         {}
func (*RangePat) isPat()       {}
func (*RefPat) isPat()         {}
func (*TuplePat) isPat()       {}
func (*SlicePat) isPat()       {}
func (*PathPat) isPat()        {}
func (*TupleStructPat) isPat() {}
func (*StructPat) isPat()      {}
func (*OrPat) isPat()          {}
func (*ParenPat) isPat()       {}
func (*MacroPat) isPat()       {}
func (*ErrorPat) isPat()       {}
func (*UnstablePat) isPat()    {}
