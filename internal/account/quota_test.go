package account_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// publish takes a post as far as TikTok's inbox or the feed.
func (b *bundle) publish(id string, mode cuedrop.Mode) cuedrop.Post {
	b.t.Helper()
	p := b.post(id, mode, 0)
	a := cuedrop.Attempt{ID: cuedrop.AttemptID("try_" + id), PostID: p.ID, Plan: cuedrop.ChunkPlan{Size: 1, ChunkSize: 1, Count: 1}, SHA256: "00"}
	for _, next := range []func(cuedrop.Post, time.Time) cuedrop.Change{
		cuedrop.BeginChange,
		func(p cuedrop.Post, now time.Time) cuedrop.Change {
			return cuedrop.PrepareChange(p, cuedrop.Rendition{Size: 1, SHA256: "00"}, now)
		},
		func(p cuedrop.Post, now time.Time) cuedrop.Change { return cuedrop.StartAttemptChange(p, a, now) },
		func(p cuedrop.Post, now time.Time) cuedrop.Change {
			return cuedrop.AcceptInitChange(p, a, cuedrop.InitResult{PublishID: "v_" + id, UploadURL: "https://u"}, now)
		},
		func(p cuedrop.Post, now time.Time) cuedrop.Change { return cuedrop.BeginFinishChange(p, a, now) },
		func(p cuedrop.Post, now time.Time) cuedrop.Change { return cuedrop.FinishUploadChange(p, a, now) },
		func(p cuedrop.Post, now time.Time) cuedrop.Change {
			if mode == cuedrop.ModeInbox {
				return cuedrop.DeliverChange(p, &a, now)
			}
			return cuedrop.PublishChange(p, &a, nil, now)
		},
	} {
		var err error
		if p, err = b.store.Apply(b.t.Context(), next(p, time.Now())); err != nil {
			b.t.Fatal(err)
		}
	}
	return p
}

func (b *bundle) quota(name cuedrop.QuotaName) cuedrop.Quota {
	b.t.Helper()
	q, err := b.Quotas(b.t.Context(), b.id)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, one := range q.All {
		if one.Name == name {
			return one
		}
	}
	return cuedrop.Quota{}
}

func TestSixInitsAMinuteAreCountedAcrossPrograms(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		start := time.Now()
		for i := range 6 {
			if err := b.Room(t.Context(), b.id, cuedrop.ModeDirect); err != nil {
				t.Fatalf("post %d: %v", i, err)
			}
			b.publish(fmt.Sprint("post_", i), cuedrop.ModeDirect)
			wait(time.Second)
		}
		// Another program on the workspace has begun none of them.
		other := setup(t, b.dir, b.tiktok)
		err := other.Room(t.Context(), b.id, cuedrop.ModeDirect)
		wantFault(t, err, fault.RateLimited, "quota.inits_per_minute")
		free := time.Now().Add(fault.RetryAfterOf(err))
		if got := free.Sub(start); got < time.Minute || got > 62*time.Second {
			t.Errorf("free %v after the first", got)
		}
		if err := other.Room(t.Context(), b.id, cuedrop.ModeInbox); err != nil {
			t.Errorf("the inbox has a limit of its own: %v", err)
		}
		wait(fault.RetryAfterOf(err))
		if err := other.Room(t.Context(), b.id, cuedrop.ModeDirect); err != nil {
			t.Error(err)
		}
	})
}

func TestFiveDraftsWaitInTheInboxAndNoMore(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		var posts []cuedrop.Post
		for i := range 5 {
			if err := b.Room(t.Context(), b.id, cuedrop.ModeInbox); err != nil {
				t.Fatalf("draft %d: %v", i, err)
			}
			posts = append(posts, b.publish(fmt.Sprint("post_", i), cuedrop.ModeInbox))
			wait(time.Hour)
		}
		wantFault(t, b.Room(t.Context(), b.id, cuedrop.ModeInbox), fault.Rejected, "quota.pending_drafts")
		want := cuedrop.Quota{Name: cuedrop.QuotaPendingDrafts, Limit: 5, Used: 5, FreeAt: posts[0].CreatedAt.Add(24 * time.Hour)}
		if diff := cmp.Diff(want, b.quota(cuedrop.QuotaPendingDrafts)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		// The creator finishes one in the app: a place is free.
		if _, err := b.store.Apply(t.Context(), cuedrop.PublishChange(posts[3], nil, nil, time.Now())); err != nil {
			t.Fatal(err)
		}
		if err := b.Room(t.Context(), b.id, cuedrop.ModeInbox); err != nil {
			t.Error(err)
		}
		b.publish("post_6", cuedrop.ModeInbox)
		wait(18*time.Hour + 30*time.Minute) // half an hour before the first is a day old
		wantFault(t, b.Room(t.Context(), b.id, cuedrop.ModeInbox), fault.RateLimited, "quota.pending_drafts")
		wait(31 * time.Minute)
		if err := b.Room(t.Context(), b.id, cuedrop.ModeInbox); err != nil {
			t.Error(err)
		}
	})
}

// TestRefusalsTeachWhatOtherAppsUsedUp (tiktok-open-api.md 3.8).
func TestRefusalsTeachWhatOtherAppsUsedUp(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		for i := range 3 {
			b.publish(fmt.Sprint("post_", i), cuedrop.ModeDirect)
		}
		want := cuedrop.Quota{Name: cuedrop.QuotaPostsPerDay, Limit: 15, Used: 3}
		if diff := cmp.Diff(want, b.quota(cuedrop.QuotaPostsPerDay)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		wait(time.Second)
		b.Refused(t.Context(), b.id, fault.New(fault.Rejected, "tiktok.spam_risk_too_many_posts", "x"))
		want.Learned, want.FreeAt = true, time.Now().Add(time.Hour).UTC()
		if diff := cmp.Diff(want, b.quota(cuedrop.QuotaPostsPerDay)); diff != "" {
			t.Errorf("after a refusal (-want +got):\n%s", diff)
		}
		wait(time.Minute)
		b.publish("post_9", cuedrop.ModeDirect) // TikTok takes posts again
		want = cuedrop.Quota{Name: cuedrop.QuotaPostsPerDay, Limit: 15, Used: 4}
		if diff := cmp.Diff(want, b.quota(cuedrop.QuotaPostsPerDay)); diff != "" {
			t.Errorf("after a post (-want +got):\n%s", diff)
		}
		wait(24 * time.Hour)
		want.Used = 0
		if diff := cmp.Diff(want, b.quota(cuedrop.QuotaPostsPerDay)); diff != "" {
			t.Errorf("a day later (-want +got):\n%s", diff)
		}
	})
}

func TestTheAuditIsLearned(t *testing.T) {
	t.Parallel()
	bubble(t, func(t *testing.T, b *bundle) {
		b.connected()
		audit := func() cuedrop.Audit {
			t.Helper()
			q, err := b.Quotas(t.Context(), b.id)
			if err != nil {
				t.Fatal(err)
			}
			return q.Audit
		}
		if got := audit(); got != cuedrop.AuditUnknown || b.quota(cuedrop.QuotaPostingAccounts).Limit != 0 {
			t.Errorf("at first %s, %+v", got, b.quota(cuedrop.QuotaPostingAccounts))
		}
		b.Refused(t.Context(), b.id, fault.New(fault.Rejected, "tiktok.unaudited_client_can_only_post_to_private_accounts", "x"))
		b.publish("post_1", cuedrop.ModeDirect)
		if got := b.quota(cuedrop.QuotaPostingAccounts); audit() != cuedrop.AuditUnaudited || got.Limit != 5 || got.Used != 1 {
			t.Errorf("%s, %+v", audit(), got)
		}
		b.Accepted(t.Context(), cuedrop.Post{Mode: cuedrop.ModeDirect, Settings: cuedrop.Settings{Privacy: cuedrop.PrivacySelf}})
		if got := audit(); got != cuedrop.AuditUnaudited {
			t.Errorf("a private post says nothing, yet %s", got)
		}
		b.Accepted(t.Context(), cuedrop.Post{Mode: cuedrop.ModeDirect, Settings: cuedrop.Settings{Privacy: cuedrop.PrivacyPublic}})
		if got := audit(); got != cuedrop.AuditAudited {
			t.Errorf("after a public post %s", got)
		}
		_, err := b.Quotas(t.Context(), "acct_none")
		wantFault(t, err, fault.NotFound, "account.not_found")
		b.Refused(t.Context(), b.id, nil) // nothing to learn
	})
}
