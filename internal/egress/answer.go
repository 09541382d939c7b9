package egress

import (
	"context"
	"errors"
	"io"
	"sync"

	"cuedrop/internal/fault"
)

// The largest answer that is read, in bytes. TikTok's are below 10 kB
// (reliability-security.md G13).
const answerBytesMax = 1 << 20

var errTooLarge = fault.New(fault.Unavailable, "network.too_large", "The answer is larger than any that TikTok gives, so it was dropped: response too large. Check the network; Cuedrop tries again.")

// answerBody limits the answer and closes the call. One goroutine reads it, as of
// any body; Close may come from another.
type answerBody struct {
	body io.ReadCloser
	call *call
	ctx  context.Context
	left int64

	mu  sync.Mutex
	err error // what ended the body before its time
}

// Read returns Unavailable "network.too_large" once more than 1 MiB came.
func (b *answerBody) Read(p []byte) (int, error) {
	if b.left < 0 {
		return 0, errTooLarge
	}
	if int64(len(p)) > b.left+1 {
		p = p[:b.left+1]
	}
	n, err := b.body.Read(p)
	b.left -= int64(n)
	switch {
	case b.left < 0:
		b.note(errTooLarge)
		return n - 1, errTooLarge
	case err != nil && !errors.Is(err, io.EOF):
		err = b.call.explain(b.ctx, err)
		b.note(err)
	}
	return n, err
}

func (b *answerBody) note(err error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.err == nil {
		b.err = err
	}
}

// Close releases the connection and has the ledger line written.
func (b *answerBody) Close() error {
	err := b.body.Close()
	b.mu.Lock()
	outcome := outcomeOf(b.err)
	b.mu.Unlock()
	b.call.finish(outcome)
	return err
}
