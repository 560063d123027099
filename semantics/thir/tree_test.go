package thir_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// This file: reading rustc's -Zunpretty=thir-tree into a common form, node. Nodes
// nest by indentation; the pattern of a `let` condition stands on one line, in the form
// of Rust's Debug.

// node is one expression, pattern, statement, arm or block in the form in which
// rustc's and ours are compared.
type node struct {
	label string
	// ids are names of scopes and variables, which only need to correspond.
	ids  []string
	kids []*node
	// span is "line:col-line:col"; "": not compared.
	span string
}

func (n *node) add(kids ...*node) *node {
	n.kids = append(n.kids, kids...)
	return n
}

// raw is a line with the lines indented below it.
type raw struct {
	text string
	subs []*raw
}

// readRaw nests lines by indentation.
func readRaw(lines []string) *raw {
	root := &raw{}
	type level struct {
		indent int
		node   *raw
	}
	stack := []level{{-1, root}}
	for _, l := range lines {
		text := strings.TrimLeft(l, " ")
		if strings.TrimSpace(text) == "" {
			continue
		}
		indent := len(l) - len(text)
		text = strings.TrimSpace(text)
		if closes := strings.Trim(text, ")}],") == ""; closes {
			continue
		}
		for stack[len(stack)-1].indent >= indent {
			stack = stack[:len(stack)-1]
		}
		n := &raw{text: text}
		top := stack[len(stack)-1].node
		top.subs = append(top.subs, n)
		stack = append(stack, level{indent, n})
	}
	return root
}

// field is the value of the line "name: value"; sub is the line "name:" itself.
func (r *raw) field(name string) string {
	if s := r.line(name); s != nil {
		return strings.TrimSpace(strings.TrimPrefix(s.text, name+":"))
	}
	return ""
}

func (r *raw) line(name string) *raw {
	for _, s := range r.subs {
		if strings.HasPrefix(s.text, name+":") {
			return s
		}
	}
	return nil
}

// under are the expressions, patterns, … below the line "name:".
func (r *raw) under(name string) []*raw {
	if s := r.line(name); s != nil {
		return s.subs
	}
	return nil
}

// rustcBody is a body of rustc's.
type rustcBody struct {
	name   string
	params []*node
	value  *node
	span   string
}

// readThirTree reads the whole output.
func readThirTree(text string) []rustcBody {
	var out []rustcBody
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); i++ {
		if !strings.HasPrefix(lines[i], "DefId(") || !strings.HasSuffix(lines[i], ":") {
			continue
		}
		j := i + 1
		for j < len(lines) && !(strings.HasPrefix(lines[j], "DefId(") && strings.HasSuffix(lines[j], ":")) {
			j++
		}
		root := readRaw(lines[i+1 : j])
		b := rustcBody{name: strings.TrimSuffix(lines[i], ":")}
		for _, p := range root.under("params") {
			n := &node{label: "Param : " + canonical(p.field("ty"))}
			if s := p.under("param"); len(s) > 0 {
				n.add(rustcPat(s[0]))
			}
			b.params = append(b.params, n)
		}
		if v := root.under("body"); len(v) > 0 {
			b.value = rustcExpr(v[0])
			b.span = rustcSpan(v[0].field("span"))
		}
		out = append(out, b)
		i = j - 1
	}
	return out
}

var reSpan = regexp.MustCompile(`^(\S+\.rs):(\d+):(\d+): (\d+):(\d+) \(#(\d+)\)$`)

// rustcSpan is "line:col-line:col", or "expansion".
func rustcSpan(s string) string {
	m := reSpan.FindStringSubmatch(s)
	if m == nil || m[6] != "0" {
		return "expansion"
	}
	return fmt.Sprintf("%s:%s-%s:%s", m[2], m[3], m[4], m[5])
}

func presence(s string) string {
	if strings.HasPrefix(s, "Some") {
		return " annotated"
	}
	return ""
}

var reLocal = regexp.MustCompile(`LocalVarId\(HirId\(DefId\(.*\)\.(\d+)\)\)`)

func localID(s string) string {
	if m := reLocal.FindStringSubmatch(s); m != nil {
		return "var " + m[1]
	}
	return "var ?" + s
}

func rustcExpr(r *raw) *node {
	n := rustcKind(r.line("kind").subs[0])
	n.label += " : " + canonical(r.field("ty"))
	n.span = rustcSpan(r.field("span"))
	n.ids = append(n.ids, "temp "+r.field("temp_scope_id"))
	return n
}

func rustcKind(k *raw) *node {
	name := strings.TrimRight(k.text, " ({")
	n := &node{label: name}
	sub := func(fields ...string) {
		for _, f := range fields {
			for _, s := range k.under(f) {
				n.add(rustcExpr(s))
			}
		}
	}
	switch {
	case strings.HasPrefix(k.text, "Literal("):
		m := regexp.MustCompile(`node: (.*), span: .*neg: (\w+)\)$`).FindStringSubmatch(k.text)
		n.label = "Literal " + literalText(m[1]) + " " + m[2]
		return n
	case strings.HasPrefix(k.text, "ZstLiteral("):
		n.label = "ZstLiteral" + presence(strings.TrimPrefix(k.text, "ZstLiteral(user_ty: "))
		return n
	}
	switch name {
	case "Scope":
		n.ids = append(n.ids, "scope "+k.field("region_scope"))
		sub("value")
	case "If":
		n.ids = append(n.ids, "scope "+k.field("if_then_scope"))
		sub("cond", "then", "else")
	case "Call":
		n.label += " " + canonical(k.field("ty")) + " hir=" + k.field("from_hir_call")
		n.add(&node{label: "fn_span", span: rustcSpan(k.field("fn_span"))})
		sub("fun", "args")
	case "Deref":
		n.add(rustcExpr(k.subs[0]))
	case "Binary", "LogicalOp", "Unary", "AssignOp":
		n.label += " " + k.field("op")
		sub("lhs", "rhs", "arg")
	case "Cast", "Use", "NeverToAny":
		sub("source")
	case "Pointer":
		n.label += " " + strings.Replace(k.field("cast"), "(Unsafe)", "(Safe)", 1) + " as=" + k.field("is_from_as_cast")
		sub("source")
	case "Loop":
		sub("body")
	case "Let":
		sub("expr")
		n.add(debugPat(k.field("pat")))
	case "Match":
		sub("scrutinee")
		for _, a := range k.under("arms") {
			n.add(rustcArm(a))
		}
	case "Block":
		return rustcBlock(k)
	case "Assign":
		sub("lhs", "rhs")
	case "Field":
		n.label += " " + k.field("variant_index") + "." + k.field("name")
		sub("lhs")
	case "Index":
		sub("lhs", "index")
	case "VarRef":
		n.ids = append(n.ids, localID(k.field("id")))
	case "UpvarRef":
		n.ids = append(n.ids, localID(k.field("var_hir_id")))
	case "Borrow":
		n.label += " " + k.field("borrow_kind")
		sub("arg")
	case "RawBorrow":
		n.label += " " + k.field("mutability")
		sub("arg")
	case "Break", "Continue":
		n.ids = append(n.ids, "scope "+k.field("label"))
		sub("value")
	case "Return", "Yield":
		sub("value")
	case "Repeat":
		n.label += " " + canonical(k.field("count"))
		sub("value")
	case "Array", "Tuple":
		sub("fields")
	case "Adt":
		rustcAdt(n, k.line("adt_def"))
	case "PlaceTypeAscription", "ValueTypeAscription":
		n.label += presence(k.field("user_ty"))
		sub("source")
	case "Closure":
		c := k.line("closure_expr").subs[0]
		n.label += " " + canonical(strings.TrimSuffix(lastPart(c.field("closure_id")), ")"))
		for _, u := range c.under("upvars") {
			if strings.HasPrefix(u.text, "Expr") {
				n.add(rustcExpr(u))
			}
		}
		for _, f := range c.under("fake_reads") {
			if f.text == "(" {
				n.add((&node{label: "FakeRead"}).add(rustcExpr(f.subs[0])))
			}
		}
	case "NonHirLiteral":
		v, _ := strconv.ParseUint(strings.TrimPrefix(k.field("lit"), "0x"), 16, 64)
		n.label = fmt.Sprint("Literal int ", v, " false")
	case "NamedConst", "ConstBlock":
		n.label += " " + canonical(k.field("def_id")+k.field("did")) + " " + presence(k.field("user_ty"))
	case "ConstParam":
		n.label += " " + canonical(k.field("param"))
	case "StaticRef", "ThreadLocalRef":
		n.label += " " + canonical(k.field("def_id"))
	}
	return n
}

func rustcAdt(n *node, a *raw) {
	n.label += " " + canonical(a.subs[0].field("did")) + " " + a.field("variant_index") + " " + canonical(a.field("args")) + presence(a.field("user_ty"))
	for _, s := range a.subs {
		if strings.HasPrefix(s.text, "field ") {
			n.add((&node{label: strings.TrimSuffix(s.text, ":")}).add(rustcExpr(s.subs[0])))
		}
	}
	if b := a.under("base"); len(b) > 0 {
		base := (&node{label: "base"}).add(rustcExpr(b[0].under("base")[0]))
		for _, t := range b[0].under("field_types") {
			base.label += " " + canonical(strings.TrimPrefix(t.text, "ty: "))
		}
		n.add(base)
	}
}

func rustcArm(a *raw) *node {
	n := &node{label: "Arm", span: rustcSpan(a.field("span")), ids: []string{"scope " + a.field("scope")}}
	n.add(rustcPat(a.under("pattern")[0]))
	if g := a.under("guard"); len(g) > 0 {
		n.add((&node{label: "guard"}).add(rustcExpr(g[0])))
	}
	return n.add(rustcExpr(a.under("body")[0]))
}

func rustcBlock(k *raw) *node {
	n := &node{label: "Block targeted=" + k.field("targeted_by_break"),
		ids: []string{"scope " + k.field("region_scope")}}
	for _, s := range k.under("stmts") {
		kind := s.line("kind")
		if strings.HasPrefix(kind.text, "kind: Expr") {
			n.add((&node{label: "Stmt", ids: []string{"scope " + kind.field("scope")}}).add(rustcExpr(kind.under("expr")[0])))
			continue
		}
		let := &node{label: "Let", span: rustcSpan(kind.field("span")), ids: []string{"scope " + kind.field("remainder_scope"), "scope " + kind.field("init_scope")}}
		let.add(rustcPat(kind.under("pattern")[0]))
		if i := kind.under("initializer"); len(i) > 0 {
			let.add(rustcExpr(i[0]))
		}
		if e := kind.under("else_block"); len(e) > 0 {
			let.add(rustcBlock(e[0]))
		}
		n.add(let)
	}
	if t := k.under("expr"); len(t) > 0 {
		n.add((&node{label: "tail"}).add(rustcExpr(t[0])))
	}
	return n
}

// ---------- patterns ----------

func rustcPat(p *raw) *node {
	kind := p.line("kind").subs[0]
	name, _, _ := strings.Cut(kind.text, " ")
	d := &debug{name: name, fields: map[string]string{}}
	var kids []*node
	pats := func(field string) {
		for _, s := range kind.under(field) {
			kids = append(kids, rustcPat(s))
		}
	}
	switch name {
	case "Binding", "Deref", "DerefPattern":
		for _, s := range kind.subs {
			if f, v, ok := strings.Cut(s.text, ":"); ok {
				d.fields[f] = strings.TrimSpace(v)
			}
		}
		for _, s := range kind.subs {
			if strings.HasPrefix(s.text, "Pat {") {
				kids = append(kids, rustcPat(s))
			}
		}
		pats("subpattern")
	case "Variant":
		d.fields["adt_def"] = kind.under("adt_def")[0].field("did")
		d.fields["args"], d.fields["variant_index"] = kind.field("args"), kind.field("variant_index")
		pats("subpatterns")
	case "Leaf":
		pats("subpatterns")
	case "Constant":
		d.fields["value"] = kind.field("value")
	case "Range":
		d.fields["range"] = strings.TrimSuffix(strings.TrimPrefix(kind.text, "Range ( "), " )")
	case "Slice", "Array":
		n := patNode(d, p.field("ty"), rustcSpan(p.field("span")), nil)
		for _, f := range []string{"prefix", "slice", "suffix"} {
			part := &node{label: f}
			for _, s := range kind.under(f) {
				part.add(rustcPat(s))
			}
			n.add(part)
		}
		return ascribed(n, extraOf(p))
	case "Or":
		pats("pats")
	}
	return ascribed(patNode(d, p.field("ty"), rustcSpan(p.field("span")), kids), extraOf(p))
}

func extraOf(p *raw) int {
	n := 0
	if x := p.line("extra"); x != nil {
		for _, a := range x.under("ascriptions") {
			if strings.HasPrefix(a.text, "Ascription") {
				n++
			}
		}
	}
	return n
}

// ascribed wraps a pattern for each annotation on it.
func ascribed(n *node, count int) *node {
	for range count {
		n = (&node{label: "Ascribe"}).add(n)
	}
	return n
}

// patNode is a pattern in the common form.
func patNode(d *debug, ty, span string, kids []*node) *node {
	n := &node{label: d.name, kids: kids}
	switch d.name {
	case "Binding":
		n.label += " " + d.fields["name"] + " " + d.fields["mode"] + " " + canonical(d.fields["ty"]) + " primary=" + d.fields["is_primary"]
		n.ids = append(n.ids, localID(d.fields["var"]))
	case "Variant":
		n.label += " " + canonical(d.fields["adt_def"]) + " " + d.fields["variant_index"] + " " + canonical(d.fields["args"])
	case "Constant":
		n.label += " " + constantText(d.fields["value"])
	case "Range":
		n.label += " " + rangeText(d.fields["range"])
	}
	n.label += " : " + canonical(ty)
	n.span = span
	return n
}

var (
	reLeaf  = regexp.MustCompile(`Leaf\(0x([0-9a-f]+)\)`)
	reValue = regexp.MustCompile(`^Value \{ ty: (.*), valtree: (.*) \}$`)
)

// constantText is a constant's value: bits in hexadecimal, or rustc's text.
func constantText(s string) string {
	if m := reValue.FindStringSubmatch(s); m != nil {
		if l := reLeaf.FindStringSubmatch(m[2]); l != nil && strings.HasPrefix(m[2], "Leaf") {
			return hexText(l[1])
		}
		return m[2]
	}
	// The tree prints constants for the reader: 1_u8, -1_i8, 'c', true.
	s = strings.TrimSuffix(s, ": str")
	if m := regexp.MustCompile(`^(-?\d+)_([iu])(\d+|size)$`).FindStringSubmatch(s); m != nil {
		v, err := strconv.ParseInt(m[1], 10, 64)
		u := uint64(v)
		if err != nil {
			u, _ = strconv.ParseUint(m[1], 10, 64)
		}
		if bits, err := strconv.Atoi(m[3]); err == nil && bits < 64 {
			u &= 1<<bits - 1
		}
		return fmt.Sprintf("%x", u)
	}
	switch s {
	case "true":
		return "1"
	case "false":
		return "0"
	}
	if c, err := strconv.Unquote(s); err == nil && s[0] == '\'' {
		return fmt.Sprintf("%x", []rune(c)[0])
	}
	return s
}

func hexText(s string) string {
	if s = strings.TrimLeft(s, "0"); s == "" {
		return "0"
	}
	return s
}

func rangeText(s string) string {
	d := parseDebug(s)
	end := func(s string) string {
		if m := reLeaf.FindStringSubmatch(s); m != nil {
			return hexText(m[1])
		}
		return s
	}
	return end(d.fields["lo"]) + ".." + end(d.fields["hi"]) + " " + d.fields["end"]
}

// debug is a value in the form of Rust's Debug: Name { field: value }, with values as text.
type debug struct {
	name   string
	fields map[string]string
	order  []string
}

func parseDebug(s string) *debug {
	d := &debug{fields: map[string]string{}}
	s = strings.TrimSpace(s)
	i := strings.IndexAny(s, "{(")
	if i < 0 {
		d.name = s
		return d
	}
	d.name = strings.TrimSpace(s[:i])
	for j, part := range splitTop(s[i+1 : len(s)-1]) {
		if s[i] == '(' {
			d.fields[fmt.Sprint(j)] = part
			continue
		}
		f, v, _ := strings.Cut(part, ": ")
		d.fields[f] = v
		d.order = append(d.order, f)
	}
	return d
}

// splitTop splits at the commas outside of brackets and quotes.
func splitTop(s string) []string {
	var out []string
	depth, start := 0, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '(', '[', '{', '<':
			depth++
		case '>':
			if i > 0 && s[i-1] != '-' && s[i-1] != '=' {
				depth--
			}
		case ')', ']', '}':
			depth--
		case '"':
			for i++; i < len(s) && s[i] != '"'; i++ {
				if s[i] == '\\' {
					i++
				}
			}
		case ',':
			if depth == 0 {
				out = append(out, strings.TrimSpace(s[start:i]))
				start = i + 1
			}
		}
	}
	if last := strings.TrimSpace(s[start:]); last != "" {
		out = append(out, last)
	}
	return out
}

// debugPat reads a pattern on one line.
func debugPat(s string) *node {
	p := parseDebug(s)
	k := parseDebug(p.fields["kind"])
	var kids []*node
	list := func(s string) []*node {
		var out []*node
		for _, x := range splitTop(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSpace(s), "["), "]")) {
			if strings.HasPrefix(x, "FieldPat") {
				x = parseDebug(x).fields["pattern"]
			}
			out = append(out, debugPat(x))
		}
		return out
	}
	ty, span := p.fields["ty"], rustcSpan(p.fields["span"])
	ascriptions := strings.Count(p.fields["extra"], "Ascription {")
	switch k.name {
	case "Binding":
		if sub := k.fields["subpattern"]; strings.HasPrefix(sub, "Some(") {
			kids = append(kids, debugPat(sub[5:len(sub)-1]))
		}
	case "Deref", "DerefPattern":
		kids = append(kids, debugPat(k.fields["subpattern"]))
	case "Variant", "Leaf":
		kids = list(k.fields["subpatterns"])
	case "Or":
		kids = list(k.fields["pats"])
	case "Range":
		k.fields["range"] = k.fields["0"]
	case "Slice", "Array":
		n := patNode(k, ty, span, nil)
		slice := &node{label: "slice"}
		if s := k.fields["slice"]; strings.HasPrefix(s, "Some(") {
			slice.add(debugPat(s[5 : len(s)-1]))
		}
		n.add(&node{label: "prefix", kids: list(k.fields["prefix"])}, slice, &node{label: "suffix", kids: list(k.fields["suffix"])})
		return ascribed(n, ascriptions)
	}
	return ascribed(patNode(k, ty, span, kids), ascriptions)
}

var reInt = regexp.MustCompile(`^Int\(Pu128\((\d+)\)`)

// literalText is a literal's value without its form.
func literalText(s string) string {
	if m := reInt.FindStringSubmatch(s); m != nil {
		return "int " + m[1]
	}
	name, rest, _ := strings.Cut(strings.TrimSuffix(s, ")"), "(")
	switch name {
	case "Str", "ByteStr", "CStr":
		return "string"
	case "Float":
		return "float"
	case "Char":
		return "char " + charText(strings.Trim(rest, "'"))
	}
	return strings.ToLower(name) + " " + rest
}

// charText is the code point of a char in Rust's Debug form.
func charText(s string) string {
	escapes := map[string]rune{`\n`: '\n', `\t`: '\t', `\r`: '\r', `\0`: 0, `\\`: '\\', `\'`: '\'', "": '\''}
	if r, ok := escapes[s]; ok {
		return fmt.Sprintf("%x", r)
	}
	if m := regexp.MustCompile(`^\\u\{([0-9a-f]+)\}$`).FindStringSubmatch(s); m != nil {
		return m[1]
	}
	return fmt.Sprintf("%x", []rune(s)[0])
}

// lastPart is the end of a path.
func lastPart(s string) string {
	if i := strings.LastIndex(s, "::"); i >= 0 {
		return s[i+2:]
	}
	return s
}
