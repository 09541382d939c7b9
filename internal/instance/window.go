package instance

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"io"
	"net"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

// talksMax is how many connections are read at the same time; others wait.
const talksMax = 8

// Window is the right to the one window on a data folder. It is safe for concurrent use.
type Window struct {
	path     string // of the file with the address
	token    string
	lock     *flock.Flock
	listener net.Listener    // nil when the system gave none
	life     context.Context //nolint:containedctx // it ends the talks, which outlive every call
	end      context.CancelFunc
	talks    sync.WaitGroup
	once     sync.Once

	mu   sync.Mutex
	take func(Handed)
}

// open listens for other starts. Without a listener the window is still the only one,
// and the others say that it does not answer.
func open(ctx context.Context, dir string, lock *flock.Flock) *Window {
	w := &Window{path: filepath.Join(dir, addressName), token: rand.Text(), lock: lock}
	w.life, w.end = context.WithCancel(context.WithoutCancel(ctx))
	_ = os.Remove(w.path) // the last one's: nobody must be led astray while we get ready
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		return w
	}
	if err := writeAddress(w.path, address{listener.Addr().String(), w.token}); err != nil {
		_ = listener.Close()
		return w
	}
	w.listener = listener
	w.talks.Go(w.accept)
	return w
}

// Take has f called for every other start from now on, in order, with what it was given,
// perhaps nothing. f shows the window; it must not call the window's methods.
// Until Take, and after Take(nil), other starts wait.
func (w *Window) Take(f func(Handed)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.take = f
}

// Close gives the window back. It may be called twice.
func (w *Window) Close() {
	w.once.Do(func() {
		w.end()
		if w.listener != nil {
			_ = w.listener.Close()
			_ = os.Remove(w.path) // a stale one would do no harm
		}
		w.talks.Wait()
		_ = w.lock.Close() // the system releases it with the process anyway
	})
}

func (w *Window) accept() {
	slots := make(chan struct{}, talksMax)
	for {
		conn, err := w.listener.Accept()
		if err != nil {
			if w.life.Err() != nil {
				return
			}
			select { // out of file handles, perhaps
			case <-time.After(again):
				continue
			case <-w.life.Done():
				return
			}
		}
		select {
		case slots <- struct{}{}:
		case <-w.life.Done():
			_ = conn.Close()
			return
		}
		w.talks.Go(func() {
			defer func() { <-slots }()
			w.talk(conn)
		})
	}
}

// talk hears one other start out. Whoever does not know the token learns nothing but
// that somebody is there, and costs no more than the token's length.
func (w *Window) talk(conn net.Conn) {
	defer func() { _ = conn.Close() }()
	limit, cancel := context.WithTimeout(w.life, answersWithin)
	defer cancel()
	stop := context.AfterFunc(limit, func() { _ = conn.Close() })
	defer stop()
	if _, err := io.WriteString(conn, greeting+"\n"); err != nil {
		return
	}
	token := make([]byte, tokenLength+1)
	if _, err := io.ReadFull(conn, token); err != nil || subtle.ConstantTimeCompare(token, []byte(w.token+"\n")) != 1 {
		return
	}
	line, err := readLine(conn, messageMax)
	if err != nil {
		return
	}
	handed, err := decode(line)
	if err != nil {
		return
	}
	_, _ = io.WriteString(conn, w.hand(handed)+"\n")
}

func (w *Window) hand(h Handed) (answer string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.take == nil {
		return answerWait
	}
	w.take(h)
	return answerTaken
}

// writeAddress puts a whole file at path, readable for the owner only.
func writeAddress(path string, a address) error {
	raw, err := json.Marshal(a)
	if err != nil {
		return err
	}
	f, err := os.CreateTemp(filepath.Dir(path), addressName+".*") // with mode 0600
	if err != nil {
		return err
	}
	_, err = f.Write(raw)
	if closeErr := f.Close(); err == nil {
		err = closeErr
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return err
}
