package privacy

import (
	"fmt"
	"slices"
	"strings"

	"cuedrop/internal/cuedrop"
)

// rule is one requirement of TikTok's content sharing guidelines, by our number
// (tiktok-open-api.md section 4), and how the composer meets it.
type rule struct{ id, asks, does, look string }

// composerRules are all 27. What a program can't decide for its user is said so.
var composerRules = []rule{
	{"G1", "What the creator may choose is asked afresh for each post screen.", "creator_info is asked when the composer opens, and again at publishing time. If what was chosen is no longer offered, the post is held and the user asked.", "Composer, Posts as"},
	{"G2", "The creator's nickname is on the post screen.", "Nickname and picture stand at the top of the composer.", "Composer, Posts as"},
	{"G3", "A creator who cannot post now is told so, and publishing stops.", "The composer says when TikTok takes posts again, and a due post waits.", "Composer, Posts as"},
	{"G4", "The length is compared with the creator's limit before posting.", "The pre-flight names a clip that is too long for the account, with the trim as remedy.", "Composer, Before it goes out"},
	{"G5", "Caption and hashtags can be entered and edited.", "The caption is empty until the user writes it, and is editable up to the post.", "Composer, Caption"},
	{"G6", "The audience is a list without a default.", "The list says Choose until the user has chosen.", "Composer, Who can watch this"},
	{"G7", "The audience's options are those that creator_info gives.", "Exactly those are shown.", "Composer, Who can watch this"},
	{"G8", "Comment, duet and stitch are off by default.", "All three are unticked.", "Composer, Allow others to"},
	{"G9", "An interaction that the creator turned off is greyed.", "It is disabled, with the reason beside it.", "Composer, Allow others to"},
	{"G10", "Photos show only the comment switch.", "Does not apply: Cuedrop posts videos only, and says so when a photo is dropped.", "Queue"},
	{"G11", "A disclosure switch, off by default, with two choices.", "Off; turning it on shows Your brand and Branded content, both of which can be ticked.", "Composer, Disclose video content"},
	{"G12", "Your brand alone is labelled Promotional content, and only then.", "The prompt appears in TikTok's words when Your brand is ticked.", "Composer, Disclose video content"},
	{"G13", "Branded content is labelled Paid partnership.", "The prompt appears in TikTok's words when Branded content is ticked, alone or with the other.", "Composer, Disclose video content"},
	{"G14", "The switch on and nothing chosen blocks publishing, with TikTok's hover text.", "The button is off and says so in TikTok's words.", "Composer, footer"},
	{"G15", "Branded content goes with a public or friends audience only.", "With Only me, Branded content is disabled and says why.", "Composer, Disclose video content"},
	{"G16", "With Branded content, Only me is disabled with TikTok's hover text.", "The option is disabled and says so in TikTok's words.", "Composer, Who can watch this"},
	{"G17", "The consent to the Music Usage Confirmation stands beside the button, with its link.", "It stands left of the button; the link opens TikTok's page.", "Composer, footer"},
	{"G18", "With branded content it names the Branded Content Policy as well, with both links.", "The sentence changes with the choice.", "Composer, footer"},
	{"G19", "The content can be seen before it is posted.", "The clip plays in the composer, with its trim, crop and cover.", "Composer, left side"},
	{"G20", "No watermark, logo or promotional text is added.", "Nothing is drawn on a clip, ever. A clip that fits goes out byte for byte.", "Receipt: digest of the file"},
	{"G21", "No byte reaches TikTok before express consent.", "A post without consent cannot be given to the scheduler. The consent is stored with time, text and options.", "Receipt"},
	{"G22", "The user is told that processing may take a few minutes.", "It is said beside the button and in the row afterwards.", "Composer, footer; Queue"},
	{"G23", "The status is asked for and shown.", "The row goes through Uploading and TikTok is processing to Published, or says what failed.", "Queue"},
	{"G24", "It serves authentic creators with original content.", "Clips come from files of the user's. Nothing is fetched from anywhere. The terms ask for the rights to everything in a clip. The person who registers the app answers for how it is used.", "Terms"},
	{"G25", "It is meant for a wide audience, not as a tool for the accounts of one team.", "Cuedrop is a public program that anybody can install. Whether an app registered by one person counts as such is TikTok's decision: say in the review who will use yours.", "Website, review form"},
	{"G26", "The client secret is confidential and not in open source.", "It is in no file of the source. It is typed in by its owner and kept sealed under a key in the system's keyring.", "Settings, TikTok credentials"},
	{"G27", "Files on the user's device go by FILE_UPLOAD.", "It is the only way that Cuedrop knows.", "Where data goes"},
}

func checklistSheet() packSheet {
	s := packSheet{
		file: "composer-checklist.html", title: "The composer's 27 rules",
		lead: "TikTok's content sharing guidelines, one by one, with what Cuedrop does and where it can be seen. Show each of them in the demo video, in this order.",
		head: []string{"Rule", "TikTok asks", "Cuedrop does", "Look at"},
	}
	for _, r := range composerRules {
		s.rows = append(s.rows, []string{r.id, r.asks, r.does, r.look})
	}
	return s
}

// demoSteps is what a demo video shows, in an order in which each rule is met once.
var demoSteps = []string{
	"Use an account whose profile is private: until the review is done TikTok lets only private accounts post, to Only me.",
	"Open Cuedrop. Show the first screen with the links to the privacy policy and the terms, and open each.",
	"Settings, TikTok credentials: show that your own client key is in use. Never show the secret.",
	"Connect an account. Show the list of permissions with their reasons, and the policy links, before the browser opens. Agree at TikTok, and confirm the account that comes back.",
	"Drop a video that you made. The composer opens. Show nickname and picture (G2), and play the clip (G19).",
	"Write a caption with a hashtag (G5). Open Who can watch this: nothing is chosen, and the options are those of the account (G6, G7). Choose one.",
	"Show Comment, Duet and Stitch: unticked (G8), and greyed where the account has them off (G9).",
	"Switch disclosure on. With nothing ticked the button is off: hover it (G11, G14). Tick Your brand: Promotional content (G12). Tick Branded content: Paid partnership (G13). Show that Only me is disabled now, hover it (G15, G16), and the consent sentence with both links (G18).",
	"Switch disclosure off again. Show the consent sentence with the Music Usage Confirmation (G17), and open the link.",
	"Choose Now, then Agree and post (G21). Show the row: Uploading, TikTok is processing, Published (G22, G23).",
	"Open TikTok and show the post, without a watermark (G20).",
	"Privacy: show the list of requests, with TikTok as the only host. Disconnect the account.",
}

func demoSheet() packSheet {
	return packSheet{
		file: "demo-script.html", title: "A script for the demo video",
		lead:  "One to five videos of up to 50 MB each. Record the window whole, with the pointer visible, and without cuts inside a step. The numbers are those of the composer's checklist.",
		steps: slices.Clone(demoSteps),
	}
}

func scopeSheet() packSheet {
	s := packSheet{
		file: "scopes.html", title: "Scopes and why each is needed",
		lead: "Cuedrop asks for the first three at every sign-in, because publishing needs them. The others are asked for only after the user has switched the feature on, with the reason shown before the browser opens. Nothing else is ever asked for.",
		head: []string{"Scope", "Needed", "When it is asked for", "Where it is used"},
	}
	for _, scope := range cuedrop.BaseScopes {
		s.rows = append(s.rows, []string{scope, upper(cuedrop.ScopeReason(scope)), "At every sign-in", scopeUse[scope]})
	}
	for _, f := range cuedrop.Features {
		s.rows = append(s.rows, []string{f.Scope(), upper(cuedrop.ScopeReason(f.Scope())), "Only when the user switches it on; off by default", scopeUse[f.Scope()]})
	}
	return s
}

// scopeUse says which calls a scope is used in, and what the user sees of them.
var scopeUse = map[string]string{
	cuedrop.ScopeUserBasic:    "/v2/user/info/: nickname and picture of the account, on the post screen and in every list.",
	cuedrop.ScopeVideoPublish: "/v2/post/publish/creator_info/query/ for the post screen's options, /v2/post/publish/video/init/ and the upload, /v2/post/publish/status/fetch/.",
	cuedrop.ScopeVideoUpload:  "/v2/post/publish/inbox/video/init/ and the upload: the creator finishes the post in the TikTok app.",
	cuedrop.ScopeVideoList:    "/v2/video/list/ and /v2/video/query/: the link of a published post, and whether a post that could not be confirmed is there.",
	cuedrop.ScopeUserProfile:  "/v2/user/info/: the handle, shown beside the nickname.",
	cuedrop.ScopeUserStats:    "/v2/user/info/: followers and likes of the account, shown to its owner.",
}

func flowSheet() packSheet {
	return packSheet{
		file: "data-flow.html", title: "Where data goes", picture: "data-flow.svg",
		lead: "Clips, words and tokens stay in one folder of the user's computer. One transport lets requests through to TikTok's addresses and to no other, follows no redirect to another host, and notes each request in a list that the user can read.",
		head: []string{"From", "To", "What", "When"},
		rows: [][]string{
			{"Cuedrop", "www.tiktok.com, in the system's browser", "Client key, scopes, a one-time challenge (PKCE)", "The user signs in"},
			{"Browser", "Cuedrop, on 127.0.0.1", "A one-time code", "The user has agreed at TikTok"},
			{"Cuedrop", "open.tiktokapis.com", "Code, tokens", "Sign-in, renewal, disconnect"},
			{"Cuedrop", "open.tiktokapis.com", "Caption, audience, settings of one post", "After consent to that post, at its time"},
			{"Cuedrop", "The upload address that TikTok gave", "The video file", "After consent to that post, at its time"},
			{"Cuedrop", "Anybody else", "Nothing", "Never"},
		},
	}
}

func indexSheet() packSheet {
	return packSheet{
		file: "index.html", title: "Approval pack",
		lead: "What TikTok's review of an app asks for. Put the pages on a website of yours, enter their addresses in TikTok's developer portal, and record the demo by the script. TikTok looks for the policy links on the sign-in screen; Cuedrop shows them there.",
		links: [][2]string{
			{"privacy-policy.html", "Privacy policy, in four languages"}, {"terms.html", "Terms, in four languages"},
			{"scopes.html", "Scopes and why each is needed"}, {"data-flow.html", "Where data goes"},
			{"composer-checklist.html", "The composer's 27 rules"}, {"demo-script.html", "A script for the demo video"},
			{"app-registration.txt", "Texts to paste into the developer portal"},
		},
	}
}

// registrationText is what is pasted into TikTok's form. The name must not contain
// TikTok's; the description names what each product is used for.
func registrationText(who Registrant) string {
	var b strings.Builder
	fmt.Fprintf(&b, `Texts for TikTok's developer portal

Platform
  Desktop

Products
  Login Kit
  Content Posting API, with Direct Post switched on

Redirect URI (exactly this, with the star and the last slash)
  %s

Scopes
`, RedirectURI)
	for _, s := range cuedrop.BaseScopes {
		fmt.Fprintf(&b, "  %-18s %s\n", s, cuedrop.ScopeReason(s))
	}
	fmt.Fprintf(&b, `  Only if you switch the feature on:
`)
	for _, f := range cuedrop.Features {
		fmt.Fprintf(&b, "  %-18s %s\n", f.Scope(), cuedrop.ScopeReason(f.Scope()))
	}
	fmt.Fprintf(&b, `
Description of the app
  A desktop program for creators. They drop their own videos on it, write the
  caption, choose audience and settings for each post, agree to it, and set a
  time. The program publishes from the creator's own computer. It has no server,
  and sends data to TikTok only.

How each product and scope is used
  Login Kit signs the creator in through the system's browser, with PKCE and a
  loopback address. user.info.basic shows whose account it is. video.publish
  reads what the creator may choose (creator_info), starts the post and asks for
  its status. video.upload sends a clip to the creator's inbox instead, to be
  finished in the TikTok app.

Responsible
  %s, %s
`, who.Name, who.Contact)
	return b.String()
}
