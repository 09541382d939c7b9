package sandbox_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cuedrop/internal/sandbox"
)

func writeScenario(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "scenario.json")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const fullScenario = `{
  "app": {"name": "My app", "clientKey": "sbmine", "clientSecret": "s", "scopes": ["user.info.basic", "video.upload"],
          "redirectURIs": ["http://127.0.0.1:*/callback/", "https://localhost:3455/cb"], "audited": false, "activeCreators": 2},
  "creators": [{"username": "a.b_c", "nickname": "Änne", "private": true, "privacyLevelOptions": ["SELF_ONLY"], "commentDisabled": true,
                "duetDisabled": true, "stitchDisabled": true, "maxDurationSec": 180, "refuse": "reached_active_user_cap",
                "postedToday": 3, "pendingDrafts": 2}],
  "tokens": {"accessSeconds": 86400, "refreshSeconds": 31536000, "dropRefreshReply": 1, "errorsAs400": true},
  "authorize": {"always": "approve", "creator": "a.b_c", "scopes": ["user.info.basic"], "codeSeconds": 5},
  "limits": {"noRates": true, "postsPerDay": 3, "pendingDrafts": 1, "narrowMB": true},
  "processing": {"polls": 0, "durationMs": 1, "postIdsAfterPolls": 2, "inboxFinishedAfterPolls": 3, "stuckForever": false, "failReason": "spam_risk"},
  "uploadURLSeconds": 60, "keepPartialChunks": true, "exclusiveProgress": true,
  "faults": [{"on": "last_chunk", "nth": 1, "times": 2, "do": "drop_after"}, {"on": "token", "do": "code:invalid_grant"}]
}`

func TestLoadScenario(t *testing.T) {
	t.Parallel()
	sc, err := sandbox.LoadScenario(writeScenario(t, fullScenario))
	if err != nil {
		t.Fatal(err)
	}
	if sc.App.ClientKey != "sbmine" || *sc.App.Audited || sc.Creators[0].Nickname != "Änne" || *sc.Processing.Polls != 0 ||
		sc.Tokens.AccessSeconds != 86400 || len(sc.Faults) != 2 || sc.Faults[0].Times != 2 || !sc.Limits.NarrowMB {
		t.Errorf("scenario %+v", sc)
	}
	if sc, err = sandbox.LoadScenario(writeScenario(t, "{}")); err != nil || sc.Creators != nil {
		t.Errorf("empty: %+v, %v", sc, err)
	}
	if _, err = sandbox.LoadScenario(filepath.Join(t.TempDir(), "none.json")); !os.IsNotExist(err) && !strings.Contains(err.Error(), "none.json") {
		t.Errorf("missing file: %v", err)
	}
}

func TestScenarioErrorsNameTheField(t *testing.T) {
	t.Parallel()
	for text, wants := range map[string][]string{
		`{"fault":[]}`:                      {`unknown field "fault"`},
		`{"app":{"secret":1}}`:              {`unknown field "secret"`},
		`{"tokens":{"accessSeconds":"1"}}`:  {"accessSeconds"},
		`{} {}`:                             {"after the JSON object"},
		`{`:                                 {"EOF"},
		`{"creators":[{"username":"a b"}]}`: {"creators[0].username"},
		`{"creators":[{"username":"aa"},{"username":"aa"}]}`:                                 {"creators[1].username", "twice"},
		`{"creators":[{"username":"aa","privacyLevelOptions":["PUBLIC"]}]}`:                  {"creators[0].privacyLevelOptions[0]", "PUBLIC_TO_EVERYONE"},
		`{"creators":[{"username":"aa","refuse":"no","postedToday":-1,"pendingDrafts":-1}]}`: {"refuse", "postedToday", "pendingDrafts"},
		`{"authorize":{"always":"maybe"}}`:                                                   {"authorize.always"},
		`{"authorize":{"creator":"nobody"}}`:                                                 {"authorize.creator"},
		`{"authorize":{"scopes":["everything"]}}`:                                            {"authorize.scopes[0]"},
		`{"processing":{"failReason":"bad luck","polls":-1,"postIdsAfterPolls":-1}}`:         {"failReason", "polls", "postIdsAfterPolls"},
		`{"app":{"scopes":["x"]}}`:                                                           {"app.scopes[0]"},
		`{"app":{"redirectURIs":["http://127.0.0.1/callback/"]}}`:                            {"redirectURIs[0]", "port"},
		`{"app":{"redirectURIs":["http://192.168.0.2:80/"]}}`:                                {"host"},
		`{"app":{"redirectURIs":["ftp://localhost:80/"]}}`:                                   {"scheme"},
		`{"app":{"redirectURIs":["http://localhost:80/?q=1"]}}`:                              {"query"},
		`{"app":{"redirectURIs":["http://localhost:80/#f"]}}`:                                {"fragment"},
		`{"app":{"redirectURIs":["://"]}}`:                                                   {"not a URI"},
		`{"app":{"redirectURIs":["http://localhost:1/` + strings.Repeat("x", 512) + `"]}}`:   {"longer than 511"},
		`{"app":{"redirectURIs":["","","","","","","","","","",""]}}`:                        {"TikTok allows 10"},
		`{"uploadURLSeconds":-1,"limits":{"postsPerDay":-1}}`:                                {"uploadURLSeconds", "limits.postsPerDay"},
		`{"faults":[{"on":"lunch","do":"drop_after"}]}`:                                      {"faults[0]", "on:", "last_chunk"},
		`{"faults":[{"on":"init"},{"on":"init","do":"explode"}]}`:                            {"faults[0]", "faults[1]", "explode"},
		`{"faults":[{"on":"init","nth":-1,"do":"stall"}]}`:                                   {"nth"},
		`{"faults":[{"on":"init","do":"status:999"}]}`:                                       {"HTTP status"},
		`{"faults":[{"on":"init","do":"status"}]}`:                                           {"HTTP status"},
		`{"faults":[{"on":"init","do":"delay:soon"}]}`:                                       {"soon"},
		`{"faults":[{"on":"init","do":"code:"}]}`:                                            {"needs an error code"},
		`{"faults":[{"on":"init","do":"code:bogus"}]}`:                                       {"code:bogus:STATUS"},
		`{"faults":[{"on":"init","do":"code:bogus:x"}]}`:                                     {"HTTP status"},
		`{"faults":[{"on":"token","do":"code:invalid_params"}]}`:                             {"invalid_grant"},
		`{"faults":[{"on":"init","do":"fail:tired"}]}`:                                       {"tired"},
		`{"faults":[{"on":"init","do":"stall:1"}]}`:                                          {"takes no value"},
		`{"faults":[{"on":"status","do":"fail:internal"}]}`:                                  {"cannot happen"},
		`{"faults":[{"on":"init","do":"drop_mid"}]}`:                                         {"cannot happen"},
		`{"faults":[{"on":"chunk","do":"code:internal_error"}]}`:                             {"cannot happen"},
	} {
		path := writeScenario(t, text)
		_, err := sandbox.LoadScenario(path)
		if err == nil {
			t.Errorf("%s: accepted", text)
			continue
		}
		for _, want := range append(wants, path) {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v lacks %q", text, err, want)
			}
		}
	}
}

func TestNewAndSetScenarioRefuseWhatLoadRefuses(t *testing.T) {
	t.Parallel()
	bad := sandbox.Scenario{Faults: []sandbox.Fault{{On: "init", Do: "nothing"}}}
	if _, err := sandbox.New(sandbox.Config{Scenario: bad}); err == nil {
		t.Error("New accepted a bad scenario")
	}
	b := setup(t, sandbox.Scenario{})
	defer func() {
		if recover() == nil {
			t.Error("SetScenario accepted a bad scenario")
		}
	}()
	b.srv.SetScenario(bad)
}

func TestScenarioApp(t *testing.T) {
	t.Parallel()
	b := setup(t, sandbox.Scenario{App: sandbox.App{ClientKey: "sbmine", ClientSecret: "mine"}, Tokens: sandbox.Tokens{AccessSeconds: 86400, RefreshSeconds: 31536000}})
	if r := b.get(authQuery()); r.status != 400 {
		t.Errorf("the default key: %d", r.status)
	}
	code := b.get(authQuery("client_key", "sbmine")).callback(t).Get("code")
	var tok tokens
	b.form(tokenPath, exchange(code, "client_key", "sbmine", "client_secret", "mine")).decode(t, &tok)
	if tok.Expires != 86400 || tok.RefreshExpires != 31536000 {
		t.Errorf("tokens %+v", tok)
	}
}
