package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// This file: answers, rustc's and ours in one shape, and how they are compared.

// place is a labelled span, in lines and columns from 1.
type place struct {
	Line, Col, EndLine, EndCol int
	Primary                    bool
	Label                      string
}

// finding is a diagnostic.
type finding struct {
	Code     string    `json:",omitempty"`
	Message  string    `json:",omitempty"`
	Level    string    `json:",omitempty"`
	Places   []place   `json:",omitempty"`
	Children []finding `json:",omitempty"`
}

// MarshalJSON keeps the cache small.
func (p place) MarshalJSON() ([]byte, error) {
	return json.Marshal([]any{p.Line, p.Col, p.EndLine, p.EndCol, p.Primary, p.Label})
}

// UnmarshalJSON reads what MarshalJSON wrote.
func (p *place) UnmarshalJSON(b []byte) error {
	return json.Unmarshal(b, &[]any{&p.Line, &p.Col, &p.EndLine, &p.EndCol, &p.Primary, &p.Label})
}

// promised are the errors that check promises; rustc's others are its own business.
var promised = regexp.MustCompile(`^E(0040|0120|0184|0309|0310|0311|0366|0367|0373|038[124]|0493|0499|050[0-35-9]|0510|0515|0521|0524|0594|0596|0597|0621|0626|0700|0712|0713|0716|0740)$`)

const lifetimeError = "lifetime may not live long enough"

func (f finding) ours() bool {
	return f.Level == "error" && (promised.MatchString(f.Code) || f.Code == "" && f.Message == lifetimeError)
}

// key is the code, or the message where there is none.
func (f finding) key() string {
	if f.Code != "" {
		return f.Code
	}
	if f.Message == lifetimeError {
		return "lifetime"
	}
	return f.Message
}

// at is the first primary place.
func (f finding) at() place {
	var best place
	for _, p := range f.Places {
		if p.Primary && (best.Line == 0 || p.Line < best.Line || p.Line == best.Line && p.Col < best.Col) {
			best = p
		}
	}
	return best
}

// spot is where which error is: the verdict.
type spot struct {
	Line int
	Key  string
}

func (s spot) String() string { return fmt.Sprintf("%d %s", s.Line, s.Key) }

func onlyOurs(fs []finding) (out []finding) {
	for _, f := range fs {
		if f.ours() {
			out = append(out, f)
		}
	}
	return out
}

// bySpot are the promised findings by verdict.
func bySpot(fs []finding) map[spot][]finding {
	out := map[spot][]finding{}
	for _, f := range onlyOurs(fs) {
		s := spot{f.at().Line, f.key()}
		out[s] = append(out[s], f)
	}
	return out
}

// text is a finding as text, for comparison: message and labels, and the notes if asked for;
// suggestions are left out.
func (f finding) text(notes bool) string {
	var b strings.Builder
	f.write(&b, "", notes)
	return b.String()
}

func (f finding) write(b *strings.Builder, indent string, notes bool) {
	fmt.Fprintf(b, "%s%s[%s]: %s\n", indent, f.Level, f.Code, f.Message)
	places := slices.Clone(f.Places)
	slices.SortFunc(places, func(x, y place) int {
		for _, d := range []int{x.Line - y.Line, x.Col - y.Col, x.EndLine - y.EndLine, x.EndCol - y.EndCol} {
			if d != 0 {
				return d
			}
		}
		return strings.Compare(x.Label, y.Label)
	})
	for _, p := range places {
		mark := "-"
		if p.Primary {
			mark = "^"
		}
		fmt.Fprintf(b, "%s  %s %d:%d-%d:%d %s\n", indent, mark, p.Line, p.Col, p.EndLine, p.EndCol, p.Label)
	}
	if !notes {
		return
	}
	for _, c := range f.Children {
		if c.Level != "help" {
			c.write(b, indent+"    ", notes)
		}
	}
}

// texts are findings as one text, in an order that does not depend on theirs.
func texts(fs []finding, notes bool) string {
	var out []string
	for _, f := range onlyOurs(fs) {
		out = append(out, f.text(notes))
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

// outcome is a question with both answers and what comes of them.
type outcome struct {
	question
	Rustc verdict
	Ours  answer

	False, Missing, Found []spot
	Equal, Labels, Notes  bool // the same verdict; the same labels too; the same notes too
}

// compare holds the answers against each other; what rustc does not answer is left out.
func compare(qs []question, asked []verdict, answered []answer) (out []outcome) {
	for i, q := range qs {
		o := outcome{question: q, Rustc: asked[i], Ours: answered[i]}
		if o.Rustc.None != "" {
			out = append(out, o)
			continue
		}
		theirs, ours := bySpot(o.Rustc.Findings), bySpot(o.Ours.Findings)
		for s := range theirs {
			if _, ok := ours[s]; ok {
				o.Found = append(o.Found, s)
			} else {
				o.Missing = append(o.Missing, s)
			}
		}
		for s := range ours {
			if _, ok := theirs[s]; !ok {
				o.False = append(o.False, s)
			}
		}
		for _, l := range [][]spot{o.False, o.Missing, o.Found} {
			slices.SortFunc(l, func(a, b spot) int {
				if a.Line != b.Line {
					return a.Line - b.Line
				}
				return strings.Compare(a.Key, b.Key)
			})
		}
		o.Equal = len(o.False) == 0 && len(o.Missing) == 0 && o.Ours.Failed == ""
		o.Labels = o.Equal && texts(o.Rustc.Findings, false) == texts(o.Ours.Findings, false)
		o.Notes = o.Labels && texts(o.Rustc.Findings, true) == texts(o.Ours.Findings, true)
		out = append(out, o)
	}
	return out
}
