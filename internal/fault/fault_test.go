package fault_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cuedrop/internal/fault"
)

func TestKindIsInheritedFromTheCause(t *testing.T) {
	t.Parallel()
	limited := fault.New(fault.RateLimited, "tiktok.rate_limit_exceeded", "Too fast.")
	foreign := errors.New("boom")
	tests := []struct {
		name string
		err  error
		want fault.Kind
	}{
		{"nil has no kind", nil, ""},
		{"a foreign error is internal", foreign, fault.Internal},
		{"a context's end is internal until an adapter says otherwise", context.Canceled, fault.Internal},
		{"a fault tells its own", limited, fault.RateLimited},
		{"wrapped with fmt", fmt.Errorf("send: %w", limited), fault.RateLimited},
		{"an outer fault without a kind inherits", fault.Wrap(limited, "", "publish.init", ""), fault.RateLimited},
		{"through fmt in between", fault.Wrap(fmt.Errorf("x: %w", limited), "", "", ""), fault.RateLimited},
		{"an outer kind wins", fault.Wrap(limited, fault.Uncertain, "", ""), fault.Uncertain},
		{"no kind over a foreign cause is internal", fault.Wrap(foreign, "", "account.revoke", "M"), fault.Internal},
		{"a nil fault in an error is internal", (*fault.Error)(nil), fault.Internal},
	}
	for _, tt := range tests {
		if got := fault.KindOf(tt.err); got != tt.want {
			t.Errorf("%s: KindOf = %q, want %q", tt.name, got, tt.want)
		}
		if tt.err != nil && !fault.Is(tt.err, tt.want) {
			t.Errorf("%s: Is(%q) = false", tt.name, tt.want)
		}
	}
	for _, kind := range fault.Kinds {
		if fault.Is(nil, kind) {
			t.Errorf("Is(nil, %q) = true", kind)
		}
	}
}

func TestJoinedErrorsTellWhatTheFirstFaultAmongThemTells(t *testing.T) {
	t.Parallel()
	auth := fault.New(fault.AuthRequired, "tiktok.access_token_invalid", "Sign in again.")
	disk := fault.New(fault.Unavailable, "store.disk_full", "The disk is full.").WithRetryAfter(time.Minute)
	bare := fault.Wrap(errors.New("x"), "", "account.revoke", "")
	tests := []struct {
		name    string
		err     error
		kind    fault.Kind
		reason  string
		message string
	}{
		{"the first fault decides", errors.Join(auth, disk), fault.AuthRequired, "tiktok.access_token_invalid", "Sign in again."},
		{"a foreign error beside a fault hides nothing", errors.Join(errors.New("x"), disk), fault.Unavailable, "store.disk_full", "The disk is full."},
		{"a fault without a kind leaves the word to its neighbour", errors.Join(bare, disk), fault.Unavailable, "account.revoke", "The disk is full."},
		{"joined and wrapped", fault.Wrap(errors.Join(bare, auth), "", "", ""), fault.AuthRequired, "account.revoke", "Sign in again."},
		{"two verbs in one fmt", fmt.Errorf("%w and %w", errors.New("x"), auth), fault.AuthRequired, "tiktok.access_token_invalid", "Sign in again."},
		{"only foreign ones", errors.Join(errors.New("x"), errors.New("y")), fault.Internal, "internal", fault.InternalMessage},
	}
	for _, tt := range tests {
		if got := fault.KindOf(tt.err); got != tt.kind {
			t.Errorf("%s: kind %q, want %q", tt.name, got, tt.kind)
		}
		if got := fault.ReasonOf(tt.err); got != tt.reason {
			t.Errorf("%s: reason %q, want %q", tt.name, got, tt.reason)
		}
		if got := fault.MessageOf(tt.err); got != tt.message {
			t.Errorf("%s: message %q, want %q", tt.name, got, tt.message)
		}
	}
	if got := fault.RetryAfterOf(errors.Join(auth, fault.Wrap(disk, fault.RateLimited, "", "").WithRetryAfter(time.Second))); got != time.Minute {
		t.Errorf("RetryAfterOf = %v, want the longest, a minute", got)
	}
}

// TestMessageNeverHoldsAForeignErrorsText builds random trees of errors, in which
// every foreign text carries a mark that must not come out.
func TestMessageNeverHoldsAForeignErrorsText(t *testing.T) {
	t.Parallel()
	const mark = "FOREIGN"
	rapid.Check(t, func(t *rapid.T) {
		var tree func(depth int) error
		tree = func(depth int) error {
			kind := rapid.IntRange(0, 4).Draw(t, "node")
			if depth == 0 {
				kind = 0
			}
			switch kind {
			case 0:
				return errors.New(mark)
			case 1:
				return fmt.Errorf(mark+" %w", tree(depth-1))
			case 2:
				return errors.Join(tree(depth-1), tree(depth-1))
			default:
				return &fault.Error{
					Kind:    rapid.SampledFrom(append([]fault.Kind{""}, fault.Kinds...)).Draw(t, "kind"),
					Reason:  rapid.SampledFrom([]string{"", "reason"}).Draw(t, "reason"),
					Message: rapid.SampledFrom([]string{"", "Shown."}).Draw(t, "message"),
					Op:      mark, Err: tree(depth - 1),
				}
			}
		}
		err := tree(4)
		if m := fault.MessageOf(err); m != "Shown." && m != fault.InternalMessage {
			t.Fatalf("MessageOf(%v) = %q", err, m)
		}
		if r := fault.ReasonOf(err); r != "reason" && r != "internal" {
			t.Fatalf("ReasonOf(%v) = %q", err, r)
		}
		if k := fault.KindOf(err); k == "" {
			t.Fatalf("KindOf(%v) is empty", err)
		}
	})
}

func TestCauseStaysReachableAndInTheLog(t *testing.T) {
	t.Parallel()
	f := fault.Wrap(fs.ErrNotExist, fault.NotFound, "media.source_missing", "The file is gone.").WithOp("library.verify").WithRetryAfter(time.Second)
	if !errors.Is(f, fs.ErrNotExist) {
		t.Error("errors.Is does not find the cause")
	}
	for _, part := range []string{"library.verify", "media.source_missing", "The file is gone.", "file does not exist"} {
		if !strings.Contains(f.Error(), part) {
			t.Errorf("Error() = %q lacks %q", f.Error(), part)
		}
	}
	if got := (&fault.Error{Kind: fault.Conflict}).Error(); got != "conflict" {
		t.Errorf("Error() of a bare kind = %q", got)
	}
	var out bytes.Buffer
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "err", f)
	for _, part := range []string{"err.kind=not_found", "err.reason=media.source_missing", "err.op=library.verify", `err.cause="file does not exist"`} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("log %q lacks %q", out.String(), part)
		}
	}
}

func TestWithCopiesAndLeavesTheSharedFaultAlone(t *testing.T) {
	t.Parallel()
	shared := fault.Newf(fault.Unavailable, "r", "Wait %d minutes.", 2)
	if got := shared.WithOp("a").WithRetryAfter(time.Hour); got.Op != "a" || got.RetryAfter != time.Hour || got.Message != "Wait 2 minutes." {
		t.Errorf("copy = %+v", got)
	}
	if shared.Op != "" || shared.RetryAfter != 0 {
		t.Errorf("the shared fault was changed: %+v", shared)
	}
}

// TestKindsAreTheWordsOfTheWire pins what is printed by the command line and
// generated into TypeScript.
func TestKindsAreTheWordsOfTheWire(t *testing.T) {
	t.Parallel()
	const want = "[invalid not_found conflict auth_required rate_limited unavailable rejected uncertain unsupported canceled internal]"
	if got := fmt.Sprint(fault.Kinds); got != want {
		t.Errorf("Kinds = %s\nwant %s", got, want)
	}
}
