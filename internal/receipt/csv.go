package receipt

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"strings"
	"time"

	"cuedrop/internal/cuedrop"
)

// columns are the table's head. Spreadsheets and scripts are built on the names: add
// at the end, do not rename.
var columns = []string{
	"post", "result", "state", "practice", "account", "nickname", "mode", "day", "scheduled", "zone", "scheduledUtc", "startedUtc", "finishedUtc", "publishedUtc",
	"caption", "privacy", "comment", "duet", "stitch", "yourBrand", "brandedContent", "aiGenerated", "coverMs",
	"file", "size", "durationMs", "route", "sha256", "originalSha256", "postIds", "publishIds", "link",
	"attempts", "acknowledgedBytes", "failure", "failureMessage", "consentVersion", "consentUtc", "journalLines", "journalIntact",
}

// CSV returns receipts as a table for spreadsheets: UTF-8 with its mark, because
// Excel takes it for something else without, and CRLF (RFC 4180). No cell is taken
// for a formula, whatever a caption says.
func CSV(all []cuedrop.Receipt) ([]byte, error) {
	var b bytes.Buffer
	err := writeCSV(&b, func(show func(cuedrop.Receipt) error) error {
		for _, r := range all {
			if err := show(r); err != nil {
				return err
			}
		}
		return nil
	})
	return b.Bytes(), err
}

// writeCSV writes the table of the receipts that each shows.
func writeCSV(out io.Writer, each func(show func(cuedrop.Receipt) error) error) error {
	if _, err := io.WriteString(out, "\ufeff"); err != nil {
		return err
	}
	w := csv.NewWriter(out)
	w.UseCRLF = true
	if err := w.Write(columns); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	err := each(func(r cuedrop.Receipt) error {
		cells := row(r)
		for i := range cells {
			cells[i] = cuedrop.SheetCell(cells[i])
		}
		if err := w.Write(cells); err != nil {
			return fmt.Errorf("write table: %w", err)
		}
		return nil
	})
	w.Flush()
	if err == nil {
		err = w.Error()
	}
	return err
}

func row(r cuedrop.Receipt) []string {
	s, c := r.Settings, r.Clip
	var acked int64
	for _, a := range r.Attempts {
		acked = a.Acked
	}
	var failure cuedrop.Failure
	if r.Failure != nil {
		failure = *r.Failure
	}
	var consent cuedrop.Consent
	if r.Consent != nil {
		consent = *r.Consent
	}
	return []string{
		string(r.Post), string(r.Result), string(r.State), fmt.Sprint(r.Practice), r.Account.Username, r.Account.Nickname, string(r.Mode), r.Day(),
		r.Schedule.Wall, r.Schedule.Zone, utc(r.Schedule.At), utc(r.StartedAt), utc(r.FinishedAt), utc(r.PublishedAt),
		s.Caption, string(s.Privacy), fmt.Sprint(s.AllowComment), fmt.Sprint(s.AllowDuet), fmt.Sprint(s.AllowStitch),
		fmt.Sprint(s.YourBrand), fmt.Sprint(s.BrandedContent), fmt.Sprint(s.AIGenerated), fmt.Sprint(s.CoverMs),
		c.Name, fmt.Sprint(c.Size), fmt.Sprint(c.Duration.Milliseconds()), string(c.Route), c.SHA256, c.OriginalSHA256,
		strings.Join(r.PostIDs, " "), strings.Join(r.PublishIDs, " "), r.Link,
		fmt.Sprint(len(r.Attempts)), fmt.Sprint(acked), failure.Reason, failure.Message, consent.TextVersion, utc(consent.At),
		fmt.Sprint(len(r.Journal)), fmt.Sprint(r.Intact),
	}
}

func utc(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}
