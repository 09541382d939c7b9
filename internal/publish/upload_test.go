package publish_test

import (
	"os"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// chunks returns the ranges that were sent, in order.
func (w *world) chunks() (sent []string) {
	for _, c := range w.api.calls {
		if len(c) > 6 && c[:6] == "chunk " {
			sent = append(sent, c[6:])
		}
	}
	return sent
}

// TestTheServersCountDecidesWhereToGoOn is the row UPLOADING, (re)start: after a kill
// in the middle of a chunk the upload goes on at TikTok's offset, wherever that is
// (A6, A7, tiktok-open-api.md 9.4).
func TestTheServersCountDecidesWhereToGoOn(t *testing.T) {
	t.Parallel()
	last := "52428800-64000000"
	for name, c := range map[string]struct {
		kept   int64 // of the second chunk
		atomic bool
		want   []string // after the restart
	}{
		"nothing kept":           {0, false, []string{"10485760-20971519", "20971520-31457279"}},
		"one byte kept":          {1, false, []string{"10485761-20971519", "20971520-31457279"}},
		"half kept":              {chunk / 2, false, []string{"15728640-20971519", "20971520-31457279"}},
		"the rest is too small":  {chunk - 5<<20 + 1, false, []string{"15728641-31457279"}},
		"all but one byte":       {chunk - 1, false, []string{"20971519-31457279"}},
		"all kept":               {chunk, false, []string{"20971520-31457279"}},
		"half arrived, not kept": {chunk / 2, true, []string{"10485760-20971519", "20971520-31457279"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, many, func(w *world) {
				w.api.atomic = c.atomic
				w.api.script["chunk"] = []reply{{}, {part: true, keep: c.kept, crash: true}}
				w.wantPublished(w.settle(time.Hour))
				w.wantCalls("init", 1)
				want := append([]string{"0-10485759", "10485760-20971519"}, c.want...)
				want = append(want, "31457280-41943039", "41943040-52428799", last)
				if diff := cmp.Diff(want, w.chunks()); diff != "" {
					t.Errorf("chunks (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// TestAnAckThatWasNotWritten is A7: the chunk arrived, the program died before it
// could write that down.
func TestAnAckThatWasNotWritten(t *testing.T) {
	t.Parallel()
	inBubble(t, many, func(w *world) {
		passed := 0
		w.probe = func(point string) {
			if point == "before ack_chunk" {
				if passed++; passed == 2 {
					panic(crashed{point})
				}
			}
		}
		w.wantPublished(w.settle(time.Hour))
		if n := len(w.chunks()); n != 6 {
			t.Errorf("%d chunks, want each once: %v", n, w.chunks())
		}
	})
}

// TestAcksAreNotedOnceASecond: the journal does not wait for the disk after every chunk
// of a fast upload, and a crash costs no more than one chunk again all the same.
func TestAcksAreNotedOnceASecond(t *testing.T) {
	t.Parallel()
	inBubble(t, many, func(w *world) {
		w.acksRarely = true
		w.restart()
		acks, chunks := 0, 0
		w.probe = func(point string) {
			switch point {
			case "after ack_chunk":
				acks++
			case "after chunk":
				if chunks++; chunks == 3 {
					panic(crashed{point})
				}
			}
		}
		w.wantPublished(w.settle(time.Hour))
		if n := len(w.chunks()); n != 6 || acks > 1 {
			t.Errorf("%d chunks with %d notes, want 6 with none or one", n, acks)
		}
	})
}

// TestStatusWithoutUploadedBytes goes on with our own count, and with TikTok's 416
// where that was wrong.
func TestStatusWithoutUploadedBytes(t *testing.T) {
	t.Parallel()
	inBubble(t, many, func(w *world) {
		w.api.mute = true
		w.api.script["chunk"] = []reply{{}, {crash: true}} // arrived, not written down
		w.wantPublished(w.settle(time.Hour))
		w.wantCalls("init", 1)
		if sent := w.chunks(); len(sent) != 7 || sent[1] != sent[2] {
			t.Errorf("chunks %v, want the second tried twice", sent)
		}
	})
}

// TestA416NamesTheOffset goes on from there without another question.
func TestA416NamesTheOffset(t *testing.T) {
	t.Parallel()
	inBubble(t, many, func(w *world) {
		// The second chunk's answer is lost on the way; sent again, it is out of place.
		w.api.script["chunk"] = []reply{{}, {err: lost}}
		w.api.script["status"] = []reply{{answer: &cuedrop.RemoteStatus{State: cuedrop.RemoteUploading, Uploaded: -1}}}
		w.wantPublished(w.settle(time.Hour))
		want := []string{"0-10485759", "10485760-20971519", "10485760-20971519", "20971520-31457279", "31457280-41943039", "41943040-52428799", "52428800-64000000"}
		if diff := cmp.Diff(want, w.chunks()); diff != "" {
			t.Errorf("chunks (-want +got):\n%s", diff)
		}
	})
}

// TestRepeated416BacksOff: a server that takes no range at all is not hammered, and
// the post starts anew once the address is dead (no last chunk was ever sent).
func TestRepeated416BacksOff(t *testing.T) {
	t.Parallel()
	inBubble(t, many, func(w *world) {
		never := reply{deaf: true, received: -1, err: wrongRange}
		w.api.script["chunk"] = slices.Repeat([]reply{never}, 5000)
		start := time.Now()
		w.until(2*time.Hour, func(cuedrop.Post) bool { return w.api.count("init") == 2 })
		if took := time.Since(start); took < 59*time.Minute {
			t.Errorf("gave the first address up after %v", took)
		}
		if n := w.api.count("chunk"); n > 3*6*62 {
			t.Errorf("%d chunks in an hour", n)
		}
		w.api.script["chunk"] = nil
		w.wantPublished(w.settle(time.Hour))
		if a := w.attempts(); len(a) != 2 || a[0].State != cuedrop.AttemptAbandoned {
			t.Errorf("attempts %+v", a)
		}
	})
}

// TestAChunkMeetsTrouble sends it again, three times in a row at most.
func TestAChunkMeetsTrouble(t *testing.T) {
	t.Parallel()
	for name, how := range map[string]reply{
		"gateway, nothing kept": {deaf: true, received: -1, err: gateway},
		"broken off":            {part: true, keep: 3 << 20, err: lost},
		"kept, answer lost":     {err: lost},
		"slowed down":           {deaf: true, received: -1, err: slowDown(time.Minute)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, many, func(w *world) {
				w.api.script["chunk"] = []reply{{}, how, how, how, how, {}, how}
				w.wantPublished(w.settle(30 * time.Minute))
				w.wantCalls("init", 1)
			})
		})
	}
}

// TestAddressExpiredBeforeTheLastChunk is the row UPLOADING, url expired: abandoned,
// and a new init, because TikTok lacks bytes for certain.
func TestAddressExpiredBeforeTheLastChunk(t *testing.T) {
	t.Parallel()
	slow := reply{do: func() { <-time.After(15 * time.Minute) }}
	for name, script := range map[string]map[string][]reply{
		"TikTok says so":          {"chunk": {{}, {deaf: true, received: -1, err: expiredURL}}},
		"TikTok forgot it":        {"chunk": {{}, {}, {deaf: true, received: -1, err: unknownURL}}},
		"our clock says so":       {"chunk": {slow, slow, slow, slow}},
		"TikTok forgot the id":    {"chunk": {{}, {crash: true}}, "status": {{err: unknownID}}},
		"TikTok disowns the id":   {"chunk": {{}, {crash: true}}, "status": {{err: fault.New(fault.Rejected, "tiktok.token_not_authorized_for_specified_publish_id", "Another account.")}}},
		"the computer was asleep": {"chunk": {{}, {do: func() { <-time.After(9 * time.Hour) }}}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, many, func(w *world) {
				w.api.script = script
				w.wantPublished(w.settle(12 * time.Hour))
				w.wantCalls("init", 2)
				a := w.attempts()
				if len(a) != 2 || a[0].State != cuedrop.AttemptAbandoned || !a[0].FinishingAt.IsZero() || a[1].State != cuedrop.AttemptPublished {
					t.Errorf("attempts %+v", a)
				}
			})
		})
	}
}

// TestAddressesThatDieAtOnce: TikTok counts uploads that were begun and left (3.2.4 of
// reliability-security.md), so no more than a few an hour are begun.
func TestAddressesThatDieAtOnce(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		dead := reply{deaf: true, received: -1, err: expiredURL}
		w.api.script["chunk"] = slices.Repeat([]reply{dead}, 1000)
		w.api.script["last"] = slices.Repeat([]reply{dead}, 1000)
		w.until(4*time.Hour, func(cuedrop.Post) bool { return false })
		if n := w.api.count("init"); n > 4*4 {
			t.Errorf("%d inits in four hours", n)
		}
		w.wantPosts(0)
	})
}

func TestChunkedAddressesThatDieAtOnce(t *testing.T) {
	t.Parallel()
	inBubble(t, many, func(w *world) {
		w.api.script["chunk"] = slices.Repeat([]reply{{deaf: true, received: -1, err: expiredURL}}, 1000)
		start := time.Now()
		w.until(4*time.Hour, func(cuedrop.Post) bool { return false })
		if n := w.api.count("init"); n > 4*4 || n < 4 {
			t.Errorf("%d inits in %v, want a few an hour", n, time.Since(start))
		}
		w.api.script["chunk"] = nil
		w.wantPublished(w.settle(time.Hour))
	})
}

// TestTikTokKnowsMoreThanWe: at the restart the upload turns out to be over.
func TestTikTokKnowsMoreThanWe(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		answer cuedrop.RemoteStatus
		state  cuedrop.State
		reason string
	}{
		"every byte":   {cuedrop.RemoteStatus{State: cuedrop.RemoteUploading, Uploaded: many}, cuedrop.Confirming, ""},
		"more":         {cuedrop.RemoteStatus{State: cuedrop.RemoteUploading, Uploaded: many + 7}, cuedrop.Confirming, ""},
		"published":    {cuedrop.RemoteStatus{State: cuedrop.RemoteComplete, Uploaded: -1, PostIDs: []string{"7"}}, cuedrop.Published, ""},
		"in the inbox": {cuedrop.RemoteStatus{State: cuedrop.RemoteInbox, Uploaded: -1}, cuedrop.InInbox, ""},
		"failed":       {cuedrop.RemoteStatus{State: cuedrop.RemoteFailed, FailReason: "file_format_check_failed", Uploaded: -1}, cuedrop.Failed, "tiktok.file_format_check_failed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, many, func(w *world) {
				w.api.script["chunk"] = []reply{{}, {crash: true}}
				w.api.script["status"] = []reply{{answer: &c.answer}}
				p := w.until(time.Hour, func(p cuedrop.Post) bool { return p.State == cuedrop.Confirming })
				w.wantState(p, c.state, c.reason)
				w.wantCalls("init", 1)
			})
		})
	}
}

// TestAChunkIsRefused: TikTok does not want these bytes at all.
func TestAChunkIsRefused(t *testing.T) {
	t.Parallel()
	inBubble(t, many, func(w *world) {
		w.api.script["chunk"] = []reply{{}, {deaf: true, received: -1, err: fault.New(fault.Rejected, "tiktok.upload_rejected", "Not like this.")}}
		w.wantState(w.settle(time.Hour), cuedrop.Failed, "tiktok.upload_rejected")
		w.wantCalls("init", 1)
		w.wantPosts(0)
	})
}

// TestTheSourceChangesWhileUploading is the row UPLOADING, source digest ≠: stop, and
// never the last chunk (D3). TikTok must not get a whole file at any stage.
func TestTheSourceChangesWhileUploading(t *testing.T) {
	t.Parallel()
	overwrite := func(w *world) {
		f, err := os.OpenFile(w.path, os.O_WRONLY, 0)
		if err == nil {
			// The end: what was sent before the change was what had been checked.
			_, err = f.WriteAt([]byte("changed"), w.library.rendition.Size-100)
		}
		if err != nil {
			w.t.Fatal(err)
		}
		_ = f.Close()
	}
	shrink := func(w *world) {
		if err := os.Truncate(w.path, 99); err != nil {
			w.t.Fatal(err)
		}
	}
	remove := func(w *world) {
		if err := os.Remove(w.path); err != nil {
			w.t.Fatal(err)
		}
	}
	for _, size := range []int64{small, many} {
		for _, c := range []struct {
			name, point string
			change      func(*world)
			reason      string
		}{
			{"overwritten before the first byte", "after accept_init", overwrite, "media.rendition_changed"},
			{"overwritten before the last chunk", "before last chunk", overwrite, "media.rendition_changed"},
			{"overwritten after the check", "after begin_finish", overwrite, "media.rendition_changed"},
			{"shrunk before the first byte", "after accept_init", shrink, "media.rendition_changed"},
			{"shrunk after the check", "after begin_finish", shrink, "media.rendition_changed"},
			{"gone before the first byte", "after accept_init", remove, "media.source_missing"},
		} {
			if size == many && c.point == "after accept_init" && c.name[:4] == "over" {
				continue // the first chunk is not the last one: see the next point
			}
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				inBubble(t, size, func(w *world) {
					w.probe = func(point string) {
						if point == c.point {
							w.probe = nil
							c.change(w)
						}
					}
					w.wantState(w.settle(3*time.Hour), cuedrop.Blocked, c.reason)
					w.wantPosts(0)
					w.wantCalls("init", 1)
					if a := w.attempts(); len(a) != 1 || a[0].State != cuedrop.AttemptAbandoned {
						t.Errorf("attempts %+v", a)
					}
				})
			})
		}
	}
}
