package main

import (
	"fmt"
	"strings"
)

// This file holds the formats of one line a diagnostic.

// renderShort is `file:line:column: level[code]: message`.
func renderShort(d diagnostic) string {
	head := d.Level
	if c := d.codeText(); c != "" {
		head += "[" + c + "]"
	}
	msg := strings.ReplaceAll(d.Message, "\n", " ")
	if s, ok := d.primary(); ok {
		return fmt.Sprintf("%s:%d:%d: %s: %s\n", s.FileName, s.LineStart, s.ColumnStart, head, msg)
	}
	return fmt.Sprintf("%s: %s\n", head, msg)
}

// renderGithub is a workflow command: `::error file=…,line=…::message`.
func renderGithub(d diagnostic) string {
	command := map[string]string{"error": "error", "warning": "warning"}[d.Level]
	if command == "" {
		command = "notice"
	}
	var props []string
	if s, ok := d.primary(); ok {
		props = append(props, "file="+githubProperty(s.FileName), fmt.Sprintf("line=%d,endLine=%d", s.LineStart, s.LineEnd))
		if s.LineStart == s.LineEnd { // columns of several lines are refused
			props = append(props, fmt.Sprintf("col=%d,endColumn=%d", s.ColumnStart, s.ColumnEnd))
		}
	}
	if c := d.codeText(); c != "" {
		props = append(props, "title="+githubProperty(c))
	}
	text := d.Message
	for _, s := range d.Spans {
		if s.Label != nil {
			text += fmt.Sprintf("\n%s:%d: %s", s.FileName, s.LineStart, *s.Label)
		}
	}
	for _, c := range d.Children {
		text += "\n" + c.Level + ": " + c.Message
	}
	return fmt.Sprintf("::%s %s::%s\n", command, strings.Join(props, ","), githubData(text))
}

// githubData escapes a command's message, githubProperty a property's value.
func githubData(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s)
}

func githubProperty(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(githubData(s))
}
