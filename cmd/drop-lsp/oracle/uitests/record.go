package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// This file: the record of the tests that agree, which the Go test holds: rustc's verdicts,
// none of the tests' text. One line a test: its name, its text's hash, then by edition the
// errors (line:column:code) and, where the labels agree too, a hash of them:
//
//	borrowck/x.rs 12ab… 2015=7:5:E0382,9:1:E0505~0f3c 2021= 2024=

// recordFile is the record, in the folder of this package.
const recordFile = "agreeing.txt.gz"

// recordOf is the record of an answer; labels: with their hash.
func recordOf(fs []finding, labels bool) string {
	var out []string
	for _, f := range onlyOurs(fs) {
		out = append(out, fmt.Sprintf("%d:%d:%s", f.at().Line, f.at().Col, f.key()))
	}
	slices.Sort(out)
	s := strings.Join(slices.Compact(out), ",")
	if labels && s != "" {
		sum := sha256.Sum256([]byte(texts(fs, false)))
		s += "~" + hex.EncodeToString(sum[:4])
	}
	return s
}

// record writes the record of the outcomes that agree into a folder; the editions in which a
// test does not agree are left out.
func record(folder string, outcomes []outcome) error {
	var b bytes.Buffer
	for i := 0; i < len(outcomes); {
		name, text := outcomes[i].name(), outcomes[i].Text
		var cells []string
		for ; i < len(outcomes) && outcomes[i].name() == name; i++ {
			o := outcomes[i]
			theirs := recordOf(o.Rustc.Findings, o.Labels)
			if o.Rustc.None == "" && o.Equal && theirs == recordOf(o.Ours.Findings, o.Labels) {
				cells = append(cells, o.In+"="+theirs)
			}
		}
		if len(cells) > 0 {
			fmt.Fprintf(&b, "%s %s %s\n", name, text, strings.Join(cells, " "))
		}
	}
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := w.Write(b.Bytes()); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, recordFile), packed.Bytes(), 0o666)
}

// recorded are the lines of a record.
func recorded(folder string) ([]string, error) {
	b, err := os.ReadFile(filepath.Join(folder, recordFile))
	if err != nil {
		return nil, err
	}
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(r)
	return strings.Split(strings.TrimSpace(string(text)), "\n"), err
}
