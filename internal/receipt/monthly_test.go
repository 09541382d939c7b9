package receipt_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/receipt"
)

// reader is a database in memory.
type reader struct {
	parts map[cuedrop.PostID]cuedrop.ReceiptParts
	keys  []cuedrop.ReceiptKey
	reads int
}

func (r *reader) WentOut(context.Context) ([]cuedrop.ReceiptKey, error) { return r.keys, nil }

func (r *reader) Parts(_ context.Context, id cuedrop.PostID) (cuedrop.ReceiptParts, error) {
	r.reads++
	return r.parts[id], nil
}

func (r *reader) add(id cuedrop.PostID, zone string, when time.Time) {
	parts := published()
	parts.Post.ID, parts.Post.PublishedAt, parts.Post.Schedule.Zone = id, when, zone
	r.parts[id] = parts
	r.keys = append(r.keys, cuedrop.ReceiptKey{Post: id, Zone: zone, At: when})
}

func monthly(t *testing.T, r *reader) map[string]string {
	t.Helper()
	s := receipt.New(receipt.Config{
		Clock:    clock.NewFixed(at(3600)),
		Practice: func(context.Context) (bool, error) { return true, nil },
		Person:   func(context.Context) (string, error) { return "Ana", nil },
		Read:     func(_ context.Context, f func(receipt.Reader) error) error { return f(r) },
	})
	files := map[string]string{}
	err := s.Monthly(t.Context(), func(name string, write func(io.Writer) error) error {
		if _, twice := files[name]; twice {
			t.Errorf("%s twice", name)
		}
		var b bytes.Buffer
		err := write(&b)
		files[name] = b.String()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// TestMonthsAreWhatReportsOfThemAre: byte for byte, each post in the month of its own zone.
func TestMonthsAreWhatReportsOfThemAre(t *testing.T) {
	t.Parallel()
	edge := time.Date(2026, 11, 30, 23, 30, 0, 0, time.UTC)
	r := &reader{parts: map[cuedrop.PostID]cuedrop.ReceiptParts{}}
	r.add("noon", "UTC", noon)
	r.add("december in Madrid", "Europe/Madrid", edge)
	r.add("november in New York", "America/New_York", edge.Add(time.Minute))
	r.add("december too", "UTC", edge.Add(time.Hour))
	r.add("of no zone", "", edge.Add(2*time.Hour))
	files := monthly(t, r)
	want := map[string]string{}
	for name, ids := range map[string][]cuedrop.PostID{
		"2026-11": {"noon", "november in New York"}, "2026-12": {"december in Madrid", "december too", "of no zone"},
	} {
		var all []cuedrop.Receipt
		for _, id := range ids {
			parts := r.parts[id]
			parts.Practice, parts.Person = true, "Ana"
			one := cuedrop.NewReceipt(parts)
			if one.Day()[:7] != name || !slices.Contains(r.keys, cuedrop.ReceiptKey{Post: id, Zone: one.Schedule.Zone, At: one.At()}) {
				t.Errorf("%s is of %s, at %s", id, one.Day(), one.At())
			}
			all = append(all, one)
		}
		page, err := receipt.Report(all, name, "All accounts", at(3600))
		if err != nil {
			t.Fatal(err)
		}
		table, err := receipt.CSV(all)
		if err != nil {
			t.Fatal(err)
		}
		want[name+".html"], want[name+".csv"] = string(page), string(table)
	}
	if diff := cmp.Diff(want, files); diff != "" {
		t.Errorf("files (-want +got):\n%s", diff)
	}
	if r.reads != len(r.keys) {
		t.Errorf("%d receipts were read %d times", len(r.keys), r.reads)
	}
}

// TestAMonthOfVeryManyIsNotHeld: each is read once for the table and once for the page.
func TestAMonthOfVeryManyIsNotHeld(t *testing.T) {
	t.Parallel()
	r := &reader{parts: map[cuedrop.PostID]cuedrop.ReceiptParts{}}
	for i := range 1001 {
		id := cuedrop.PostID(fmt.Sprint("post ", i))
		r.add(id, "UTC", noon.Add(time.Duration(i)*time.Second))
		short := r.parts[id]
		short.Journal, short.Attempts = nil, nil
		r.parts[id] = short
	}
	files := monthly(t, r)
	if r.reads != 2*1001 || strings.Count(files["2026-11.html"], "<article ") != 1001 || strings.Count(files["2026-11.csv"], "\npost ") != 1001 {
		t.Errorf("%d reads, files of %d and %d bytes", r.reads, len(files["2026-11.html"]), len(files["2026-11.csv"]))
	}
}
