package publish_test

import (
	"testing"
	"time"
)

func TestAnUndisturbedPost(t *testing.T) {
	t.Parallel()
	for _, size := range []int64{1, small, many} {
		inBubble(t, size, func(w *world) {
			p := w.settle(time.Hour)
			w.wantPublished(p)
			w.wantCalls("init", 1)
			t.Log(w.journal(), w.api.calls)
		})
	}
}
