package receipt

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"
	"time"

	"cuedrop/internal/cuedrop"
)

//go:embed page.html
var pageText string

//go:embed page.css
var styleText string

var pageTemplate = template.Must(template.New("page").Parse(pageText))

// policy lets the page use its own style and nothing else: it loads, runs, sends and
// embeds nothing, whatever a caption may say.
var policy = func() string {
	sum := sha256.Sum256([]byte(styleText))
	return "default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'; base-uri 'none'; form-action 'none'"
}()

// document is what the templates show around the posts. Every string in it is taken for
// hostile and escaped by them, but Style, which is ours.
type document struct {
	Title, Policy, Made string
	Person              string // "" = not given
	Style               template.CSS
	Report              *report
	Lines               []line
}

// report heads a page with several posts.
type report struct {
	Title, Period, Account string
	Counts                 []count
	Broken                 string
	Practice               bool
}

type count struct {
	Tone, Word string
	N          int
}

// line is one post in the summary of a page.
type line struct {
	ID, Tone, Result, Name, Short string
	Stamp, Day, Hour              string
}

// sheet is one post's part of a page.
type sheet struct {
	line

	Several                                            bool // it is one of several
	Sentence, When, Zone, Who, Nickname, Caption, Link string
	Practice                                           bool
	Failure                                            string
	Reason                                             string
	Groups                                             []Group
	Story                                              []moment
	Attempts                                           []try
	Journal                                            []journalLine
	Intact                                             bool
	Broken                                             string
	File                                               fileCheck
}

type moment struct{ Clock, Date, Stamp, Text, Note string }

type try struct {
	Number, Inits               int
	Result, Began, Ended, Acked string
	PublishID, SHA256, Clip     string
	Failure, Reason             string
}

type journalLine struct {
	Seq                        int64
	At, Step, From, To, Detail string
	Hash                       string
	Broken                     bool
}

// fileCheck says how the reader can tell that a file is the one.
type fileCheck struct {
	Same   bool // what went out is the original
	Source string
}

// Page returns one receipt as a page of HTML that stands alone.
func Page(r cuedrop.Receipt, made time.Time) ([]byte, error) {
	title, _ := Result(r)
	who := accountFact(r).Text
	var b bytes.Buffer
	err := document{
		Title: oneLine("Receipt: "+title+" – "+who+" – "+or(r.Day(), "no date"), 120), Made: stampText(made, r.Zone()), Person: plain(r.Person),
	}.write(&b, func(show func(sheet) error) error { return show(newSheet(r)) })
	return b.Bytes(), err
}

// Report returns several receipts as one page, a summary first. period and account
// say what was asked for.
func Report(all []cuedrop.Receipt, period, account string, made time.Time) ([]byte, error) {
	d := newDocument(period, account, made)
	for _, r := range all {
		d.add(r)
	}
	var b bytes.Buffer
	err := d.write(&b, func(show func(sheet) error) error {
		for _, r := range all {
			if err := show(oneOfSeveral(r)); err != nil {
				return err
			}
		}
		return nil
	})
	return b.Bytes(), err
}

// newDocument begins a page of several receipts.
func newDocument(period, account string, made time.Time) *document {
	return &document{
		Title: oneLine("Publishing report – "+account+" – "+period, 120), Made: stampText(made, time.UTC),
		Report: &report{Title: "Publishing report", Period: plain(period), Account: plain(account)},
	}
}

// add puts a receipt into the summary. It keeps a line of it.
func (d *document) add(r cuedrop.Receipt) {
	l, rep := newLine(r), d.Report
	d.Lines, d.Person = append(d.Lines, l), plain(r.Person)
	i := slices.IndexFunc(rep.Counts, func(c count) bool { return c.Word == l.Result })
	if i < 0 {
		i = len(rep.Counts)
		rep.Counts = append(rep.Counts, count{Tone: l.Tone, Word: l.Result})
	}
	rep.Counts[i].N++
	rep.Practice = rep.Practice || r.Practice
	if !r.Intact {
		rep.Broken = fmt.Sprintf("The journal is broken at line %d: another program changed it. From that line on it proves nothing.", r.BrokenLine)
	}
}

// write writes the page, with the sheets that each shows.
func (d document) write(w io.Writer, each func(show func(sheet) error) error) error {
	d.Policy = policy
	d.Style = template.CSS(styleText) //nolint:gosec // a file of ours, with nothing put in
	part := func(name string, data any) error {
		if err := pageTemplate.ExecuteTemplate(w, name, data); err != nil {
			return fmt.Errorf("write receipt: %w", err)
		}
		return nil
	}
	if err := part("top", d); err != nil {
		return err
	}
	if err := each(func(s sheet) error { return part("article", s) }); err != nil {
		return err
	}
	return part("end", d)
}

func oneOfSeveral(r cuedrop.Receipt) sheet {
	s := newSheet(r)
	s.Several = true
	return s
}

func newLine(r cuedrop.Receipt) line {
	title, _ := Result(r)
	l := line{
		ID: plain(string(r.Post)), Tone: tone(r.Result), Result: title, Name: oneLine(accountFact(r).Text, 28),
		Short: oneLine(or(r.Settings.Caption, r.Clip.Name), 90),
	}
	if at, loc := r.At(), r.Zone(); !at.IsZero() {
		l.Stamp, l.Day, l.Hour = at.UTC().Format(time.RFC3339), at.In(loc).Format("2 Jan 2006"), at.In(loc).Format("15:04")
	}
	return l
}

func newSheet(r cuedrop.Receipt) sheet {
	loc := r.Zone()
	_, sentence := Result(r)
	account := accountFact(r)
	s := sheet{
		line: newLine(r), Sentence: sentence,
		Zone: loc.String(), Who: account.Text, Caption: plain(strings.TrimSpace(r.Settings.Caption)),
		Link: r.Link, Practice: r.Practice, Groups: Facts(r), Intact: r.Intact,
	}
	if account.Look == LookForeign {
		s.Nickname = account.Note
	}
	if at := r.At(); !at.IsZero() {
		s.When, s.Zone = Clock(at, loc), loc.String()+", "+offset(at, loc)
	}
	if r.Failure != nil {
		s.Failure, s.Reason = plain(r.Failure.Message), plain(r.Failure.Reason)
	}
	if !r.Intact {
		s.Broken = recordFacts(r)[0].Text + ". " + brokenNote(r)
	}
	for _, m := range Story(r) {
		at := m.At.In(loc)
		s.Story = append(s.Story, moment{at.Format("15:04:05"), at.Format("2 January 2006"), m.At.UTC().Format(time.RFC3339Nano), m.Text, plain(m.Note)})
	}
	foldDates(s.Story)
	for _, a := range r.Attempts {
		s.Attempts = append(s.Attempts, newTry(a, r, loc))
	}
	for _, e := range r.Journal {
		s.Journal = append(s.Journal, journalLine{
			Seq: e.Seq, At: e.At.UTC().Format("2006-01-02 15:04:05.000"), Step: plain(string(e.Transition)), From: plain(string(e.From)), To: plain(string(e.To)),
			Detail: plain(e.Detail), Hash: plain(e.Hash), Broken: !r.Intact && e.Seq >= r.BrokenLine,
		})
	}
	s.File = fileCheck{Same: r.Clip.OriginalSHA256 == r.Clip.SHA256, Source: plain(r.Clip.OriginalSHA256)}
	return s
}

// foldDates leaves the date at the first moment of a day only.
func foldDates(all []moment) {
	before := ""
	for i := range all {
		if all[i].Date == before {
			all[i].Date = ""
			continue
		}
		before = all[i].Date
	}
}

const tryLayout = "2 Jan 2006, 15:04:05"

func newTry(a cuedrop.Attempt, r cuedrop.Receipt, loc *time.Location) try {
	t := try{
		Number: a.Number, Inits: a.Inits, Result: or(attemptWords[a.State], plain(string(a.State))), PublishID: plain(a.PublishID),
		Began: a.StartedAt.In(loc).Format(tryLayout), Ended: "has not ended",
		Acked: grouped(a.Acked) + " of " + grouped(a.Plan.Size) + " bytes",
	}
	if !a.EndedAt.IsZero() {
		t.Ended = a.EndedAt.In(loc).Format(tryLayout)
	}
	if a.SHA256 != r.Clip.SHA256 {
		t.SHA256 = plain(a.SHA256)
	}
	if a.Clip != "" && a.Clip != r.Clip.Name {
		t.Clip = plain(a.Clip)
	}
	if a.Failure != nil {
		t.Failure, t.Reason = plain(a.Failure.Message), plain(a.Failure.Reason)
	}
	return t
}

func stampText(t time.Time, loc *time.Location) string {
	return Clock(t, loc) + " (" + loc.String() + ", " + offset(t, loc) + ")"
}

func or(s, fallback string) string {
	if strings.TrimSpace(s) == "" {
		return fallback
	}
	return s
}
