package server

import (
	"context"
	"encoding/json"
	"runtime"
)

// This file answers dropLsp/memory: what the server holds, after a collection. Who looks for a leak
// asks twice.

// memoryAnswer counts bytes, goroutines, open documents.
type memoryAnswer struct {
	Heap       uint64 `json:"heap"`   // live after the collection
	System     uint64 `json:"system"` // taken from the system, by the heap and beside it
	Goroutines int    `json:"goroutines"`
	Documents  int    `json:"documents"`
}

func (s *server) memory(json.RawMessage) (task, error) {
	return task{run: func(context.Context) (any, error) {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		s.mu.Lock()
		documents := len(s.docs)
		s.mu.Unlock()
		return memoryAnswer{m.HeapAlloc, m.Sys - m.HeapReleased, runtime.NumGoroutine(), documents}, nil
	}}, nil
}
