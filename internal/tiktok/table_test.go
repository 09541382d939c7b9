package tiktok

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"cuedrop/internal/fault"
)

// listed is one line of testdata/codes.tsv.
type listed struct{ source, code, section string }

func listedCodes(t *testing.T) []listed {
	t.Helper()
	raw, err := os.ReadFile("testdata/codes.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var list []listed
	for line := range strings.Lines(string(raw)) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		switch {
		case strings.HasPrefix(line, "#"):
		case len(f) != 3:
			t.Errorf("codes.tsv: %q", line)
		case slices.Contains(list, listed{f[0], f[1], f[2]}):
			t.Errorf("codes.tsv has %q twice", line)
		default:
			list = append(list, listed{f[0], f[1], f[2]})
		}
	}
	return list
}

func TestTableHasEveryWordAndNoOther(t *testing.T) {
	t.Parallel()
	unseen, unseenStates := map[wordKey]bool{}, map[string]bool{}
	for key := range meanings {
		unseen[key] = true
	}
	for w := range remoteStates {
		unseenStates[w] = true
	}
	for _, l := range listedCodes(t) {
		if l.source == "status" {
			if _, ok := remoteStates[l.code]; !ok {
				t.Errorf("no state for %s (%s)", l.code, l.section)
			}
			delete(unseenStates, l.code)
			continue
		}
		key := wordKey{Source(l.source), canonical(l.code)}
		if _, ok := meanings[key]; !ok {
			t.Errorf("no row for %s %s (%s)", l.source, l.code, l.section)
		}
		delete(unseen, key)
	}
	for key := range unseen {
		t.Errorf("%s %s is in no list", key.source, key.code)
	}
	for w := range unseenStates {
		t.Errorf("status %s is in no list", w)
	}
	if len(meanings) != len(Meanings()) {
		t.Errorf("%d rows, %d different", len(Meanings()), len(meanings))
	}
}

// jargon is what TikTok's developers say and users do not. "Client key", "Login Kit"
// and "redirect address" are allowed: so they stand in the portal that the remedy
// sends people to.
var jargon = regexp.MustCompile(`(?i)_|\b(api|oauth|token|grant|init|pkce|https?|scopes?|params?|parameters?|json|endpoint|chunks?|payload|publish.?id|upload.?url|creator.?info|request body|status code|[45]\d\d|sp?am.risk)\b`)

func TestSentencesSayWhatHappenedAndWhatToDo(t *testing.T) {
	t.Parallel()
	for _, m := range Meanings() {
		name := string(m.Source) + " " + m.Code
		for part, s := range map[string]string{"sentence": m.Sentence, "remedy": m.Remedy} {
			if s != strings.TrimSpace(s) || !strings.HasSuffix(s, ".") || strings.HasSuffix(s, "..") || len(s) < 10 || len(s) > 140 ||
				s[0] < 'A' || s[0] > 'Z' || strings.Contains(s, ". ") {
				t.Errorf("%s: the %s %q is not one sentence", name, part, s)
			}
			if word := jargon.FindString(s); word != "" {
				t.Errorf("%s: the %s says %q: %s", name, part, word, s)
			}
		}
		if f := m.fault(nil); f.Message != m.Sentence+" "+m.Remedy || fault.MessageOf(f) != m.Message() || f.Kind != m.Kind || f.Reason != m.Reason() {
			t.Errorf("%s: fault %v", name, f)
		}
	}
	for _, message := range []string{unknownFailure, unnamedFailure, unknownWord(403).Message(), fault.MessageOf(portal(nil)), fault.MessageOf(badAnswer(nil))} {
		if jargon.MatchString(message) || strings.Count(message, ". ") != 1 || !strings.HasSuffix(message, ".") {
			t.Errorf("%q is not a sentence and a remedy", message)
		}
	}
}

func TestReasonsAreTikToksWords(t *testing.T) {
	t.Parallel()
	own := map[string]string{ // statuses have no word
		"400": "tiktok.upload_rejected", "403": "tiktok.upload_expired", "404": "tiktok.upload_unknown",
		"416": "tiktok.range_mismatch", "5xx": "tiktok.upload_unavailable",
	}
	for _, m := range Meanings() {
		want := "tiktok." + m.Code
		if m.Source == SourceUpload {
			want = own[m.Code]
		}
		if m.Reason() != want {
			t.Errorf("%s %s: reason %s, want %s", m.Source, m.Code, m.Reason(), want)
		}
	}
}

// TestRetryFollowsKind holds the rule against what publish does with the kind: what it
// tries again by itself must be allowed to be tried, and the other way round.
func TestRetryFollowsKind(t *testing.T) {
	t.Parallel()
	allowed := map[fault.Kind][]Retry{
		fault.AuthRequired: {RetryAfterUser, RetryNever},
		fault.RateLimited:  {RetryWait},
		fault.Unavailable:  {RetryBackoff, RetryAskStatus},
		fault.NotFound:     {RetryNever, RetryNewUpload},
		fault.Conflict:     {RetryAskStatus},
		fault.Canceled:     {RetryAfterUser},
		fault.Rejected:     {RetryNever, RetryAfterUser, RetryNewUpload},
	}
	for _, m := range Meanings() {
		if !slices.Contains(allowed[m.Kind], m.Retry) {
			t.Errorf("%s %s: %s with %s", m.Source, m.Code, m.Kind, m.Retry)
		}
		if strings.HasPrefix(m.Code, "spam_risk") && (m.Retry != RetryNever || m.Kind != fault.Rejected) {
			t.Errorf("%s %s: %s, %s; spam risks are never sent again", m.Source, m.Code, m.Kind, m.Retry)
		}
		goesOn := strings.HasPrefix(m.Remedy, "Cuedrop")
		if alone := slices.Contains([]Retry{RetryWait, RetryBackoff, RetryAskStatus}, m.Retry) || m.Source == SourceUpload && m.Retry == RetryNewUpload; goesOn != alone && m.Code != "publish_not_cancellable" {
			t.Errorf("%s %s: %q with %s", m.Source, m.Code, m.Remedy, m.Retry)
		}
		f, retryable := FailureOf(m.Code)
		if m.Source == SourceFailReason && (f.Reason != m.Reason() || f.Message != m.Message() || retryable != (m.Code == "internal")) {
			t.Errorf("FailureOf(%s) = %+v, %v", m.Code, f, retryable)
		}
		if strings.Contains(f.Message, "Cuedrop tries") || strings.Contains(f.Message, "goes on") {
			t.Errorf("FailureOf(%s) promises to go on: %s", m.Code, f.Message)
		}
	}
	if m := meanings[wordKey{SourceFailReason, "auth_removed"}]; m.Retry != RetryNever || m.Kind != fault.AuthRequired {
		t.Errorf("auth_removed: %+v", m)
	}
}

// TestPublishBlocksOnWordsThatExist guards the strings that other packages compare
// with: a word that the table does not have would never match.
func TestPublishBlocksOnWordsThatExist(t *testing.T) {
	t.Parallel()
	known := map[string]bool{
		"tiktok.init_paced": true, "tiktok.bad_answer": true, "tiktok.no_credentials": true,
		// the domain's own, from CheckOffer
		"tiktok.privacy_not_offered": true, "tiktok.comment_disabled": true, "tiktok.duet_disabled": true, "tiktok.stitch_disabled": true,
	}
	for _, m := range Meanings() {
		known[m.Reason()] = true
	}
	reason := regexp.MustCompile(`"(tiktok\.[a-z_]+)"`)
	for _, file := range []string{"../publish/prepare.go", "../publish/machine.go", "../publish/machineinit.go", "../publish/machineupload.go", "../publish/machineobserve.go", "../publish/drive.go", "../publish/publisher.go", "../account/token.go"} {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range reason.FindAllStringSubmatch(string(raw), -1) {
			if !known[m[1]] {
				t.Errorf("%s waits for %s, which never comes", file, m[1])
			}
		}
	}
}
