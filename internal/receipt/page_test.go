package receipt_test

import (
	"crypto/sha256"
	"encoding/base64"
	"html/template"
	"strings"
	"testing"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/receipt"
)

func page(t *testing.T, parts cuedrop.ReceiptParts) string {
	t.Helper()
	raw, err := receipt.Page(cuedrop.NewReceipt(parts), at(3600))
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

// others are posts that ended in other ways.
func others() (all []cuedrop.Receipt) {
	for i, s := range []cuedrop.State{cuedrop.Published, cuedrop.InInbox, cuedrop.Uncertain, cuedrop.Failed} {
		p := published()
		p.Post.ID += cuedrop.PostID("abcd"[i : i+1])
		p.Post.State = s
		if s != cuedrop.Published {
			p.Post.PublishedAt, p.Post.PostIDs = at(0), nil
		}
		if s == cuedrop.InInbox {
			p.Post.Mode = cuedrop.ModeInbox
		}
		if s == cuedrop.Failed {
			p.Post.Failure = &cuedrop.Failure{Reason: "tiktok.spam_risk", Message: "TikTok refused the clip. Look at TikTok's notice in the app."}
		}
		all = append(all, cuedrop.NewReceipt(p))
	}
	return all
}

func TestThePageOfAReceipt(t *testing.T) {
	t.Parallel()
	golden(t, "receipt.html", []byte(page(t, published())))
}

// TestAReportBeginsWithASummary: a row for each post, in the order given, that leads
// to its receipt, and how many ended how.
func TestAReportBeginsWithASummary(t *testing.T) {
	t.Parallel()
	all := others()
	raw, err := receipt.Report(append(all, all[0]), "1 to 30 November 2026", "@ana.ribera", at(3600))
	if err != nil {
		t.Fatal(err)
	}
	summary, rest, _ := strings.Cut(string(raw), "<article")
	before := 0
	for _, r := range all {
		at := strings.Index(summary, `<a href="#`+string(r.Post)+`">`)
		if at < before || !strings.Contains("<article"+rest, `<article id="`+string(r.Post)+`">`) {
			t.Errorf("%s is not in the summary, or not in its place, or has no receipt", r.Post)
		}
		before = at
	}
	for _, want := range []string{
		`<li class="done"><b>2</b> <span>Published on TikTok</span>`, `<li class="look"><b>1</b> <span>Could not be confirmed</span>`,
		"1 to 30 November 2026", "<h1><bdi>@ana.ribera</bdi></h1>",
	} {
		if !strings.Contains(summary, want) {
			t.Errorf("the summary lacks %s", want)
		}
	}
	if n := strings.Count(string(raw), "<h1"); n != 1 {
		t.Errorf("%d titles", n)
	}
	empty, err := receipt.Report(nil, "p", "a", at(0))
	if err != nil || !strings.Contains(string(empty), "No post of that time went out.") {
		t.Errorf("an empty report: %v", err)
	}
}

// hostile is what a caption, a name or one of TikTok's words may hold.
const hostile = "</title></bdi></style><script>alert(1)</script><img src=x onerror=alert(1)>\u202egnp.exe\u0000\u001b[31m\" onload=\"x"

// TestNothingHostileGetsIntoThePage puts the same hostile words in every place that
// somebody else can write to (reliability-security.md J1, D10).
func TestNothingHostileGetsIntoThePage(t *testing.T) {
	t.Parallel()
	p := published()
	p.Account.Nickname, p.Account.Username = hostile, hostile
	p.Media.Name, p.Post.Settings.Caption = hostile, hostile
	p.Post.Settings.Privacy = cuedrop.Privacy(hostile)
	p.Post.Failure = &cuedrop.Failure{Reason: hostile, Message: hostile}
	p.Post.PostIDs, p.Post.Link = []string{hostile}, "javascript:alert(1)"
	p.Post.Consent.TextVersion, p.Post.Consent.Options = hostile, []cuedrop.Privacy{hostile}
	p.Post.ID = hostile
	for i := range p.Attempts {
		p.Attempts[i].PublishID, p.Attempts[i].Failure, p.Attempts[i].SHA256 = hostile, &cuedrop.Failure{Reason: hostile, Message: hostile}, hostile
	}
	for i := range p.Journal {
		e := &p.Journal[i]
		e.Detail, e.Transition, e.From, e.To, e.Hash = hostile, hostile, hostile, hostile, hostile
	}
	r := cuedrop.NewReceipt(p)
	rep, err := receipt.Report([]cuedrop.Receipt{r}, hostile, hostile, at(0))
	if err != nil {
		t.Fatal(err)
	}
	clean := page(t, published())
	for name, html := range map[string]string{"receipt": page(t, p), "report": string(rep)} {
		for _, bad := range []string{"<script", "<img", "onerror=alert(1)>", "\u202e", "\x00", "\x1b", "javascript:", `" onload="`, "</title></bdi>"} {
			if strings.Contains(html, bad) {
				t.Errorf("the %s holds %q", name, bad)
			}
		}
		if n := strings.Count(html, "</title>"); n != 1 {
			t.Errorf("the %s has %d titles", name, n)
		}
		if strings.Count(html, "</style>") != 1 || !strings.Contains(html, "gnp.exe") || !strings.Contains(html, "[U&#43;202E]") {
			t.Errorf("the %s does not show what it was given", name)
		}
		if open, shut := strings.Count(html, "<bdi>"), strings.Count(html, "</bdi>"); open != shut || open == 0 {
			t.Errorf("the %s has %d open and %d closed isolations", name, open, shut)
		}
	}
	_, body, _ := strings.Cut(clean, "<body>")
	for _, words := range []string{"@ana.ribera", "Ana Ribera Studio", "scarf-final-v3.mov", "Three ways to tie", "The connection to TikTok broke off"} {
		bare := strings.ReplaceAll(strings.ReplaceAll(body, "tiktok.com/"+words, ""), "<bdi>"+words, "")
		if bare == body || strings.Contains(bare, words) {
			t.Errorf("%s is not isolated from what stands around it", words)
		}
	}
}

// TestThePageStandsAlone: it loads nothing, runs nothing and sends nothing.
func TestThePageStandsAlone(t *testing.T) {
	t.Parallel()
	html := page(t, published())
	for _, bad := range []string{"<script", "<link", "<img", "<iframe", "<object", "@import", "url(", "src=", "http:", "<form", "style=\"", "/home/ana", "upload.example"} {
		if strings.Contains(html, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	if n := strings.Count(html, "https://"); n != 2 { // the link and its text
		t.Errorf("the page has %d addresses, want the post's alone", n)
	}
	_, rest, _ := strings.Cut(html, "<style>")
	style, _, _ := strings.Cut(rest, "</style>")
	sum := sha256.Sum256([]byte(style))
	want := "style-src &#39;sha256-" + template.HTMLEscapeString(base64.StdEncoding.EncodeToString(sum[:])) + "&#39;"
	if want = strings.ReplaceAll(want, "+", "&#43;"); !strings.Contains(html, want) || !strings.Contains(html, "default-src &#39;none&#39;") {
		t.Errorf("the policy does not allow the page's own style by %s", want)
	}
}

func TestThePageTellsOfABrokenJournal(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name       string
		line       int64
		want       string
		broken     int
		notUnmoved bool
	}{
		{"within the post's lines", 45, "Broken at line 45. Another program changed the journal. From that line on it proves nothing.", 10, true},
		{"after the post's lines", 60, "Broken at line 60. Another program changed the journal after this post.", 0, true},
		{"nowhere", 0, "14 lines, unbroken", 0, false},
	}
	for _, tt := range tests {
		p := published()
		p.BrokenLine = tt.line
		html := page(t, p)
		if !strings.Contains(html, tt.want) {
			t.Errorf("%s: the page does not say %q", tt.name, tt.want)
		}
		if n := strings.Count(html, `<li class="broken">`); n != tt.broken {
			t.Errorf("%s: %d lines are marked, want %d", tt.name, n, tt.broken)
		}
		if tt.notUnmoved == strings.Contains(html, "nbroken") {
			t.Errorf("%s: the page calls the journal unbroken", tt.name)
		}
	}
}

// TestPracticeIsToldApart: nobody takes a practice post's receipt for a real one.
func TestPracticeIsToldApart(t *testing.T) {
	t.Parallel()
	p := published()
	p.Practice = true
	if html := page(t, p); !strings.Contains(html, "It is not on TikTok.") || strings.Contains(html, "https://") {
		t.Error("a practice receipt does not say that it is one, or links to TikTok")
	}
	rep, err := receipt.Report([]cuedrop.Receipt{cuedrop.NewReceipt(p)}, "p", "a", at(0))
	if err != nil || !strings.Contains(string(rep), "None of them is on TikTok.") {
		t.Errorf("a practice report does not say that it is one: %v", err)
	}
}

// TestTheReaderIsToldWhichFileToCheck: what was converted can't be checked any more,
// the original can.
func TestTheReaderIsToldWhichFileToCheck(t *testing.T) {
	t.Parallel()
	_, check, _ := strings.Cut(page(t, published()), "How to check the file")
	if !strings.Contains(check, `<code class="digest">`+original) || !strings.Contains(check, "prepared a copy") || !strings.Contains(check, "sha256sum FILE") {
		t.Error("a converted clip is not checked by its original")
	}
	p := published()
	p.Media.SHA256 = sent
	_, check, _ = strings.Cut(page(t, p), "How to check the file")
	if !strings.Contains(check, `<code class="digest">`+sent) || !strings.Contains(check, "exactly as it was given") {
		t.Error("an unchanged clip is not checked by its own digest")
	}
}

// TestReceiptsAreLabelled with who uses the workspace, whose name is no markup.
func TestReceiptsAreLabelled(t *testing.T) {
	t.Parallel()
	p := published()
	p.Person = "Ana <b>\u202e"
	rep, err := receipt.Report([]cuedrop.Receipt{cuedrop.NewReceipt(p)}, "p", "a", at(0))
	if err != nil {
		t.Fatal(err)
	}
	for name, html := range map[string]string{"receipt": page(t, p), "report": string(rep)} {
		if !strings.Contains(html, "Made by Cuedrop for <bdi>Ana &lt;b&gt;") || strings.Contains(html, "\u202e") {
			t.Errorf("%s is not labelled: %s", name, html[strings.LastIndex(html, "<footer>"):])
		}
	}
}
