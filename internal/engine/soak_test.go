//go:build unix

package engine_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/sandbox"
)

// TestSoakRandomKills publishes CUEDROP_SOAK posts, each killed one to three times at
// random points while TikTok misbehaves, and counts what arrived. `make soak` runs
// it; the goal is 10,000 before a release (reliability-security.md 6).
func TestSoakRandomKills(t *testing.T) {
	t.Parallel()
	n, err := strconv.Atoi(os.Getenv("CUEDROP_SOAK"))
	if err != nil || n < 1 {
		t.Skip("CUEDROP_SOAK is not set to a number of posts")
	}
	w := setup(t, atOnce)
	e := w.open(nil)
	defer e.Close()
	m := w.clip(e, 200_000)
	trouble := atOnce
	for i, on := range []string{"init", "last_chunk", "status", "creator_info"} {
		trouble.Faults = append(trouble.Faults, sandbox.Fault{On: on, Nth: 2 + i, Do: "drop_after"}, sandbox.Fault{On: on, Nth: 5 + i, Do: "status:503"})
	}
	kills := 0
	for i := range n {
		caption := fmt.Sprint("soak ", i)
		id := w.due(e, m, caption, cuedrop.ModeDirect)
		w.play(trouble)
		for range 1 + rand.IntN(3) {
			if killed, _ := w.child(1 + rand.IntN(18)); killed {
				kills++
			}
		}
		w.child(0)
		// Three inits whose answers were lost stop a post, with nothing sent: what the
		// user would do is try again.
		if p := w.post(e, id); p.State == cuedrop.Blocked && p.Failure.Reason == "publish.init_gave_up" {
			if _, err := e.Queue.Retry(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			w.child(0)
		}
		w.wantOnce(e, id, m, caption)
		if t.Failed() {
			t.Fatalf("after %d posts and %d kills", i+1, kills)
		}
	}
	t.Logf("%d posts, %d kills: none lost, none twice", n, kills)
}
