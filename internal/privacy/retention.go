package privacy

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

// Keys of settings. Stored on disk: do not rename.
const (
	keyRetention = "retention." // and the rule's id; days
	keyLastPass  = "privacy.last_retention"
)

const (
	day = 24 * time.Hour
	// logsMost is how much logs may take, whatever their age (spec P1).
	logsMost = 25 << 20
)

type expirer interface {
	Expire(ctx context.Context, a cuedrop.Aged, before time.Time) (int64, error)
	ExpireRecord(ctx context.Context, before time.Time) (int64, error)
	ExpireContent(ctx context.Context, before, now time.Time) (posts int64, owners []string, err error)
}

type settings interface {
	Setting(ctx context.Context, key string) (string, error)
	SetSetting(ctx context.Context, key, value string) error
}

// Kept is a rule of retention as it is in force.
type Kept struct {
	Rule
	Days int // 0 = until it is erased
	// Lengthened says that it is kept for longer than the default.
	Lengthened bool
}

// Retention returns the rules in force.
func (s *Service) Retention(ctx context.Context) ([]Kept, error) {
	days, err := s.days(ctx)
	all := []Kept{}
	for _, r := range Rules() {
		d := days[r.ID]
		all = append(all, Kept{Rule: r, Days: d, Lengthened: r.Default > 0 && d > r.Default})
	}
	return all, err
}

// days returns the days in force of every rule. What no Cuedrop wrote is the default.
func (s *Service) days(ctx context.Context) (map[string]int, error) {
	out := map[string]int{}
	for _, r := range Rules() {
		out[r.ID] = r.Default
		text, err := s.Settings.Setting(ctx, keyRetention+r.ID)
		if err != nil {
			return nil, err
		}
		if d, err := strconv.Atoi(text); err == nil && d >= r.Shortest && d <= r.Longest {
			out[r.ID] = d
		}
	}
	return out, nil
}

// SetRetention changes how long a rule keeps; 0 is its default. Invalid outside of its
// limits.
func (s *Service) SetRetention(ctx context.Context, rule string, days int) error {
	all := Rules()
	i := slices.IndexFunc(all, func(r Rule) bool { return r.ID == rule })
	if i < 0 {
		return fault.New(fault.NotFound, "retention.rule", "There is no such rule. Choose one that is listed.")
	}
	r := all[i]
	if days != 0 && (days < r.Shortest || days > r.Longest) {
		return fault.Newf(fault.Invalid, "retention.days", "Choose from %d to %d days.", r.Shortest, r.Longest)
	}
	value := ""
	if days != 0 && days != r.Default {
		value = strconv.Itoa(days)
	}
	return s.Settings.SetSetting(ctx, keyRetention+r.ID, value)
}

// RetentionReport is what a pass has removed. It is stored as JSON: do not rename.
type RetentionReport struct {
	At      time.Time // zero = there was none yet
	Removed []Removed
	Elapsed time.Duration
}

// Removed is how much went by one rule.
type Removed struct {
	Rule  string
	Count int
	Bytes int64 // of files
}

// RunRetention removes what is past its time by every rule, and remembers how much that
// was. A rule that fails does not keep the others from running.
func (s *Service) RunRetention(ctx context.Context) (RetentionReport, error) {
	now := s.Clock.Now()
	report := RetentionReport{At: now}
	kept, err := s.Retention(ctx)
	if err != nil {
		return report, err
	}
	var failed error
	for _, k := range kept {
		if k.Days == 0 {
			continue
		}
		gone, err := s.expire(ctx, k, now)
		if err != nil {
			s.Log.Error("apply retention", "rule", k.ID, "err", err)
			failed = fmt.Errorf("apply retention of %s: %w", k.ID, err)
			continue
		}
		if gone.Count > 0 {
			report.Removed = append(report.Removed, gone)
			s.Log.Info("retention", "rule", gone.Rule, "removed", gone.Count, "bytes", gone.Bytes)
		}
	}
	report.Elapsed = s.Clock.Now().Sub(now)
	raw, err := json.Marshal(report)
	if err == nil {
		err = s.Settings.SetSetting(ctx, keyLastPass, string(raw))
	}
	if failed != nil {
		err = failed
	}
	return report, err
}

func (s *Service) expire(ctx context.Context, k Kept, now time.Time) (Removed, error) {
	gone := Removed{Rule: k.ID}
	var err error
	before := now.Add(-time.Duration(k.Days) * day)
	for _, a := range k.Aged {
		n, err := s.Expirer.Expire(ctx, a, before)
		if err != nil {
			return gone, err
		}
		gone.Count += int(n)
	}
	switch k.ID {
	case "record":
		n, err := s.Expirer.ExpireRecord(ctx, before)
		gone.Count += int(n)
		return gone, err
	case "content":
		n, owners, err := s.Expirer.ExpireContent(ctx, before, now)
		if err != nil {
			return gone, err
		}
		gone.Count += int(n)
		_, gone.Bytes, err = s.removeOf(owners)
		return gone, err
	case "logs":
		return s.expireLogs(gone, before)
	case "incidents":
		gone.Count, gone.Bytes, err = s.removeFiles(func(f file) bool { return f.Kind == kindIncidents && f.at.Before(before) })
	}
	return gone, err
}

// expireLogs removes logs and crash notes that are too old, then the oldest of the rest
// while they take too much.
func (s *Service) expireLogs(gone Removed, before time.Time) (Removed, error) {
	files, err := s.files()
	if err != nil {
		return gone, err
	}
	var logs []file
	var total int64
	for _, f := range files {
		if f.known && !f.Kept && (f.Kind == kindLogs || f.Kind == kindCrashes) {
			logs = append(logs, f)
			total += f.size
		}
	}
	slices.SortFunc(logs, func(a, b file) int {
		if c := a.at.Compare(b.at); c != 0 {
			return c
		}
		return strings.Compare(a.name, b.name)
	})
	for _, l := range logs {
		if !l.at.Before(before) && total <= logsMost {
			break
		}
		if err := remove(l.path); err != nil {
			return gone, err
		}
		total -= l.size
		gone.Count++
		gone.Bytes += l.size
	}
	return gone, nil
}

// LastRetention returns the last pass.
func (s *Service) LastRetention(ctx context.Context) (RetentionReport, error) {
	raw, err := s.Settings.Setting(ctx, keyLastPass)
	if err != nil || raw == "" {
		return RetentionReport{}, err
	}
	var r RetentionReport
	if err := json.Unmarshal([]byte(raw), &r); err != nil {
		return RetentionReport{}, nil //nolint:nilerr // what no Cuedrop wrote is none
	}
	return r, nil
}
