package queue_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/queue"
)

// clip stores a clip with what a check found in it and what decoding shows of it.
func (b *bundle) clip(id, sha string, findings []cuedrop.Finding, s cuedrop.Signals) cuedrop.Media {
	b.t.Helper()
	m := cuedrop.Media{ID: cuedrop.MediaID(id), SHA256: sha, AddedAt: noon, Check: cuedrop.Check{
		Verdict: cuedrop.VerdictOK, Route: cuedrop.RouteCopy, Findings: findings, Info: cuedrop.MediaInfo{DurationMs: 60_000, Size: 60e6},
	}}
	if err := errors.Join(b.store.SaveMedia(b.t.Context(), m), b.store.SaveSignals(b.t.Context(), sha, s)); err != nil {
		b.t.Fatal(err)
	}
	return m
}

func (b *bundle) postOf(m cuedrop.Media, mode cuedrop.Mode, s cuedrop.Settings) cuedrop.Post {
	b.t.Helper()
	return must[cuedrop.Post](b.t)(b.Create(b.t.Context(), queue.Draft{MediaID: m.ID, AccountID: b.account.ID, Mode: mode, Settings: s}))
}

// learning joins what is kept of clips to the queue, as the engine does.
func (b *bundle) learning() *bundle {
	b.Preflighting.Signals = func(ctx context.Context, m cuedrop.Media) (cuedrop.Signals, error) {
		s, _, err := b.store.Signals(ctx, m.SHA256)
		return s, err
	}
	return b
}

func (b *bundle) preflight(p cuedrop.Post) (codes []string, all []cuedrop.Finding) {
	b.t.Helper()
	for _, f := range must[[]cuedrop.Finding](b.t)(b.Preflight(b.t.Context(), p.ID)) {
		codes, all = append(codes, f.Code), append(all, f)
	}
	return codes, all
}

func TestPreflightSaysWhatThePostLeaves(t *testing.T) {
	t.Parallel()
	b := setup(t).learning()
	b.Preflighting.Creator = func(ctx context.Context, id cuedrop.AccountID) (cuedrop.Creator, error) {
		if _, bounded := ctx.Deadline(); !bounded || id != b.account.ID {
			t.Errorf("asked for %s without an end", id)
		}
		return cuedrop.Creator{Username: "mia", MaxDuration: 30 * time.Second}, nil
	}
	b.Preflighting.Upload = func(_ context.Context, size int64) cuedrop.UploadTime {
		speed := 18e3
		return cuedrop.UploadTime{Time: time.Duration(float64(size) / speed * 1e9), BytesPerSecond: speed, Limited: true}
	}
	m := b.clip("clip_2", "aa", []cuedrop.Finding{
		{Code: "index_last", Severity: cuedrop.SeverityInfo},
		{Code: cuedrop.FindingNotUpright, Severity: cuedrop.SeverityWarning},
		{Code: cuedrop.FindingAI, Severity: cuedrop.SeverityWarning, Fix: "Label it."},
	}, cuedrop.Signals{Loudness: -35, BlackMs: 1500})
	for _, tt := range []struct {
		name string
		mode cuedrop.Mode
		s    cuedrop.Settings
		want []string
	}{
		{"as it is", cuedrop.ModeDirect, cuedrop.Settings{}, []string{"too_long_for_creator", "not_upright", "ai_provenance", "audio_quiet", "black_start", "upload_slow", "index_last"}},
		{"everything settled", cuedrop.ModeDirect, cuedrop.Settings{AIGenerated: true, Edit: cuedrop.Edit{
			Fit: cuedrop.FitBlur, TrimStartMs: 1000, TrimEndMs: 31_000, Loudness: true,
		}}, []string{"index_last"}},
		{"cut too little", cuedrop.ModeDirect, cuedrop.Settings{Edit: cuedrop.Edit{TrimStartMs: 400, TrimEndMs: 50_000, TrimAtKeyframe: true}}, []string{"too_long_for_creator", "not_upright", "ai_provenance", "audio_quiet", "black_start", "index_last"}},
		{"the inbox", cuedrop.ModeInbox, cuedrop.Settings{AIGenerated: true}, []string{"not_upright", "ai_provenance", "audio_quiet", "black_start", "upload_slow", "index_last"}},
	} {
		p := b.postOf(m, tt.mode, tt.s)
		got, all := b.preflight(p)
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
		for _, f := range all {
			switch {
			case f.Code == "too_long_for_creator" && tt.name == "as it is" && f.Message != "1 min long. TikTok lets @mia post up to 30 s.",
				f.Code == "upload_slow" && f.Message != "At your limit of 18 kB a second the upload takes about 56 minutes. TikTok gives an hour.",
				f.Code == cuedrop.FindingAI && tt.mode == cuedrop.ModeInbox && !strings.Contains(f.Fix, "TikTok app"):
				t.Errorf("%s: %+v", tt.name, f)
			}
		}
		if err := b.Remove(t.Context(), p.ID); err != nil {
			t.Fatal(err)
		}
	}
}

// TestPreflightWithoutAnybodyToAsk: what can't be learned is left out, and a post that
// TikTok has is not judged any more.
func TestPreflightWithoutAnybodyToAsk(t *testing.T) {
	t.Parallel()
	b := setup(t)
	if got, _ := b.preflight(b.draft()); len(got) > 0 {
		t.Errorf("%v", got)
	}
	b.Preflighting = queue.PreflightParts{
		Signals: func(context.Context, cuedrop.Media) (cuedrop.Signals, error) {
			return cuedrop.Signals{Silent: true}, fault.New(fault.Unsupported, "ffmpeg.missing", "M.")
		},
		Creator: func(context.Context, cuedrop.AccountID) (cuedrop.Creator, error) {
			return cuedrop.Creator{MaxDuration: 1}, fault.New(fault.Unavailable, "offline", "M.")
		},
		Upload: func(context.Context, int64) cuedrop.UploadTime { return cuedrop.UploadTime{} },
	}
	m := b.clip("clip_2", "aa", nil, cuedrop.Signals{})
	p := b.postOf(m, cuedrop.ModeDirect, settings)
	if got, _ := b.preflight(p); len(got) > 0 {
		t.Errorf("%v", got)
	}
	again := b.postOf(m, cuedrop.ModeDirect, settings)
	if got, _ := b.preflight(again); !slices.Equal(got, []string{"duplicate_clip"}) {
		t.Errorf("%v", got)
	}
	if got, _ := b.preflight(b.in(cuedrop.Published)); len(got) > 0 {
		t.Errorf("of a post that is out: %v", got)
	}
	_, err := b.Preflight(t.Context(), "post_none")
	wantFault(t, err, fault.NotFound, "post.not_found")
}

// TestPreflightKnowsTheClipAgain by its bytes and by its looks, on the same account, of
// the last 90 days, unless the parts that go out are different ones.
func TestPreflightKnowsTheClipAgain(t *testing.T) {
	t.Parallel()
	b := setup(t).learning()
	look := cuedrop.Fingerprint("abcdefghijklmnopqrstuvwxyzABCDEF")
	other := cuedrop.Fingerprint("ponmlkjihgfedcba1234567890123456")
	first := b.clip("clip_a", "aa", nil, cuedrop.Signals{Fingerprint: look})
	reencoded := b.clip("clip_b", "bb", nil, cuedrop.Signals{Fingerprint: look})
	different := b.clip("clip_c", "cc", nil, cuedrop.Signals{Fingerprint: other})
	whole := b.postOf(first, cuedrop.ModeDirect, settings)
	when := at(t, noon.Add(time.Hour))
	must[cuedrop.Post](t)(b.Schedule(t.Context(), whole.ID, when, consent))
	expect := func(p cuedrop.Post, code, words string) {
		t.Helper()
		codes, all := b.preflight(p)
		if code == "" && len(codes) > 0 || code != "" && (!slices.Equal(codes, []string{code}) || all[0].PostID != whole.ID || !strings.Contains(all[0].Message, words)) {
			t.Errorf("%+v, want %q", all, code)
		}
	}
	expect(whole, "", "")
	again := b.postOf(reencoded, cuedrop.ModeDirect, settings)
	expect(again, "similar_clip", "scheduled for 24 November 2026")
	if err := b.Remove(t.Context(), again.ID); err != nil {
		t.Fatal(err)
	}
	expect(b.postOf(different, cuedrop.ModeDirect, settings), "", "")
	expect(must[cuedrop.Post](t)(b.Create(t.Context(), queue.Draft{MediaID: first.ID, Mode: cuedrop.ModeDirect})), "", "") // of no account

	part := func(start, end int64) cuedrop.Settings {
		s := settings
		s.TrimStartMs, s.TrimEndMs = start, end
		return s
	}
	one := b.postOf(first, cuedrop.ModeDirect, part(0, 30_000))
	expect(one, "duplicate_clip", "scheduled for 24 November 2026")
	must[cuedrop.Post](t)(b.Cancel(t.Context(), whole.ID))
	whole = one
	expect(b.postOf(first, cuedrop.ModeDirect, part(30_000, 60_000)), "", "")
	expect(b.postOf(first, cuedrop.ModeDirect, part(0, 20_000)), "duplicate_clip", "a draft")
	b.clock.Advance(91 * 24 * time.Hour)
	expect(b.postOf(first, cuedrop.ModeDirect, part(20_000, 60_000)), "", "")
}
