package cli_test

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/sandbox"
)

// wantReceipt is the shape of post receipt --json.
type wantReceipt struct {
	Post, Result, State, Mode, Caption, Privacy, Wall, Zone, Link, CreatedAt     string
	Practice, Intact                                                             bool
	AllowComment, AllowDuet, AllowStitch, YourBrand, BrandedContent, AIGenerated bool
	CoverMs, BrokenLine                                                          int64
	ScheduledAt, StartedAt, FinishedAt, PublishedAt, RemovedAt                   *string
	PublishIDs, PostIDs                                                          []string
	Failure                                                                      *struct{ Reason, Message string }
	Account                                                                      struct {
		ID, Nickname, Username string
		Connected              bool
	}
	Clip struct {
		Name, SHA256, OriginalSHA256, Route string
		Size, DurationMs                    int64
		Sent                                bool
	}
	Consent *struct {
		At, TextVersion string
		Options         []string
	}
	Attempts []struct {
		Number, Inits            int
		State, PublishID, SHA256 string
		Acked, Size              int64
		StartedAt                string
		EndedAt                  *string
		Failure                  *struct{ Reason, Message string }
	}
	Journal []struct {
		Seq                                     int64
		At, Transition, From, To, Attempt, Hash string
		Detail                                  json.RawMessage
	}
}

// TestAReceiptForAClient publishes a post and hands out its receipt in every form.
func TestAReceiptForAClient(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	p := b.due("--caption", "=cmd|' /C calc'!A0 </title><script>x</script>", "--allow-comment")
	b.want(0, "run", "--until-idle")
	b.json(&p, "post", "show", p.ID)

	var r wantReceipt
	strict(t, b.want(0, "post", "receipt", p.ID, "--json").stdout, &r)
	if r.Result != "published" || !r.Intact || r.BrokenLine != 0 || !r.Practice || r.Account.Username != "practice.creator" || !r.Clip.Sent || !r.AllowComment || r.AllowDuet {
		t.Errorf("receipt %+v", r)
	}
	if r.Clip.SHA256 != p.SHA256 || r.Clip.Size != p.Size || len(r.PublishIDs) != 1 || r.PublishIDs[0] != p.PublishID || r.Clip.Name != "clip.mp4" {
		t.Errorf("the receipt says %+v of %+v", r.Clip, p)
	}
	if r.Consent == nil || r.Consent.TextVersion != "music-1" || r.Zone == "" || r.Wall == "" || r.StartedAt == nil || r.FinishedAt == nil || r.PublishedAt == nil || r.RemovedAt != nil {
		t.Errorf("consent %+v, times %+v", r.Consent, r)
	}
	if len(r.Attempts) != 1 || r.Attempts[0].Acked != p.Size || r.Attempts[0].SHA256 != p.SHA256 {
		t.Errorf("attempts %+v", r.Attempts)
	}
	if n := len(r.Journal); n < 8 || r.Journal[0].Transition != "schedule" || r.Journal[n-1].To != "published" || len(r.Journal[n-1].Hash) != 64 {
		t.Errorf("journal %+v", r.Journal)
	}
	received := b.sandbox.Received()
	if len(received) != 1 || received[0].SHA256 != r.Clip.SHA256 {
		t.Errorf("TikTok's side received %+v", received)
	}

	text := b.want(0, "post", "receipt", p.ID).stdout
	for _, want := range []string{p.ID + "  Published on TikTok", "@practice.creator", p.SHA256, p.PublishID, "TikTok's Music Usage Confirmation", "Unbroken", "What happened (Europe/Madrid)", "Practice: "} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q:\n%s", want, text)
		}
	}
	if show := b.want(0, "post", "show", p.ID).stdout; show != text {
		t.Errorf("post show differs from its receipt:\n%s", cmp.Diff(text, show))
	}
}

// TestAReceiptIsAFile that is not written over, and holds nothing of what a caption
// brings along.
func TestAReceiptIsAFile(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	p := b.due("--caption", "=cmd|' /C calc'!A0 </title><script>x</script>")
	b.want(0, "run", "--until-idle")
	page, table := filepath.Join(b.dir, "receipt.html"), filepath.Join(b.dir, "posts.csv")
	if got := b.want(0, "post", "receipt", p.ID, "--out", page); !strings.Contains(got.stdout, page) {
		t.Errorf("said %q", got.stdout)
	}
	html, err := os.ReadFile(page)
	if err != nil || !strings.HasPrefix(string(html), "<!DOCTYPE html>") || strings.Contains(string(html), "<script") || !strings.Contains(string(html), p.SHA256) {
		t.Errorf("page: %v\n%s", err, html)
	}
	if got := b.want(1, "post", "receipt", p.ID, "--out", page); !strings.Contains(got.stderr, "receipt.exists") {
		t.Errorf("a second time: %s", got.stderr)
	}
	if err := os.WriteFile(page, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	b.want(0, "post", "receipt", p.ID, "--out", page, "--force")
	if again, err := os.ReadFile(page); err != nil || len(again) < len(html)/2 {
		t.Errorf("by force: %d bytes, %v", len(again), err)
	}
	var all []wantReceipt
	report := filepath.Join(b.dir, "report.html")
	got := b.want(0, "post", "receipt", "--account", "practice.creator", "--from", "2020-01-01", "--out", report, "--csv", table, "--json")
	strict(t, got.stdout, &all)
	if len(all) != 1 || all[0].Post != p.ID {
		t.Errorf("report %+v", all)
	}
	html, err = os.ReadFile(report)
	if err != nil || !strings.Contains(string(html), "1 January 2020 to ") || !strings.Contains(string(html), `<a href="#`+p.ID) || strings.Contains(string(html), "<script") {
		t.Errorf("report: %v\n%s", err, html)
	}
	raw, err := os.ReadFile(table)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(raw), "\ufeff"))).ReadAll()
	if err != nil || len(rows) != 2 || !strings.Contains(strings.Join(rows[1], "|"), "'=cmd|") {
		t.Errorf("table %v: %v", rows, err)
	}
	if got := b.want(0, "post", "receipt", "--from", "2020-01-01", "--to", "2020-01-31"); !strings.Contains(got.stdout, "No post went out") {
		t.Errorf("an empty month: %s", got.stdout)
	}
	left, err := filepath.Glob(filepath.Join(b.dir, ".cuedrop-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestReceiptsThatCantBeMade(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, tt := range []struct {
		args string
		code int
		says string
	}{
		{"post receipt", 2, "first day"},
		{"post receipt post_none", 1, "post.not_found"},
		{"post receipt post_none --from 2026-11-01", 2, "not both"},
		{"post receipt post_none --all", 2, "not both"},
		{"post receipt --from yesterday", 2, "Write it like"},
		{"post receipt --from 2026-11-02 --to 2026-11-01", 2, "before the first"},
		{"post receipt --from 2026-11-02 --out x --csv x", 2, "two different files"},
		{"post receipt --from 2026-11-02 --account nobody", 1, "account"},
	} {
		if got := b.want(tt.code, strings.Fields(tt.args)...); !strings.Contains(got.stderr, tt.says) {
			t.Errorf("%s: %s", tt.args, got.stderr)
		}
	}
}

// TestDoctorTellsOfASignInThatEnded, since when, and what to do, in a program that
// does not publish.
func TestDoctorTellsOfASignInThatEnded(t *testing.T) {
	t.Parallel()
	b := setup(t).practice(sandbox.Scenario{})
	p := b.due()
	type conditions struct {
		Conditions []struct{ Code, Severity, Message, Remedy, Since string }
	}
	var out conditions
	if b.json(&out, "doctor"); len(out.Conditions) != 0 {
		t.Errorf("a healthy workspace: %+v", out)
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, b.sandbox.URL()+"/sandbox/control/act", strings.NewReader(`{"do":"revoke"}`))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	res, err := http.DefaultClient.Do(req)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("revoke: %v, %v", res, err)
	}
	_ = res.Body.Close()
	b.want(3, "run", "--until-idle")
	out = conditions{}
	if b.json(&out, "doctor"); len(out.Conditions) != 1 || out.Conditions[0].Code != "signed_out:"+p.Account || out.Conditions[0].Severity != "error" {
		t.Fatalf("after the sign-in ended: %+v", out)
	}
	since, err := time.Parse(time.RFC3339, out.Conditions[0].Since)
	if err != nil || time.Since(since) > time.Minute {
		t.Errorf("since %s: %v", out.Conditions[0].Since, err)
	}
	if text := b.want(0, "doctor").stdout; !strings.Contains(text, "error    @practice.creator is signed out of TikTok.") || !strings.Contains(text, "Sign in again") {
		t.Errorf("doctor says\n%s", text)
	}
}
