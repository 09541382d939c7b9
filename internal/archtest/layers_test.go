package archtest

// layer says what one package of ours may import of ours, and why so. Names are
// paths under the module; "internal/" is left out, and "main" is the root.
type layer struct {
	pkg  string
	may  []string
	why  string
	only []string // if set, the only packages whose non-test files may import it
}

// useCases are what the window and the command line both call.
var useCases = []string{"schedule", "publish", "library", "account", "queue", "receipt", "privacy", "security", "support"}

// layers is the whole house. A package that is not here fails the test, so that
// nobody adds one without deciding where it stands.
var layers = []layer{
	{pkg: "fault", why: "errors are understood everywhere, so they know nothing"},
	{pkg: "clock", why: "ground floor"},
	{pkg: "crash", may: []string{"fault", "clock"}, why: "it notes where the program crashed, and nothing of what it did"},
	{pkg: "lifecycle", may: []string{"crash"}, why: "ground floor; a panic that it catches leaves a note"},
	{pkg: "platform", why: "the operating system knows nothing of posts"},
	{pkg: "cuedrop", may: []string{"fault"}, why: "the domain: values and pure functions"},
	{pkg: "event", may: []string{"cuedrop"}, why: "facts carry domain values"},
	{pkg: "health", may: []string{"event", "clock"}, why: "it announces conditions and asks nobody"},

	{pkg: "notify", may: []string{"cuedrop", "clock", "event", "health", "lifecycle"}, why: "it tells of facts and conditions, and asks the queue through an interface"},

	{pkg: "schedule", may: []string{"cuedrop", "fault", "clock", "event", "lifecycle"}, why: "a use case: never another one, never an adapter"},
	{pkg: "publish", may: []string{"cuedrop", "fault", "clock", "event", "lifecycle"}, why: "a use case: never another one, never an adapter"},
	{pkg: "library", may: []string{"cuedrop", "fault", "clock", "event", "lifecycle"}, why: "a use case: never another one, never an adapter"},
	{pkg: "account", may: []string{"cuedrop", "fault", "clock", "event", "lifecycle"}, why: "a use case: never another one, never an adapter"},
	{pkg: "receipt", may: []string{"cuedrop", "fault", "clock", "event", "lifecycle"}, why: "a use case: never another one, never an adapter"},
	{pkg: "queue", may: []string{"cuedrop", "fault", "clock", "event", "lifecycle"}, why: "a use case: never another one, never an adapter"},

	{pkg: "store", may: []string{"cuedrop", "fault"}, why: "an adapter: rows to domain values"},
	{pkg: "media", may: []string{"cuedrop", "fault"}, why: "an adapter: ffmpeg to domain values"},
	{pkg: "tiktok", may: []string{"cuedrop", "fault"}, why: "an adapter: the wire to domain values"},
	{pkg: "oauth", may: []string{"fault"}, why: "a sign-in flow that would fit any service"},
	{pkg: "secret", may: []string{"fault"}, why: "the system's keyring, whatever is in it"},
	{pkg: "power", may: []string{"fault"}, why: "the system's ways of staying awake, whatever for"},
	{pkg: "instance", may: []string{"fault"}, only: []string{"main"}, why: "one window at a time, whatever it shows"},
	{pkg: "egress", may: []string{"fault", "clock"}, why: "the one transport judges hosts, not posts"},
	{pkg: "vault", may: []string{"cuedrop", "fault", "secret"}, why: "seals with a key from secret"},
	{pkg: "workspace", may: []string{"fault"}, only: []string{"engine"}, why: "which folders there are, whatever is in them"},
	{pkg: "privacy", may: []string{"cuedrop", "fault", "clock"}, why: "reads and erases through interfaces it declares"},
	{pkg: "security", may: []string{"cuedrop", "fault", "clock"}, why: "looks and revokes through interfaces it declares"},
	{pkg: "support", may: []string{"cuedrop", "fault", "clock"}, why: "reads through interfaces it declares"},

	{pkg: "sandbox", only: []string{"engine", "cli"}, why: "shares no code with the client: a fact misread once must not hide in both"},

	{pkg: "engine", why: "the composition root: the only place that sees both sides", may: []string{
		"fault", "clock", "lifecycle", "platform", "cuedrop", "event", "health",
		"schedule", "publish", "library", "account", "queue", "receipt",
		"store", "media", "tiktok", "oauth", "secret", "power", "egress", "vault", "privacy", "security", "support", "crash", "sandbox", "workspace",
	}},
	{pkg: "app", may: append([]string{"cuedrop", "fault", "event", "health", "notify", "crash"}, useCases...), why: "a face of the use cases: their types and nothing behind them"},
	{pkg: "cli", may: append([]string{"cuedrop", "fault", "clock", "event", "notify", "engine", "sandbox", "media", "crash"}, useCases...), why: "a face of the use cases, in the terminal; check and prepare need no workspace and go straight to media (docs/decisions/0003)"},
	{pkg: "main", may: []string{"app", "cli", "engine", "instance", "cuedrop"}, why: "flags, then engine, then a face"},

	{pkg: "testkit", may: append([]string{"cuedrop", "fault", "clock", "event", "health"}, useCases...), only: []string{}, why: "helpers for _test.go files"},
	{pkg: "archtest", only: []string{}, why: "tests and nothing else"},
	{pkg: "proof", only: []string{}, why: "tests and nothing else"},
}

// outsider says who may import an outside package (or any below it).
type outsider struct {
	path string
	by   []string
	why  string
}

var outsiders = []outsider{
	{path: "github.com/wailsapp", by: []string{"app", "main"}, why: "only they know that there is a window"},
	{path: "modernc.org", by: []string{"store"}, why: "only store knows the database"},
	{path: "github.com/pressly/goose", by: []string{"store"}, why: "only store knows the database"},
	{path: "database/sql", by: []string{"store"}, why: "only store knows the database"},
	{path: "github.com/zalando/go-keyring", by: []string{"secret"}, why: "keyring calls can hang; secret gives them a deadline"},
	{path: "github.com/godbus/dbus", by: []string{"power", "app"}, why: "services on the bus can hang; power gives them a deadline, and app does when it looks for a tray"},
	{path: "fyne.io/systray", by: []string{"app"}, why: "only app knows that there is a window to bring back"},
	{path: "github.com/spf13", by: []string{"cli"}, why: "only cli knows how commands are parsed"},
	{path: "github.com/u2takey/ffmpeg-go", by: []string{"media"}, why: "only media knows ffmpeg"},
	{path: "os/exec", by: []string{"media", "platform", "power", "secret"}, why: "processes are started with a group to end them by; secret only reads how the system's keyring tool ended"},
	{path: "golang.org/x/oauth2", by: []string{"oauth", "tiktok"}, why: "sign-in is general in oauth, TikTok's differences are in tiktok"},
	{path: "golang.org/x/term", by: []string{"cli"}, why: "only cli asks on a terminal"},
	{path: "filippo.io/age", by: []string{"privacy"}, why: "only the exported file is made with it"},
	{path: "net/http", by: []string{"egress", "tiktok", "oauth", "sandbox", "app", "testkit"}, why: "the rest neither asks nor answers over HTTP"},
}
