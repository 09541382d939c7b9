package publish_test

import (
	"os"
	"slices"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// TestTheLastAnswerIsLost is the row FINISHING, anything else / crash: TikTok is asked
// and nothing is begun anew (A8 to A10). What arrived decides.
func TestTheLastAnswerIsLost(t *testing.T) {
	t.Parallel()
	for name, how := range map[string]reply{
		"kept":                     {err: lost},
		"half kept":                {part: true, keep: small / 2, err: lost},
		"all but one byte":         {part: true, keep: small - 1, err: lost},
		"not kept":                 {deaf: true, received: -1, err: lost},
		"gateway":                  {deaf: true, received: -1, err: gateway},
		"kept, killed":             {crash: true},
		"half kept, killed":        {part: true, keep: small / 2, crash: true},
		"not kept, killed":         {deaf: true, crash: true},
		"slowed down":              {deaf: true, received: -1, err: slowDown(time.Minute)},
		"refused as out of place":  {deaf: true, received: -1, err: wrongRange},
		"address said to be dead":  {deaf: true, received: -1, err: expiredURL},
		"kept, page of a hotspot":  {err: fault.New(fault.Unavailable, "network.portal", "The network answered instead of TikTok.")},
		"kept, refused afterwards": {err: fault.New(fault.Rejected, "tiktok.upload_rejected", "Not like this.")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, small, func(w *world) {
				w.api.polls = 3
				w.api.script["last"] = []reply{how}
				w.wantPublished(w.settle(2 * time.Hour))
				w.wantCalls("init", 1)
				if a := w.attempts(); len(a) != 1 || a[0].FinishingAt.IsZero() {
					t.Errorf("attempts %+v", a)
				}
			})
		})
	}
}

// TestTheLastAnswerNamesFewerBytes: a friendly answer that does not have every byte is
// no reason to believe that TikTok has.
func TestTheLastAnswerNamesFewerBytes(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.api.script["last"] = []reply{{part: true, keep: 1000}}
		w.wantPublished(w.settle(time.Hour))
		w.wantCalls("init", 1)
	})
}

// TestTheKeyIsGone: the upload URL can't be unsealed. The user reads why, nothing is
// begun anew, and with the key the same upload goes on.
func TestTheKeyIsGone(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"after accept_init", "after begin_finish", "after finish_upload"} {
		inBubble(t, small, func(w *world) {
			w.probe = func(at string) {
				if at == point {
					w.probe, w.sealer.locked = nil, true
					panic(crashed{at})
				}
			}
			w.until(10*time.Minute, func(cuedrop.Post) bool { return false })
			if p := w.now(); p.Failure == nil || p.Failure.Reason != "vault.locked" || !p.State.InFlight() {
				t.Errorf("%s: %s, %+v", point, p.State, p.Failure)
			}
			w.sealer.locked = false
			w.wantPublished(w.settle(2 * time.Hour))
			w.wantCalls("init", 1)
		})
	}
}

// TestBytesMissingAndAddressAlive is the row FINISHING, bytes<size, URL alive: the rest
// goes to the same address, from TikTok's offset.
func TestBytesMissingAndAddressAlive(t *testing.T) {
	t.Parallel()
	inBubble(t, many, func(w *world) {
		w.api.script["last"] = []reply{{part: true, keep: 1000, crash: true}}
		w.wantPublished(w.settle(time.Hour))
		w.wantCalls("init", 1)
		sent := w.chunks()
		if last := sent[len(sent)-1]; last != "52429800-64000000" {
			t.Errorf("sent %s last, want the rest from TikTok's offset", last)
		}
	})
}

// TestTheAddressDiesWhileFinishing is the row FINISHING, bytes<size, URL expired: only
// two readings at least ten minutes apart end the attempt.
func TestTheAddressDiesWhileFinishing(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.api.script["last"] = []reply{{part: true, keep: 10, crash: true, do: func() { <-time.After(2 * time.Hour) }}}
		var readings []time.Time
		w.probe = func(point string) {
			if point == "after status" && w.api.count("init") == 1 {
				readings = append(readings, time.Now())
			}
		}
		w.wantPublished(w.settle(5 * time.Hour))
		w.wantCalls("init", 2)
		if n := len(readings); n < 2 || readings[n-1].Sub(readings[0]) < 10*time.Minute {
			t.Errorf("given up after readings at %v", readings)
		}
		a := w.attempts()
		if len(a) != 2 || a[0].State != cuedrop.AttemptAbandoned || a[0].FinishingAt.IsZero() {
			t.Errorf("attempts %+v", a)
		}
	})
}

// TestOneAnswerWithoutACount neither costs a day of waiting nor counts as a reading.
func TestOneAnswerWithoutACount(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.api.script["last"] = []reply{{part: true, keep: 10, crash: true, do: func() { <-time.After(2 * time.Hour) }}}
		w.api.mute = true
		var readings []time.Time
		w.probe = func(point string) {
			if point != "after status" || w.api.count("init") != 1 {
				return
			}
			if !w.api.mute {
				readings = append(readings, time.Now())
			}
			w.api.mute = false
		}
		w.wantPublished(w.settle(5 * time.Hour))
		w.wantCalls("init", 2)
		if n := len(readings); n < 2 || readings[n-1].Sub(readings[0]) < 10*time.Minute {
			t.Errorf("given up after readings at %v", readings)
		}
	})
}

// TestTheBytesTurnUpBetweenTheReadings: a slow TikTok finds them, and there is no
// second post.
func TestTheBytesTurnUpBetweenTheReadings(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.api.script["last"] = []reply{{crash: true, do: func() { <-time.After(59 * time.Minute) }}}
		missing := reply{answer: &cuedrop.RemoteStatus{State: cuedrop.RemoteUploading, Uploaded: 10}, do: func() { <-time.After(2 * time.Hour) }}
		w.api.script["status"] = []reply{missing}
		w.wantPublished(w.settle(8 * time.Hour))
		w.wantCalls("init", 1)
	})
}

// TestOneReadingBeforeAndOneAfterARestart: the first reading is remembered on disk,
// and a fault in between starts the count anew.
func TestOneReadingBeforeAndOneAfterARestart(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.api.script["last"] = []reply{{part: true, keep: 10, crash: true, do: func() { <-time.After(2 * time.Hour) }}}
		p := w.until(5*time.Hour, func(p cuedrop.Post) bool { return p.Failure != nil })
		w.wantState(p, cuedrop.Finishing, "publish.second_reading")
		if wait := time.Until(p.DueAt()); wait < 9*time.Minute {
			t.Errorf("asks again in %v", wait)
		}
		w.restart()
		w.api.script["status"] = []reply{{err: lost}} // the question between the two is not answered
		start := time.Now()
		w.until(5*time.Hour, func(p cuedrop.Post) bool { return p.State == cuedrop.Prepared })
		if took := time.Since(start); took < 20*time.Minute {
			t.Errorf("given up %v after the first reading, with a fault between", took)
		}
	})
}

// TestAResumedUploadWhoseAddressDies: the last chunk was sent before the upload was
// resumed, so a dead address alone proves nothing: two readings here, too.
func TestAResumedUploadWhoseAddressDies(t *testing.T) {
	t.Parallel()
	for name, refuse := range map[string]reply{
		"our clock says so": {},
		"TikTok says so":    {deaf: true, received: -1, err: expiredURL},
		"TikTok forgot it":  {deaf: true, received: -1, err: unknownURL},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, small, func(w *world) {
				// Every byte arrives, the answer is lost, and the count lags behind.
				w.api.script["last"] = []reply{{err: lost}, refuse, refuse}
				stale := reply{answer: &cuedrop.RemoteStatus{State: cuedrop.RemoteUploading, Uploaded: 0}}
				late := stale
				if refuse.err == nil {
					w.killAt("after resume_upload")
					late.do = func() { <-time.After(2 * time.Hour) }
				}
				w.api.script["status"] = []reply{stale, late, stale}
				w.wantPublished(w.settle(5 * time.Hour))
				w.wantCalls("init", 1)
			})
		})
	}
}

// TestAResumedUploadOfManyChunks: TikTok lost early bytes after the last chunk was
// sent once, and its address is dead. The post must neither spin nor start anew
// before two readings agree.
func TestAResumedUploadOfManyChunks(t *testing.T) {
	t.Parallel()
	inBubble(t, many, func(w *world) {
		dead := reply{deaf: true, received: -1, err: expiredURL}
		w.api.script["last"] = []reply{{deaf: true, received: -1, err: lost, do: func() {
			w.api.last().received = 0
			w.api.script["chunk"] = []reply{dead, dead, dead, dead, dead, dead, dead}
		}}}
		var began []time.Time
		w.probe = func(point string) {
			if point == "before init" {
				began = append(began, time.Now())
				w.api.script["chunk"] = nil
			}
		}
		w.wantPublished(w.settle(5 * time.Hour))
		w.wantCalls("init", 2)
		if len(began) == 2 && began[1].Sub(began[0]) < 10*time.Minute {
			t.Errorf("began anew after %v", began[1].Sub(began[0]))
		}
	})
}

// TestStatusWithoutUploadedBytesWhileFinishing: nobody can say that bytes are missing,
// so after the address is dead only a verdict is left, and nothing is begun anew.
func TestStatusWithoutUploadedBytesWhileFinishing(t *testing.T) {
	t.Parallel()
	for _, arrived := range []bool{true, false} {
		inBubble(t, small, func(w *world) {
			w.api.mute, w.api.stuck = true, true
			how := reply{err: lost}
			if !arrived {
				how = reply{deaf: true, received: -1, err: lost}
			}
			w.api.script["last"] = slices.Repeat([]reply{how}, 10_000)
			w.wantState(w.settle(30*time.Hour), cuedrop.Uncertain, "publish.unconfirmed")
			w.wantCalls("init", 1)
		})
	}
}

// TestADayWithoutAVerdict is the row FINISHING/CONFIRMING, no verdict 24 h: the user
// is asked; TikTok's question rate decays meanwhile (B5).
func TestADayWithoutAVerdict(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.api.stuck = true
		start := time.Now()
		w.wantState(w.settle(30*time.Hour), cuedrop.Uncertain, "publish.unconfirmed")
		if took := time.Since(start); took < 24*time.Hour || took > 25*time.Hour {
			t.Errorf("asked the user after %v", took)
		}
		if n := w.api.count("status"); n < 100 || n > 250 {
			t.Errorf("%d questions in a day", n)
		}
		w.wantCalls("init", 1)
		a := w.attempts()
		if len(a) != 1 || a[0].State != cuedrop.AttemptUncertain || !a[0].EndedAt.IsZero() {
			t.Errorf("attempts %+v, want one that is live", a)
		}
		// Nothing but the user's word leads on.
		<-time.After(48 * time.Hour)
		if wait, err := w.drive(); wait != 0 || err != nil {
			t.Errorf("Drive = %v, %v", wait, err)
		}
		w.wantCalls("init", 1)
	})
}

// TestTheUserSaysItIsNotThere is the row UNCERTAIN, user says not there: a new attempt.
func TestTheUserSaysItIsNotThere(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.api.script["last"] = []reply{{deaf: true, crash: true}}
		w.api.script["status"] = []reply{{err: unknownID}}
		p := w.settle(time.Hour)
		w.wantState(p, cuedrop.Uncertain, "publish.unconfirmed")
		a := w.attempts()
		w.mustApply(cuedrop.ResolveChange(p, &a[0], false, time.Now()))
		w.wantPublished(w.settle(time.Hour))
		w.wantCalls("init", 2)
		if a := w.attempts(); len(a) != 2 || a[0].State != cuedrop.AttemptNotPublished {
			t.Errorf("attempts %+v", a)
		}
	})
}

// TestAnUnknownID is the row FINISHING/CONFIRMING, unknown id (B9), at both stages and
// with both of TikTok's words.
func TestAnUnknownID(t *testing.T) {
	t.Parallel()
	foreign := fault.New(fault.Rejected, "tiktok.token_not_authorized_for_specified_publish_id", "Another account.")
	for name, c := range map[string]struct {
		last reply
		err  error
	}{
		"confirming":            {reply{}, unknownID},
		"confirming, disowned":  {reply{}, foreign},
		"finishing":             {reply{err: lost}, unknownID},
		"finishing, nothing in": {reply{deaf: true, received: -1, err: lost}, foreign},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, small, func(w *world) {
				w.api.script["last"] = []reply{c.last}
				w.api.script["status"] = slices.Repeat([]reply{{err: c.err}}, 100)
				w.wantState(w.settle(time.Hour), cuedrop.Uncertain, "publish.unconfirmed")
				w.wantCalls("init", 1)
			})
		})
	}
}

// TestAnUnknownIDAfterResuming: the last chunk was sent once, TikTok wanted it again,
// and then knows the id no more. The post was stuck in uploading for ever.
func TestAnUnknownIDAfterResuming(t *testing.T) {
	t.Parallel()
	inBubble(t, small, func(w *world) {
		w.api.script["last"] = []reply{{deaf: true, received: -1, err: lost}}
		w.killAt("after resume_upload")
		w.api.script["status"] = append([]reply{{}}, slices.Repeat([]reply{{err: unknownID}}, 10_000)...)
		w.wantState(w.settle(3*time.Hour), cuedrop.Uncertain, "publish.unconfirmed")
		w.wantCalls("init", 1)
	})
}

// killAt kills the program the first time it passes point.
func (w *world) killAt(point string) {
	w.probe = func(at string) {
		if at == point {
			w.probe = nil
			panic(crashed{at})
		}
	}
}

// TestTheSourceChangesAfterTheLastChunkWasSentOnce: TikTok may be about to find the
// whole clip, so the attempt may not be given up for a changed file, or a retry by
// the user would post it twice.
func TestTheSourceChangesAfterTheLastChunkWasSentOnce(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*world) error{
		"overwritten": func(w *world) error { return os.WriteFile(w.path, make([]byte, small), 0o600) },
		"shrunk":      func(w *world) error { return os.Truncate(w.path, 5) },
		"gone":        func(w *world) error { return os.Remove(w.path) },
	} {
		for _, point := range []string{"after resume_upload", "after begin_finish"} {
			t.Run(name+" "+point, func(t *testing.T) {
				t.Parallel()
				inBubble(t, small, func(w *world) {
					w.api.drains = true
					// Everything arrives, the answer is lost, and the count lags behind.
					w.api.script["last"] = []reply{{err: lost}}
					w.api.script["status"] = slices.Repeat([]reply{{answer: &cuedrop.RemoteStatus{State: cuedrop.RemoteUploading, Uploaded: 0}}}, 3)
					w.probe = func(at string) {
						if at == "after resume_upload" && point == at || at == "after begin_finish" && w.api.count("status") > 0 {
							w.probe = nil
							if err := change(w); err != nil {
								t.Error(err)
							}
						}
					}
					p := w.settle(3 * time.Hour)
					if !p.State.Final() { // blocked: the user tries again with the clip put back
						content, _ := clip(small)
						if err := os.WriteFile(w.path, content, 0o600); err != nil {
							t.Fatal(err)
						}
						w.retry()
						w.settle(3 * time.Hour)
					}
					w.wantPosts(1)
				})
			})
		}
	}
}

// TestTheSourceIsGoneAndTikTokLacksBytes: the other way round, the attempt ends in
// time and the user learns why.
func TestTheSourceIsGoneAndTikTokLacksBytes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*world) error
		reason string
	}{
		"overwritten": {func(w *world) error { return os.WriteFile(w.path, make([]byte, small), 0o600) }, "media.rendition_changed"},
		"gone":        {func(w *world) error { return os.Remove(w.path) }, "media.source_missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, small, func(w *world) {
				w.api.script["last"] = []reply{{part: true, keep: 100, err: lost, do: func() {
					if err := c.change(w); err != nil {
						t.Error(err)
					}
				}}}
				w.wantState(w.settle(5*time.Hour), cuedrop.Blocked, c.reason)
				w.wantPosts(0)
			})
		})
	}
}
