package notify

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cuedrop/internal/cuedrop"
)

// TestAnythingMayHappen checks what holds whatever happens: ten seconds between two
// notices, no notice without a reason to show it, nothing told twice.
func TestAnythingMayHappen(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d, now, rev := newDesk(), noon, int64(0)
		last := time.Time{}
		shown := map[string]Notice{}
		state := map[cuedrop.PostID]cuedrop.State{}
		told := map[cuedrop.PostID]bool{} // by itself, in its present state
		do := func(acts []act) {
			for _, a := range acts {
				if a.withdraw != "" {
					if _, ok := shown[a.withdraw]; !ok {
						t.Fatalf("%s was withdrawn and never shown", a.withdraw)
					}
					delete(shown, a.withdraw)
				}
				if a.send == nil {
					continue
				}
				if !last.IsZero() && now.Sub(last) < apart {
					t.Fatalf("%s came %s after the one before", a.send.ID, now.Sub(last))
				}
				last = now
				shown[a.send.ID] = *a.send
				if id := a.send.Subject.Post; id != "" && strings.HasPrefix(a.send.ID, "post/") {
					if told[id] {
						t.Fatalf("%s was told twice", id)
					}
					told[id] = true
					if about, ok := topicOf(state[id]); !ok || (about == success) != a.send.Quiet {
						t.Fatalf("%s was told in state %s", id, state[id])
					}
				}
			}
		}
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 15_000).Draw(t, "ms")) * time.Millisecond)
			id := rapid.SampledFrom([]string{"a", "b", "c", "d"}).Draw(t, "post")
			rev++
			switch rapid.IntRange(0, 4).Draw(t, "what") {
			case 0, 1, 2:
				s := rapid.SampledFrom(cuedrop.States).Draw(t, "state")
				if s != state[cuedrop.PostID(id)] {
					told[cuedrop.PostID(id)] = false
				}
				state[cuedrop.PostID(id)] = s
				do(d.post(post(id, rev, s), now))
			case 3:
				state[cuedrop.PostID(id)], told[cuedrop.PostID(id)] = "", false
				do(d.removed(cuedrop.PostID(id)))
			case 4:
				do(d.account(account(rev, rapid.SampledFrom([]cuedrop.AccountHealth{cuedrop.AccountOK, cuedrop.AccountSignedOut}).Draw(t, "health")), now))
			}
			do(d.flush(now, plainView))
			for noticeID := range shown {
				about, ok := strings.CutPrefix(noticeID, "post/")
				if _, worth := topicOf(state[cuedrop.PostID(about)]); ok && !worth {
					t.Fatalf("%s is shown of a post in state %q", noticeID, state[cuedrop.PostID(about)])
				}
			}
		}
	})
}
