package support

import (
	"context"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"cuedrop/internal/cuedrop"
)

// ownWord is what a word of the program's own looks like: a reason, a state, a purpose.
var ownWord = regexp.MustCompile(`^[a-z][a-z0-9_. ]{0,59}$`)

// code lets a word of the program's own through, and nothing else.
func code(text string) string {
	if text == "" {
		return "-"
	}
	if !ownWord.MatchString(text) {
		return "(not told)"
	}
	return text
}

var versionNumber = regexp.MustCompile(`^n?\d{1,3}(?:\.\d{1,4}){0,3}`)

// number is the number that a version begins with: what a build adds to it may be a name.
func number(version string) string {
	if n := versionNumber.FindString(version); n != "" {
		return n
	}
	return "(not told)"
}

func writeCounts(w io.Writer, counts map[string]int) error {
	for _, word := range slices.Sorted(maps.Keys(counts)) {
		fmt.Fprintf(w, "%s: %d\n", word, counts[word])
	}
	return none(w, len(counts))
}

// newestFailures are the posts that say why they do not go on, the newest change first.
func newestFailures(posts []cuedrop.Post) []cuedrop.Post {
	failed := slices.DeleteFunc(slices.Clone(posts), func(p cuedrop.Post) bool { return p.Failure == nil })
	slices.SortStableFunc(failed, func(a, b cuedrop.Post) int { return b.UpdatedAt.Compare(a.UpdatedAt) })
	return failed
}

// told is a setting that a bundle tells.
type told struct {
	key string
	// value matches all values that are told as they are; nil = only whether it is set.
	value *regexp.Regexp
}

var (
	aMark   = regexp.MustCompile(`^(?:yes|no|on|off|true|false)$`)
	aNumber = regexp.MustCompile(`^\d{1,12}$`)
)

// settingsTold is all that a bundle tells of settings. What is not in it is not told.
var settingsTold = []told{
	{"window.language", regexp.MustCompile(`^(?:en|es|id|zh|system)$`)},
	{"window.spoken", regexp.MustCompile(`^(?:en|es|id|zh)$`)},
	{"window.on_close", regexp.MustCompile(`^(?:keep|quit)$`)},
	{"world", regexp.MustCompile(`^(?:tiktok|practice)$`)},
	{"notify.on", aMark}, {"notify.successes", aMark}, {"notify.hide_content", aMark},
	{"lock.idle_minutes", aNumber}, {"lock.with_system", aMark}, {"lock.with_sleep", aMark}, {"lock.keep_publishing", aMark}, {"lock.guarded", aMark},
	{"power.hold_metered", aMark}, {"power.may_sleep", aMark}, {"power.battery_min", aNumber},
	{"upload.paused", aMark}, {"upload.max_bytes_per_second", aNumber},
	{"media.hardware", aMark}, {"media.spare_battery", aMark}, {"media.threads", aNumber},
	{"media.ffmpeg", nil}, {"media.ffprobe", nil}, {"cache_mb", aNumber},
	{"privacy.paused", nil}, {"policy.accepted", nil}, {"app.client_key", nil}, {"store.copy", nil}, {"security.incident", nil},
	{"retention.content", aNumber}, {"retention.record", aNumber}, {"retention.ledger", aNumber}, {"retention.logs", aNumber},
	{"retention.activity", aNumber}, {"retention.requests", aNumber},
}

func (s *Service) settings(ctx context.Context, w io.Writer) error {
	n := 0
	for _, t := range settingsTold {
		value, err := s.Setting(ctx, t.key)
		if err != nil {
			return err
		}
		switch {
		case value == "":
			continue
		case t.value == nil || !t.value.MatchString(value):
			value = "set"
		}
		n++
		fmt.Fprintf(w, "%s: %s\n", t.key, strings.TrimSpace(value))
	}
	return none(w, n)
}
