package cuedrop_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// machine is the whole state machine a second time, by state instead of by
// transition, written from reliability-security.md 3.3 and not from the code. What is
// not here is illegal. "=" stays.
const machine = `
draft      schedule:scheduled replace:= cancel:canceled
scheduled  schedule:scheduled unschedule:draft replace:draft begin:due snooze:= block:blocked miss:missed cancel:canceled
due        prepare:prepared snooze:= block:blocked miss:missed fail:failed cancel:canceled
prepared   recheck:due begin_init:init_sent snooze:= block:blocked miss:missed fail:failed cancel:canceled
init_sent  begin_init:init_sent accept_init:uploading abandon:prepared snooze:= block:blocked fail:failed cancel:canceled
uploading  ack_chunk:= begin_finish:finishing finish_upload:confirming abandon:prepared publish:published deliver:in_inbox snooze:= block:blocked fail:failed cancel:canceled mark_uncertain:uncertain
finishing  resume_upload:uploading finish_upload:confirming abandon:prepared publish:published deliver:in_inbox snooze:= fail:failed mark_uncertain:uncertain
confirming publish:published deliver:in_inbox snooze:= fail:failed mark_uncertain:uncertain
published
in_inbox   publish:published
blocked    schedule:scheduled unschedule:draft replace:draft unblock:scheduled miss:missed retry:scheduled cancel:canceled
missed     schedule:scheduled unschedule:draft replace:draft retry:scheduled cancel:canceled
failed     retry:scheduled replace:draft cancel:canceled
canceled   retry:scheduled replace:draft
uncertain  publish:published deliver:in_inbox resolve_published:published resolve_not_published:prepared
`

func TestEveryPairOfStateAndTransition(t *testing.T) {
	t.Parallel()
	legal := map[string]string{}
	var states []string
	for line := range strings.Lines(strings.TrimSpace(machine)) {
		words := strings.Fields(line)
		states = append(states, words[0])
		for _, step := range words[1:] {
			name, to, _ := strings.Cut(step, ":")
			legal[words[0]+" "+name] = strings.Replace(to, "=", words[0], 1)
		}
	}
	var known []string
	for _, s := range cuedrop.States {
		known = append(known, string(s))
	}
	if diff := cmp.Diff(states, known); diff != "" {
		t.Fatalf("States (-want +got):\n%s", diff)
	}
	for _, s := range cuedrop.States {
		for _, tr := range cuedrop.Transitions() {
			pair := string(s) + " " + string(tr)
			to, err := cuedrop.Next(s, tr)
			want, ok := legal[pair]
			delete(legal, pair)
			switch {
			case ok && (err != nil || string(to) != want):
				t.Errorf("%s = %q, %v; want %q", pair, to, err, want)
			case !ok && err == nil:
				t.Errorf("%s leads to %q, want a refusal", pair, to)
			case !ok && (fault.KindOf(err) != fault.Conflict || fault.ReasonOf(err) != "post.illegal_transition" || to != ""):
				t.Errorf("%s is refused with %v", pair, err)
			}
		}
	}
	if len(legal) > 0 {
		t.Errorf("transitions that the code does not know: %v", legal)
	}
}

func TestUnknownWordsAreRefused(t *testing.T) {
	t.Parallel()
	for _, pair := range [][2]string{{"draft", "explode"}, {"gone", "schedule"}, {"", ""}, {"Draft", "schedule"}} {
		if to, err := cuedrop.Next(cuedrop.State(pair[0]), cuedrop.Transition(pair[1])); !fault.Is(err, fault.Conflict) {
			t.Errorf("Next(%q, %q) = %q, %v", pair[0], pair[1], to, err)
		}
	}
	if cuedrop.State("gone").Valid() || cuedrop.State("").Valid() {
		t.Error("an unknown state is valid")
	}
}

// TestARefusalTellsThePersonWhy pins whom the words are for.
func TestARefusalTellsThePersonWhy(t *testing.T) {
	t.Parallel()
	tests := []struct {
		from cuedrop.State
		tr   cuedrop.Transition
		want string
	}{
		{cuedrop.Published, cuedrop.TransCancel, "already published"},
		{cuedrop.Finishing, cuedrop.TransCancel, "already handed to TikTok"},
		{cuedrop.InInbox, cuedrop.TransCancel, "already handed to TikTok"},
		{cuedrop.Uncertain, cuedrop.TransRetry, "Look, then say"},
		{cuedrop.Failed, cuedrop.TransResolvePublished, "could not be confirmed"},
		{cuedrop.Draft, cuedrop.TransPublish, "moved on"},
	}
	for _, tt := range tests {
		_, err := cuedrop.Next(tt.from, tt.tr)
		if got := fault.MessageOf(err); !strings.Contains(got, tt.want) {
			t.Errorf("%s from %s: %q lacks %q", tt.tr, tt.from, got, tt.want)
		}
	}
}

// TestTheMachineAsAGraph looks at every edge: what can be reached, left and never
// done again.
func TestTheMachineAsAGraph(t *testing.T) {
	t.Parallel()
	reached, todo := map[cuedrop.State]bool{cuedrop.Draft: true}, []cuedrop.State{cuedrop.Draft}
	for len(todo) > 0 {
		s := todo[0]
		todo = todo[1:]
		for _, tr := range cuedrop.Transitions() {
			if to, err := cuedrop.Next(s, tr); err == nil && !reached[to] {
				reached[to] = true
				todo = append(todo, to)
			}
		}
	}
	for _, s := range cuedrop.States {
		if !reached[s] {
			t.Errorf("%s can't be reached from draft", s)
		}
		var out []string
		for _, tr := range cuedrop.Transitions() {
			if to, err := cuedrop.Next(s, tr); err == nil && to != s {
				out = append(out, string(tr))
			}
		}
		if absorbing := len(out) == 0; absorbing != (s == cuedrop.Published) {
			t.Errorf("%s can be left by %v", s, out)
		}
		for _, never := range []cuedrop.Transition{cuedrop.TransCancel, cuedrop.TransBeginInit, cuedrop.TransBlock, cuedrop.TransRetry} {
			if to, err := cuedrop.Next(s, never); s.HandedOver() && err == nil {
				t.Errorf("%s was handed over, yet %s leads to %s", s, never, to)
			}
		}
	}
}

// TestRandomWalksKeepTheInvariants follows a post through any legal life.
func TestRandomWalksKeepTheInvariants(t *testing.T) {
	t.Parallel()
	// Only TikTok's or the user's word makes a second init safe after the clip may
	// have been handed over.
	proof := []cuedrop.Transition{cuedrop.TransAbandon, cuedrop.TransResumeUpload, cuedrop.TransFail, cuedrop.TransResolveNotPublished}
	rapid.Check(t, func(t *rapid.T) {
		s, handedOver := cuedrop.Draft, false
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			var legal []cuedrop.Transition
			for _, tr := range cuedrop.Transitions() {
				if _, err := cuedrop.Next(s, tr); err == nil {
					legal = append(legal, tr)
				}
			}
			if s == cuedrop.Published {
				if len(legal) > 0 {
					t.Fatalf("a published post could %v", legal)
				}
				return
			}
			tr := rapid.SampledFrom(legal).Draw(t, "transition")
			to, err := cuedrop.Next(s, tr)
			if err != nil || !to.Valid() {
				t.Fatalf("%s from %s: %q, %v", tr, s, to, err)
			}
			handedOver = handedOver && !slices.Contains(proof, tr)
			if tr == cuedrop.TransBeginInit && handedOver {
				t.Fatal("a new init without proof that nothing was published")
			}
			if tr == cuedrop.TransCancel && handedOver {
				t.Fatal("canceled what may be on TikTok")
			}
			handedOver = handedOver || to.HandedOver()
			s = to
		}
	})
}

// TestWhatEachStateMeans is the table of the predicates.
func TestWhatEachStateMeans(t *testing.T) {
	t.Parallel()
	const want = `
draft      editable
scheduled  editable
due        in-flight
prepared   in-flight
init_sent  in-flight
uploading  in-flight
finishing  in-flight handed-over
confirming in-flight handed-over
published  final handed-over
in_inbox   final handed-over
blocked    needs-user editable
missed     needs-user editable
failed     final editable
canceled   final editable
uncertain  needs-user handed-over`
	var got strings.Builder
	for _, s := range cuedrop.States {
		line := fmt.Sprintf("%-10s", s)
		for _, is := range []struct {
			word string
			yes  bool
		}{
			{"in-flight", s.InFlight()}, {"final", s.Final()}, {"needs-user", s.NeedsUser()},
			{"editable", s.Editable()}, {"handed-over", s.HandedOver()},
		} {
			if is.yes {
				line += " " + is.word
			}
		}
		got.WriteString("\n" + line)
	}
	if diff := cmp.Diff(want, got.String()); diff != "" {
		t.Errorf("meanings (-want +got):\n%s", diff)
	}
	if s := cuedrop.State("gone"); s.InFlight() || s.Editable() || s.Final() || s.NeedsUser() || s.HandedOver() {
		t.Error("an unknown state means something")
	}
}
