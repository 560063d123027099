// Command crates holds the analysis against rustc on published crates: what compiles
// must get no error from us, and each body's MIR after drop elaboration must be rustc's.
// The crates of crates.txt are downloaded by Cargo and stay out of the repository.
//
//	go run ./cmd/drop-lsp/oracle/crates -fetch          download them into .cache/crates
//	go run ./cmd/drop-lsp/oracle/crates                 compare, print the figures
//	go run ./cmd/drop-lsp/oracle/crates -only '^smallvec$' -o differences.txt
//
// Dependencies are not loaded yet, so a crate is taken with its default features where
// those bring no other crate in, else without; crates that rustc cannot compile alone are
// passed over and counted.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"sort"
	"time"
)

// settings are the command line.
type settings struct {
	cache, only, out string
	fetch, worker    bool
	limit            time.Duration
}

func main() {
	var s settings
	flag.StringVar(&s.cache, "cache", ".cache/crates", "folder of the downloaded crates")
	flag.StringVar(&s.only, "only", "", "take only crates whose name matches this regular expression")
	flag.StringVar(&s.out, "o", "", "file for every false alarm, differing body and reason of a partial one")
	flag.BoolVar(&s.fetch, "fetch", false, "download the crates")
	flag.BoolVar(&s.worker, "worker", false, "compare one crate, read from the standard input (the command starts itself so)")
	flag.DurationVar(&s.limit, "timeout", 5*time.Minute, "time for one crate, rustc's included")
	flag.Parse()
	if err := run(s); err != nil {
		fmt.Fprintln(os.Stderr, "crates: "+err.Error())
		os.Exit(2)
	}
}

func run(s settings) error {
	switch {
	case s.worker:
		var c crate
		if err := json.NewDecoder(os.Stdin).Decode(&c); err != nil {
			return err
		}
		return json.NewEncoder(os.Stdout).Encode(compare(c))
	}
	only, err := regexp.Compile(s.only)
	if err != nil {
		return err
	}
	if s.fetch {
		return fetch(s.cache, only)
	}
	all, err := crates(s.cache)
	if err != nil {
		return err
	}
	details := io.Discard
	if s.out != "" {
		f, err := os.Create(s.out)
		if err != nil {
			return err
		}
		defer func() { _ = f.Close() }()
		details = f
	}
	return report(all, only, s.limit, bufio.NewWriter(details))
}

// report compares crate by crate, each in a process of its own, and prints a line for each.
func report(all []crate, only *regexp.Regexp, limit time.Duration, details *bufio.Writer) error {
	total, reasons := outcome{}, map[string]int{}
	compared := 0
	for _, c := range all {
		if !only.MatchString(c.Name) {
			continue
		}
		o := compareApart(c, limit)
		switch {
		case o.Refused != "":
			fmt.Printf("%-28s passed over: %s\n", c.Name, o.Refused)
			continue
		case o.Failed != "":
			fmt.Printf("%-28s FAILED: %s\n", c.Name, o.Failed)
			total.Crashes++
			continue
		}
		compared++
		fmt.Printf("%-28s %4d bodies: %4d equal, %4d partial, %3d without one of ours, %3d differ; %d false alarms; check %.1f s\n",
			c.Name, o.Bodies, o.Equal, o.Partial, o.Missing, o.differ(), len(o.Alarms), float64(o.Millis)/1000)
		for _, a := range o.Alarms {
			fmt.Println("   false alarm: " + a)
		}
		for _, d := range o.Details {
			fmt.Fprintf(details, "%s: %s\n", c.Name, d)
		}
		for r, n := range o.Reasons {
			reasons[r] += n
		}
		total.add(o)
	}
	fmt.Printf("\n%d crates compared; %d bodies: %d equal, %d partial, %d without one of ours, %d differ; %d false alarms, %d crashes or time-outs\n",
		compared, total.Bodies, total.Equal, total.Partial, total.Missing, total.differ(), len(total.Alarms), total.Crashes)
	keys := make([]string, 0, len(reasons))
	for r := range reasons {
		keys = append(keys, r)
	}
	sort.Slice(keys, func(i, j int) bool {
		return reasons[keys[i]] > reasons[keys[j]] || reasons[keys[i]] == reasons[keys[j]] && keys[i] < keys[j]
	})
	for _, r := range keys[:min(len(keys), 30)] {
		fmt.Printf("%5d partial: %s\n", reasons[r], r)
	}
	return details.Flush()
}

// fetch downloads crates of crates.txt, each in the version that stands there; no others are in the
// folder then.
func fetch(cache string, only *regexp.Regexp) error {
	if err := os.MkdirAll(filepath.Join(cache, "src"), 0o777); err != nil {
		return err
	}
	manifest := "[package]\nname = \"fetch\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[dependencies]\n"
	for _, c := range listed() {
		if !only.MatchString(c[0]) {
			continue
		}
		manifest += fmt.Sprintf("%s = \"=%s\"\n", c[0], c[1])
	}
	if err := os.WriteFile(filepath.Join(cache, "Cargo.toml"), []byte(manifest), 0o666); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(cache, "src", "lib.rs"), nil, 0o666); err != nil {
		return err
	}
	cmd := exec.Command("cargo", "vendor", "--quiet", "vendor")
	cmd.Dir, cmd.Stdout, cmd.Stderr = cache, io.Discard, os.Stderr
	return cmd.Run()
}
