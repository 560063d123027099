package server

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"sync"
	"time"
)

// This file shows work: what takes longer than a moment is a progress that the user can
// cancel, and the server's status (ready, at work, partial because …) goes to clients that
// take rust-analyzer's notification experimental/serverStatus.

// progressDelay is how long work goes on before it is shown.
var progressDelay = 500 * time.Millisecond

type progressToken struct {
	Token string `json:"token"`
}

type progressValue struct {
	Kind        string `json:"kind"`
	Title       string `json:"title,omitempty"`
	Message     string `json:"message,omitempty"`
	Cancellable bool   `json:"cancellable,omitempty"`
}

// working shows the work on a document until it is done; its context ends if the user cancels it.
// When it is done the status is again what it was.
func (s *server) working(ctx context.Context, d *document) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	var mu sync.Mutex
	over, shown := false, false
	beside(func() {
		select {
		case <-done:
			return
		case <-time.After(progressDelay):
		}
		mu.Lock()
		if shown = !over; shown {
			s.busy(1)
		}
		mu.Unlock()
		if shown && s.client.progress {
			s.showProgress(d, cancel, done)
		}
	})
	return ctx, func() {
		mu.Lock()
		over = true
		mu.Unlock()
		close(done)
		cancel()
		if shown {
			s.busy(-1)
		}
	}
}

// busy counts the works that are shown; while there are some the status is that of one at work.
func (s *server) busy(n int) {
	s.mu.Lock()
	s.atWork += n
	status := s.status
	status.Quiescent = s.atWork == 0
	s.mu.Unlock()
	if status.Health == "" {
		status.Health = "ok"
	}
	s.say(status)
}

// showProgress is a progress until the work is done.
func (s *server) showProgress(d *document, cancel func(), done chan struct{}) {
	s.mu.Lock()
	s.progressed++
	token := fmt.Sprintf("drop-lsp/%d", s.progressed)
	s.progress[token] = cancel
	s.mu.Unlock()
	created, stop := context.WithTimeout(context.Background(), 10*time.Second)
	defer stop()
	if _, err := s.conn.Call(created, "window/workDoneProgress/create", progressToken{token}, nil); err == nil {
		s.report(token, progressValue{Kind: "begin", Title: "drop-lsp", Message: "analysing " + filepath.Base(d.file), Cancellable: true})
		<-done
		s.report(token, progressValue{Kind: "end"})
	}
	s.mu.Lock()
	delete(s.progress, token)
	s.mu.Unlock()
}

func (s *server) report(token string, v progressValue) {
	_ = s.conn.Notify(context.Background(), "$/progress", struct {
		progressToken
		Value progressValue `json:"value"`
	}{progressToken{token}, v})
}

// cancelProgress stops the work that a progress shows.
func (s *server) cancelProgress(params json.RawMessage) error {
	p, err := decode[progressToken](params)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if cancel := s.progress[p.Token]; cancel != nil {
		cancel()
	}
	return nil
}

// serverStatus is rust-analyzer's experimental/serverStatus.
type serverStatus struct {
	Health    string `json:"health"` // ok, warning
	Quiescent bool   `json:"quiescent"`
	Message   string `json:"message,omitempty"`
}

// say sends the status if it is another than before.
func (s *server) say(status serverStatus) {
	if !s.client.status {
		return
	}
	s.mu.Lock()
	same := s.status == status
	s.status = status
	s.mu.Unlock()
	if !same {
		_ = s.conn.Notify(context.Background(), "experimental/serverStatus", status)
	}
}

// ready says that a document was analysed, and what of it was not.
func (s *server) ready(partial int, because string) {
	s.mu.Lock()
	status := serverStatus{Health: "ok", Quiescent: s.atWork == 0}
	s.mu.Unlock()
	if partial > 0 {
		status.Health = "warning"
		status.Message = fmt.Sprintf("partial (%d): %s", partial, because)
	}
	s.say(status)
}
