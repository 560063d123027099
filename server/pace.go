package server

import (
	"os"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
)

// This file: how often memory is collected. A collection takes as long as what is in use is large,
// and slows the keystrokes that meet it; with little in use the collector's usual pace means many:
//
//	in use     the usual pace    ours
//	 40 MiB    every  40 MiB     every 128 MiB
//	300 MiB    every 300 MiB     every 300 MiB

// headroom is how many bytes are allocated at least between two collections.
const headroom = 128 << 20

var pacing sync.Once

// pace keeps the pace from the next collection on, unless the user has set one.
func pace() {
	if os.Getenv("GOGC") == "" {
		pacing.Do(afterCollection)
	}
}

// afterCollection sets the pace after each collection.
func afterCollection() {
	runtime.AddCleanup(new([16]byte), func(struct{}) {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(live)
		debug.SetGCPercent(percentFor(live[0].Value.Uint64()))
		afterCollection()
	}, struct{}{})
}

// percentFor is the collector's percentage for so many bytes in use.
func percentFor(live uint64) int {
	return int(min(max(100, headroom*100/max(live, 1)), 1000))
}
