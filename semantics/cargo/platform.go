package cargo

import (
	"slices"
	"strings"
)

// This file: for which platforms a dependency is: `[target.'cfg(unix)'.dependencies]`,
// or a target's triple.

// Platform is what is compiled for.
type Platform struct {
	Triple string
	Cfg    map[string][]string // a bare name maps to {""}
}

// Matches reports whether a platform is meant; "" means every one. What cannot be read means none.
func (p Platform) Matches(s string) bool {
	body, ok := strings.CutPrefix(s, "cfg(")
	if !ok {
		return s == "" || s == p.Triple
	}
	c := &cfgParser{p: p, toks: cfgTokens(strings.TrimSuffix(body, ")"))}
	return c.predicate() && !c.bad
}

// cfgParser evaluates while it reads.
type cfgParser struct {
	p    Platform
	toks []string
	bad  bool
}

func (c *cfgParser) next() string {
	if len(c.toks) == 0 {
		c.bad = true
		return ""
	}
	t := c.toks[0]
	c.toks = c.toks[1:]
	return t
}

func (c *cfgParser) at(t string) bool { return len(c.toks) > 0 && c.toks[0] == t }

// predicate is `all(…)`, `any(…)`, `not(…)`, `name` or `name = "value"`.
func (c *cfgParser) predicate() bool {
	name := c.next()
	switch {
	case c.at("("):
		c.next()
		var all []bool
		for !c.at(")") && !c.bad {
			all = append(all, c.predicate())
			if c.at(",") {
				c.next()
			}
		}
		c.next()
		switch name {
		case "all":
			return !slices.Contains(all, false)
		case "any":
			return slices.Contains(all, true)
		case "not":
			return len(all) == 1 && !all[0]
		}
		c.bad = true
		return false
	case c.at("="):
		c.next()
		return slices.Contains(c.p.Cfg[name], strings.Trim(c.next(), `"`))
	case name == "true":
		return true
	case name == "false":
		return false
	}
	return slices.Contains(c.p.Cfg[name], "")
}

// cfgTokens cuts a predicate into names, strings and punctuation.
func cfgTokens(s string) []string {
	var out []string
	for i := 0; i < len(s); {
		switch ch := s[i]; {
		case ch == ' ' || ch == '\t' || ch == '\n' || ch == '\r':
			i++
		case ch == '"':
			j := i + 1
			for j < len(s) && s[j] != '"' {
				j++
			}
			j = min(j+1, len(s))
			out = append(out, s[i:j])
			i = j
		case strings.IndexByte("(),=", ch) >= 0:
			out = append(out, s[i:i+1])
			i++
		default:
			j := i
			for j < len(s) && strings.IndexByte("(),= \t\n\r\"", s[j]) < 0 {
				j++
			}
			out = append(out, s[i:j])
			i = j
		}
	}
	return out
}
