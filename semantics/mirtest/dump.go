// Package mirtest holds our MIR against rustc's: tests ask both for a program's bodies at one
// stage and compare them as graphs, block by block and line by line.
package mirtest

import (
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// This file: printed MIR as graphs of lines, rustc's and ours, and whether two are
// equal up to the numbers of locals, blocks and promoteds: both are walked in lockstep from
// bb0, and the first line that differs is shown.

// Dump is one printed body.
type Dump struct {
	name   string
	args   int
	types  map[string]string // of locals, with `mut `
	blocks map[string]*dumpBlock
}

type dumpBlock struct {
	cleanup bool
	lines   []string
}

var (
	reDumpHead  = regexp.MustCompile("^// MIR for `(.*)` after")
	reDumpLet   = regexp.MustCompile(`^\s*let (mut )?_(\d+): (.*);$`)
	reDumpBlock = regexp.MustCompile(`^    bb(\d+)( \(cleanup\))?: \{$`)
	reDumpArg   = regexp.MustCompile(`_(\d+): `)
)

// Read reads the first body of a text.
func Read(text string) *Dump {
	d := &Dump{types: map[string]string{}, blocks: map[string]*dumpBlock{}}
	var cur *dumpBlock
	for _, line := range strings.Split(oneLine(text), "\n") {
		if cur != nil && strings.HasPrefix(line, "        ") {
			if s := strings.TrimSuffix(strings.TrimSpace(line), ";"); s != "nop" {
				cur.lines = append(cur.lines, tidy(s))
			}
		} else if m := match(reDumpHead, line, "// MIR for"); m != nil && d.name == "" {
			d.name = m[1]
		} else if m := match(reDumpLet, line, " let "); m != nil {
			t, _, _ := strings.Cut(m[3], " as UserTypeProjection")
			t, _, _ = strings.Cut(t, " in User")
			d.types["_"+m[2]] = m[1] + tidy(t)
		} else if m := match(reDumpBlock, line, "    bb"); m != nil {
			cur = &dumpBlock{cleanup: m[2] != ""}
			d.blocks["bb"+m[1]] = cur
		} else if strings.HasPrefix(line, "fn ") {
			d.args = len(reDumpArg.FindAllString(line, -1))
		} else if line == "}" {
			break
		}
	}
	return d
}

// oneLine takes out the templates of inline assembly, which may run over several lines.
func oneLine(text string) string {
	if !strings.Contains(text, `asm!("`) {
		return text
	}
	return reAsm.ReplaceAllString(text, `asm!("…", $1`)
}

// match is what a pattern finds in a line, if a text that it needs is there: most lines are no match.
func match(r *regexp.Regexp, line, needs string) []string {
	if !strings.Contains(line, needs) {
		return nil
	}
	return r.FindStringSubmatch(line)
}

var (
	reString  = regexp.MustCompile(`b?c?"(?:[^"\\]|\\.)*"`)
	reClosure = regexp.MustCompile(`\{(closure|async closure|async block|gen block|(?:static )?coroutine|async closure body)@(?:[^{}]|\{[^}]*\})*\}|\{\w+ fn body of (?:[^{}]|\{[^}]*\})*\}`)
	// Where an async destructor that is dropped while it waits goes on is left out: we have none.
	reDropline = regexp.MustCompile(`^(drop\(.*), drop: bb\d+`)
	reModules  = regexp.MustCompile(`\b(?:[a-z_]\w*::)+([A-Za-z_<{])`)
	reRegion   = regexp.MustCompile(`'[a-z_]\w*\b([^']|$)`)
	reUserType = regexp.MustCompile(`base: UserType\(\d+\), projs: \[[^\]]*\]`)
	reStatic   = regexp.MustCompile(`\{[\w:]+: [&*][^}]*\}|<static\([^>]*\)>`)
	reCast     = regexp.MustCompile(`\((?:IntToInt|FloatToInt|IntToFloat|FloatToFloat|PtrToPtr|FnPtrToPtr)\)$`)
	reCoercion = regexp.MustCompile(`, (?:Implicit|AsCast)\)`)
	reSafety   = regexp.MustCompile(`((?:Reify|Closure)FnPointer)\((?:Safe|Unsafe)\)`)
	reCapture  = regexp.MustCompile(`(\{closure\} \{ )(.*)( \})`)
	reField    = regexp.MustCompile(`\b\w+: ((?:move|copy|const) )`)
	rePromoted = regexp.MustCompile(`const (?:<.*>::|[^=()]*)promoted\[`)
	// What a fn of an impl declares is named after the impl's type.
	reNested   = regexp.MustCompile(`\b[A-Z]\w*(?:::)?<[^<>]*>::([A-Z])|\b(?:\w+::)*\{(?:constant|closure)#\d+\}::([A-Z])`)
	reMade     = regexp.MustCompile(`^(.*= \{closure\} \{ )(.*)( \})$`)
	reCause    = regexp.MustCompile(`(ForMatchedPlace|ForLet)\([^)]*\)+, `)
	reVariant  = regexp.MustCompile(`\b[A-Z]\w*::([A-Z])`)
	reInherent = regexp.MustCompile(`<impl ([^>]*>?)>::`)
	reFloat    = regexp.MustCompile(`(\d[\d.eE+-]*)(f32|f64)\b`)
	reDyn      = regexp.MustCompile(`\((dyn [^()]*(?:\([^()]*\)[^()]*)*)\)`)
	reOpaque   = regexp.MustCompile(`^(mut )?impl .*$`)
	reOneWay   = regexp.MustCompile(`^(switchInt\(.*\)) -> (bb\d+)$`)
	reTLS      = regexp.MustCompile(`&/\*tls\*/ .*$`)
	// thread_local! names the two kinds of storage by aliases.
	reStorage = regexp.MustCompile(`\b(?:Eager|Lazy)Storage\b`)
	reAsm     = regexp.MustCompile(`(?s)asm!\(".*?", ((?:in|late|inlate)?out\(|in\(|const |sym_fn |sym_static|label \d|options\()`)
	reSym     = regexp.MustCompile(`sym_static [^,]*,`)
	reAnon    = regexp.MustCompile(`\{(?:constant|closure)#\d+\}`)
	// An inline constant is printed with the arguments of what it stands in.
	reAnonOf = regexp.MustCompile(`const <[^{}]*>::\{anon\}`)
)

// replace replaces a pattern in a text in which one of some texts must be for it to match.
func replace(r *regexp.Regexp, s, by string, needs ...string) string {
	for _, n := range needs {
		if strings.Contains(s, n) {
			return r.ReplaceAllString(s, by)
		}
	}
	return s
}

// tidy takes out what the comparison does not look at: module paths, regions,
// texts of strings, the numbers of annotations, kinds of numeric casts.
func tidy(s string) string {
	if strings.HasPrefix(s, "Storage") || strings.HasPrefix(s, "goto") {
		return s
	}
	if strings.Contains(s, `"`) {
		s = reString.ReplaceAllString(s, `"…"`)
	}
	s = replace(reClosure, s, "{closure}", "{")
	s = replace(reSym, s, "sym_static,", "sym_static")
	s = replace(reDropline, s, "$1", ", drop: ")
	if strings.Contains(s, "'") {
		s = reRegion.ReplaceAllString(s, "'_$1")
		for _, r := range [][2]string{{"'_, ", ""}, {"'_ ", ""}, {"::<'_>", ""}, {"<'_>", ""}, {" + '_", ""}, {"for<'_> ", ""}} {
			s = strings.ReplaceAll(s, r[0], r[1])
		}
	}
	s = replace(rePromoted, s, "const promoted[", "promoted[")
	s = replace(reModules, s, "$1", "::")
	s = replace(reNested, s, "$1$2", "::")
	s = replace(reUserType, s, "…", "UserType(")
	s = replace(reCause, s, "$1, ", "For")
	s = replace(reStatic, s, "{static}", "{", "<static(")
	s = replace(reCast, s, "(Misc)", "To")
	s = replace(reCoercion, s, ")", "Implicit)", "AsCast)")
	s = replace(reSafety, s, "$1", "FnPointer(")
	s = replace(reVariant, s, "$1", "::")
	s = replace(reInherent, s, "<$1>::", "<impl ")
	s = replace(reFloat, s, "$2", "f32", "f64")
	s = replace(reDyn, s, "$1", "(dyn ")
	s = replace(reOpaque, s, "${1}impl", "impl ")
	s = replace(reOneWay, s, "$1 -> [otherwise: $2]", "switchInt(")
	s = replace(reTLS, s, "&{tls}", "/*tls*/")
	s = replace(reStorage, s, "Storage", "Storage")
	s = replace(reAnon, s, "{anon}", "{constant#", "{closure#")
	s = replace(reAnonOf, s, "const {anon}", "::{anon}")
	if !strings.Contains(s, "{closure} {") {
		return s
	}
	if m := reCapture.FindStringSubmatchIndex(s); m != nil {
		s = s[:m[3]] + reField.ReplaceAllString(s[m[4]:m[5]], "$1") + s[m[6]:]
	}
	return s
}

var reRef = regexp.MustCompile(`\bbb\d+\b|\b_\d+\b|\bpromoted\[\d+\]`)

// pairing walks two dumps.
type pairing struct {
	a, b   *Dump
	ab, ba map[string]string
	queue  [][2]string
	flags  [][2][]string // runs of flags that are set one after another, to be paired last
}

// Same says how rustc's dump differs from ours; "" if it does not.
func Same(rustc, ours *Dump) string {
	p := &pairing{a: rustc, b: ours, ab: map[string]string{}, ba: map[string]string{}}
	if rustc.args != ours.args {
		return fmt.Sprintf("rustc has %d arguments, we have %d", rustc.args, ours.args)
	}
	for i := 0; i <= rustc.args; i++ {
		n := "_" + strconv.Itoa(i)
		p.pair(n, n)
	}
	if !p.pair("bb0", "bb0") {
		return "no blocks"
	}
	for len(p.queue) > 0 {
		next := p.queue[0]
		p.queue = p.queue[1:]
		if s := p.block(next[0], next[1]); s != "" {
			return s
		}
	}
	return p.pairFlags()
}

var reSetFlag = regexp.MustCompile(`^_\d+ = const (?:true|false)$`)

// run is the stretch of lines from the i-th that each set a flag.
func run(lines []string, i int) []string {
	n := i
	for n < len(lines) && reSetFlag.MatchString(lines[n]) {
		n++
	}
	return lines[i:n]
}

// pairFlags compares the runs of flags: in which order adjacent ones are set follows the
// numbers of blocks and has no effect, which ones and to what must be the same.
func (p *pairing) pairFlags() string {
	for _, r := range p.flags {
		left := append([]string{}, r[1]...)
		var open []string
		for _, x := range r[0] {
			n := reRef.FindString(x)
			y, ok := p.ab[n]
			if !ok {
				open = append(open, x)
				continue
			}
			i := slices.Index(left, strings.Replace(x, n, y, 1))
			if i < 0 {
				return fmt.Sprintf("rustc sets flags:\n   %s\nwe set:\n   %s\n(its %s is our %s)\n", strings.Join(r[0], "\n   "), strings.Join(r[1], "\n   "), n, y)
			}
			left = slices.Delete(left, i, i+1)
		}
		for i, x := range open { // flags that nothing reads
			if !p.line(x, left[i]) {
				return fmt.Sprintf("rustc has %q, we have %q", x, left[i])
			}
		}
	}
	return ""
}

func (p *pairing) pair(x, y string) bool {
	if old, ok := p.ab[x]; ok || p.ba[y] != "" {
		return old == y && p.ba[y] == x
	}
	p.ab[x], p.ba[y] = y, x
	if x[0] == 'b' {
		p.queue = append(p.queue, [2]string{x, y})
	}
	return true
}

func (p *pairing) block(x, y string) string {
	bx, by := p.a.blocks[x], p.b.blocks[y]
	if bx == nil || by == nil {
		return fmt.Sprintf("block %s/%s is missing", x, y)
	}
	where := func(i int) string {
		var w strings.Builder
		fmt.Fprintf(&w, "rustc's %s, our %s, line %d:\n", x, y, i+1)
		for k, d := range []*dumpBlock{bx, by} {
			fmt.Fprintf(&w, "  %s\n", [...]string{"rustc", "ours"}[k])
			for j := max(0, i-3); j < min(len(d.lines), i+3); j++ {
				mark := "   "
				if j == i {
					mark = " > "
				}
				fmt.Fprintf(&w, "   %s%s\n", mark, d.lines[j])
			}
		}
		return w.String()
	}
	if bx.cleanup != by.cleanup {
		return where(0)
	}
	for i := 0; i < max(len(bx.lines), len(by.lines)); i++ {
		if i < len(bx.lines) && i < len(by.lines) {
			if x, y := run(bx.lines, i), run(by.lines, i); len(x) > 1 && len(x) == len(y) {
				p.flags = append(p.flags, [2][]string{x, y})
				i += len(x) - 1
				continue
			}
		}
		if i >= len(bx.lines) || i >= len(by.lines) || !p.line(bx.lines[i], by.lines[i]) {
			return where(i)
		}
	}
	return ""
}

func (p *pairing) line(x, y string) bool {
	y = shownCaptures(x, y)
	if reRef.ReplaceAllString(x, "@") != reRef.ReplaceAllString(y, "@") {
		return false
	}
	xs, ys := reRef.FindAllString(x, -1), reRef.FindAllString(y, -1)
	for i := range xs {
		if !p.pair(xs[i], ys[i]) {
			return false
		}
		if xs[i][0] == '_' && p.a.types[xs[i]] != "" && p.a.types[xs[i]] != p.b.types[ys[i]] {
			p.b.types[ys[i]] += " <- differs from " + p.a.types[xs[i]]
			return false
		}
	}
	return true
}

// shownCaptures leaves out of our closure what rustc's dump does not show of its own: it prints
// as many captures as variables are named, though of one variable several places may be captured.
func shownCaptures(rustc, ours string) string {
	a, b := reMade.FindStringSubmatch(rustc), reMade.FindStringSubmatch(ours)
	if a == nil || b == nil {
		return ours
	}
	shown, all := strings.Split(a[2], ", "), strings.Split(b[2], ", ")
	if len(shown) >= len(all) {
		return ours
	}
	return b[1] + strings.Join(all[:len(shown)], ", ") + b[3]
}

// TypesOf lists the locals' types, for failures.
func (d *Dump) TypesOf() string {
	var out []string
	for n, t := range d.types {
		if strings.Contains(t, "differs") {
			out = append(out, n+": "+t)
		}
	}
	sort.Strings(out)
	return strings.Join(out, "\n")
}
