//go:build unix

package engine_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/sandbox"
)

// TestWritesRefusedAtEveryPoint lets the disk refuse every write of the program from each
// point of a publish on, until it is killed: nothing is lost or sent twice
// (reliability-security.md C1, C2 and 6). That it goes on by itself when there is room
// again is tested where the clock is ours, in internal/publish.
func TestWritesRefusedAtEveryPoint(t *testing.T) {
	t.Parallel()
	w := setup(t, atOnce)
	e := w.open(nil)
	defer e.Close()
	m := w.clip(e, 100_000)
	w.due(e, m, "undisturbed", cuedrop.ModeDirect)
	_, points := w.child(0)
	if len(points) < 15 {
		t.Fatalf("only %d points: %v", len(points), points)
	}
	for i, point := range points {
		// After a commit is before the next effect; only what TikTok did can't be undone.
		if what, after := strings.CutPrefix(point, "after "); after && what != "init" && what != "last chunk" && what != "status" {
			continue
		}
		caption := fmt.Sprintf("refused %d %s", i+1, point)
		id := w.due(e, m, caption, cuedrop.ModeDirect)
		before := w.post(e, id).State
		if killed, _ := w.childWith(0, i+1); !killed && i < len(points)-1 {
			t.Errorf("%s: the child went on", caption)
		}
		if i == 0 && w.post(e, id).State != before {
			t.Errorf("%s: the disk took a step", caption)
		}
		if rand.IntN(3) == 0 { // and once more on the way back
			w.childWith(0, 1+rand.IntN(8))
		}
		if killed, _ := w.child(0); killed {
			t.Fatalf("%s: the last child died", caption)
		}
		w.wantOnce(e, id, m, caption)
	}
}

// TestEveryRequestRefusedOrLost lets each request of a publish fail before it takes
// effect, take effect and lose its answer, and be refused by a gateway, and some two of
// them in one publish.
func TestEveryRequestRefusedOrLost(t *testing.T) {
	t.Parallel()
	var all []sandbox.Fault
	for _, on := range []string{"creator_info", "init", "chunk", "last_chunk", "status"} {
		for _, do := range []string{"drop_before", "drop_after", "status:503"} {
			all = append(all, sandbox.Fault{On: on, Nth: 1, Do: do})
		}
	}
	cases := [][]sandbox.Fault{}
	for i, f := range all {
		cases = append(cases, []sandbox.Fault{f})
		if rand.IntN(2) == 0 {
			cases = append(cases, []sandbox.Fault{f, all[(i+3+rand.IntN(len(all)-3))%len(all)]})
		}
	}
	for _, faults := range cases {
		t.Run(fmt.Sprint(faults), func(t *testing.T) {
			t.Parallel()
			w := setup(t, sandbox.Scenario{})
			e := w.open(nil)
			defer e.Close()
			size := int64(100_000)
			if faults[0].On == "chunk" {
				size = manyChunks
			}
			m := w.clip(e, size)
			w.play(sandbox.Scenario{Processing: atOnce.Processing, Faults: faults})
			id := w.due(e, m, "struck", cuedrop.ModeDirect)
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
			defer cancel()
			if err := untilIdle(ctx, e); err != nil {
				t.Fatalf("state %+v: %v", w.post(e, id), err)
			}
			w.wantOnce(e, id, m, "struck")
		})
	}
}
