package receipt_test

import (
	"context"
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/receipt"
)

func service(s *shelf) *receipt.Service {
	return receipt.New(receipt.Config{
		Store: s, Clock: clock.NewFixed(at(3600)), Practice: func(context.Context) (bool, error) { return false, nil },
	})
}

func TestTheServiceMakesThePage(t *testing.T) {
	t.Parallel()
	got, err := service(&shelf{all: []cuedrop.ReceiptParts{published()}}).HTML(t.Context(), "post_k3m5x8pq2r7t")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(page(t, published()), string(got)); diff != "" {
		t.Errorf("page (-want +got):\n%s", diff)
	}
}

// TestAReportHasThePostsOfItsDays: a day is the post's own, in its own zone.
func TestAReportHasThePostsOfItsDays(t *testing.T) {
	t.Parallel()
	post := func(id string, state cuedrop.State, zone string, when time.Time) cuedrop.ReceiptParts {
		s, err := cuedrop.ScheduleAt(when, zone)
		if err != nil {
			t.Fatal(err)
		}
		return cuedrop.ReceiptParts{Post: cuedrop.Post{ID: cuedrop.PostID(id), State: state, Schedule: s}}
	}
	late := time.Date(2026, 11, 30, 23, 30, 0, 0, time.UTC)
	s := &shelf{all: []cuedrop.ReceiptParts{
		post("failed", cuedrop.Failed, "UTC", noon),
		post("december in Madrid", cuedrop.Published, "Europe/Madrid", late),
		post("november in New York", cuedrop.Published, "America/New_York", late.Add(4*time.Hour)),
		post("noon", cuedrop.InInbox, "UTC", noon),
		post("uncertain", cuedrop.Uncertain, "UTC", noon.Add(time.Second)),
		post("october in Los Angeles", cuedrop.Published, "America/Los_Angeles", time.Date(2026, 11, 1, 3, 0, 0, 0, time.UTC)),
	}}
	ids := func(q receipt.Query) (out []string) {
		all, err := service(s).Receipts(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range all {
			out = append(out, string(r.Post))
		}
		return out
	}
	if diff := cmp.Diff([]string{"noon", "uncertain", "november in New York"}, ids(receipt.Query{From: "2026-11-01", To: "2026-11-30"})); diff != "" {
		t.Errorf("what went out (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"failed", "noon", "uncertain"}, ids(receipt.Query{From: "2026-11-24", To: "2026-11-24", All: true})); diff != "" {
		t.Errorf("everything (-want +got):\n%s", diff)
	}
	if s.asked[0].After(noon.Add(-24*time.Hour)) || s.asked[1].Before(noon.Add(24*time.Hour)) {
		t.Errorf("the store was asked for %v only", s.asked)
	}
}

func TestDaysThatAreNone(t *testing.T) {
	t.Parallel()
	for _, q := range []receipt.Query{{From: "2026-11-31", To: "2026-12-01"}, {From: "", To: "2026-12-01"}, {From: "2026-12-02", To: "2026-12-01"}} {
		_, err := service(&shelf{}).Receipts(t.Context(), q)
		if fault.ReasonOf(err) != "receipt.day" || !fault.Is(err, fault.Invalid) {
			t.Errorf("%+v: %v", q, err)
		}
	}
}

// TestEveryWordOfTheMachineIsTold holds the words against the domain's.
func TestEveryWordOfTheMachineIsTold(t *testing.T) {
	t.Parallel()
	for _, transition := range cuedrop.Transitions() {
		r := cuedrop.NewReceipt(cuedrop.ReceiptParts{Journal: []cuedrop.AttemptEvent{{Transition: transition, Detail: "{}"}}})
		if got := receipt.Story(r)[0].Text; got == string(transition) {
			t.Errorf("the journal's word %s has none for people", transition)
		}
	}
	seen := map[string]bool{}
	for _, s := range cuedrop.States {
		title, sentence := receipt.Result(cuedrop.NewReceipt(cuedrop.ReceiptParts{Post: cuedrop.Post{State: s}}))
		if title == "" || sentence == "" || title == "Scheduled" && s != cuedrop.Scheduled {
			t.Errorf("%s is told as %q: %q", s, title, sentence)
		}
		seen[title] = true
	}
	if len(seen) < 10 {
		t.Errorf("%d different endings", len(seen))
	}
	for _, s := range cuedrop.AttemptStates {
		p := published()
		p.Attempts[0].State = s
		if html := page(t, p); strings.Contains(html, ">"+string(s)+"<") {
			t.Errorf("an attempt's %s has no words for people", s)
		}
	}
}

func TestTheStoryTellsOfBytesOnce(t *testing.T) {
	t.Parallel()
	var acks []string
	for _, s := range receipt.Story(cuedrop.NewReceipt(published())) {
		if strings.Contains(s.Text, "bytes") {
			acks = append(acks, s.Note)
		}
	}
	if diff := cmp.Diff([]string{"10.0 MB (10,000,000 bytes)"}, acks); diff != "" {
		t.Errorf("acknowledged (-want +got):\n%s", diff)
	}
}

// TestAnInboxPostClaimsNoWords: TikTok's inbox takes the clip only.
func TestAnInboxPostClaimsNoWords(t *testing.T) {
	t.Parallel()
	p := published()
	p.Post.Mode = cuedrop.ModeInbox
	for _, f := range receipt.Facts(cuedrop.NewReceipt(p))[0].Facts {
		if f.Label == "Audience" || f.Label == "Caption" && !strings.Contains(f.Note, "TikTok's inbox takes the clip only") {
			t.Errorf("%+v", f)
		}
	}
}

// TestNoCellIsAFormula: reliability-security.md J9.
func TestNoCellIsAFormula(t *testing.T) {
	t.Parallel()
	tests := []struct{ caption, want string }{
		{`=HYPERLINK("http://evil.example","x")`, `'=HYPERLINK("http://evil.example","x")`},
		{"+1", "'+1"}, {"-2+3", "'-2+3"}, {"@SUM(1)", "'@SUM(1)"}, {"\t=1", "'\t=1"}, {"\r=1", "'\r'=1"}, {"\n=1", "'\n'=1"}, {"x;=1", "x;'=1"},
		{" =1", "' =1"}, {"＝1", "'＝1"}, {"\ufeff=1", "'\ufeff=1"},
		{"7512345678901234567", "'7512345678901234567"}, {"12e34567", "'12e34567"},
		{"hello, \"you\"", "hello, \"you\""}, {"a=b", "a=b"}, {"#winter", "#winter"}, {"42", "42"}, {"", ""},
		{"two\nlines", "two\nlines"}, {"nul\x00", "nul"},
	}
	var all []cuedrop.Receipt
	for _, tt := range tests {
		p := published()
		p.Post.Settings.Caption, p.Account.Nickname = tt.caption, "=cmd|' /C calc'!A0"
		all = append(all, cuedrop.NewReceipt(p))
	}
	raw, err := receipt.CSV(all)
	if err != nil {
		t.Fatal(err)
	}
	text, ok := strings.CutPrefix(string(raw), "\ufeff")
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if !ok || err != nil || len(rows) != len(tests)+1 {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	column := func(name string) int { return slices.Index(rows[0], name) }
	for i, tt := range tests {
		// Line ends become the table's own.
		if got := rows[i+1][column("caption")]; got != strings.ReplaceAll(tt.want, "\r", "") {
			t.Errorf("caption %q is the cell %q, want %q", tt.caption, got, tt.want)
		}
		if got := rows[i+1][column("nickname")]; got != "'=cmd|' /C calc'!A0" {
			t.Errorf("nickname %q", got)
		}
		if got := rows[i+1][column("postIds")]; got != "'7512345678901234567" {
			t.Errorf("post id %q", got)
		}
	}
}

func TestSavingNeverOverwrites(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "receipt.html")
	if err := receipt.Save(path, []byte("first"), false); err != nil {
		t.Fatal(err)
	}
	if err := receipt.Save(path, []byte("second"), false); !fault.Is(err, fault.Conflict) || fault.ReasonOf(err) != "receipt.exists" {
		t.Errorf("a second file: %v", err)
	}
	if raw, err := os.ReadFile(path); err != nil || string(raw) != "first" {
		t.Errorf("%q, %v", raw, err)
	}
	if err := receipt.Save(path, []byte("third"), true); err != nil {
		t.Errorf("by force: %v", err)
	}
	if raw, err := os.ReadFile(path); err != nil || string(raw) != "third" {
		t.Errorf("by force: %q, %v", raw, err)
	}
	if err := receipt.Save(filepath.Join(dir, "none", "x.html"), nil, false); fault.ReasonOf(err) != "receipt.unwritable" {
		t.Errorf("into no folder: %v", err)
	}
	if err := receipt.Save(dir, []byte("x"), true); fault.ReasonOf(err) != "receipt.unwritable" {
		t.Errorf("over a folder: %v", err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestSavingDoesNotFollowLinks: the name may have been laid there by somebody else.
func TestSavingDoesNotFollowLinks(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("links need rights there")
	}
	dir := t.TempDir()
	target, link := filepath.Join(dir, "diary.txt"), filepath.Join(dir, "receipt.html")
	if err := errors.Join(os.WriteFile(target, []byte("mine"), 0o600), os.Symlink(target, link)); err != nil {
		t.Fatal(err)
	}
	for _, replace := range []bool{false, true} {
		if err := receipt.Save(link, []byte("x"), replace); err == nil {
			t.Errorf("replace %t: written through a link", replace)
		}
	}
	if raw, err := os.ReadFile(target); err != nil || string(raw) != "mine" {
		t.Errorf("%q, %v", raw, err)
	}
}
