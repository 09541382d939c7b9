package archtest

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What could reach the network is written down here, each with what it does. Anything
// else that could fails the build (privacy.md 7).

// capable are the standard library's packages with which a program reaches others, or
// starts programs that do.
var capable = []string{"net", "net/http", "net/http/httputil", "net/http/httptest", "net/http/cgi", "net/http/fcgi", "net/rpc", "net/rpc/jsonrpc", "net/smtp", "net/textproto", "crypto/tls", "os/exec", "log/syslog", "plugin"}

// importers are our packages that import one of capable, or the outside packages that
// do, where the table of outsiders does not say it yet.
var importers = map[string][]string{
	"net":        {"egress", "oauth", "sandbox", "app", "instance", "secret"},
	"crypto/tls": {"egress"},
	"net/http":   nil, // in outsiders
	"os/exec":    nil, // in outsiders
}

// doors are the ways to open or to take connections, and who uses them for what.
var doors = []struct {
	what string
	name *regexp.Regexp
	by   map[string]string
}{
	{"opens connections", regexp.MustCompile(`^(net\.(Dial\w*|Dialer|Lookup\w*|Resolver|DefaultResolver)|http\.(Get|Head|Post|PostForm|DefaultClient|DefaultTransport|Client|Transport)|tls\.(Dial\w*|Dialer|Client))$`), map[string]string{
		"egress":   "the one way to TikTok, with the list of hosts and the list of requests",
		"tiktok":   "keeps a copy of the client that egress gave it",
		"instance": "tells the window that is open already, on 127.0.0.1",
		"sandbox":  "answers its own consent page, as the demo's browser too, on loopback",
	}},
	{"takes connections", regexp.MustCompile(`^(net\.(Listen\w*|FileListener)|http\.(Server|Serve\w*|ListenAndServe\w*)|tls\.(Listen|NewListener))$`), map[string]string{
		"oauth":    "the way back from the sign-in, on loopback, for one answer",
		"instance": "hears of a second start, on 127.0.0.1",
		"sandbox":  "the practice TikTok, on loopback",
		"app":      "clips for the web view, on loopback, with a token",
	}},
	{"makes sockets by system calls", regexp.MustCompile(`^(syscall|unix|windows)\.(Socket\w*|WSASocket\w*|Connect\w*|Sendto\w*|Sendmsg\w*|RawSyscall\w*|Syscall\w*|SyscallN|NewLazyDLL|NewLazySystemDLL|LoadDLL|LoadLibrary\w*)$`), map[string]string{
		"platform": "netlink, on which the kernel tells of new addresses; system calls of Windows that tell the same",
		"egress":   "asks the kernel how much of an upload still waits",
		"power":    "functions of Windows that tell of sleep and of the battery",
		"instance": "functions of Windows that bring a window to the front",
	}},
}

// outside are the outside packages that import one of capable, in any of the builds.
var outside = map[string]string{
	"git.sr.ht/~jackmordaunt/go-toast/v2/wintoast":                   "os/exec: PowerShell for notices on old Windows",
	"github.com/denisbrodbeck/machineid":                             "os/exec: the system's tool that tells the machine's id",
	"github.com/godbus/dbus/v5":                                      "net, os/exec: the bus of the desktop session, a socket of this computer",
	"github.com/google/uuid":                                         "net: hardware addresses, for a kind of id that Wails does not make",
	"github.com/pkg/browser":                                         "os/exec: Wails opens the system's browser on a link",
	"github.com/spf13/pflag":                                         "net: reads addresses from arguments",
	"github.com/thlib/go-timezone-local/tzlocal":                     "os/exec: the system's tool that tells the time zone",
	"github.com/u2takey/ffmpeg-go":                                   "os/exec: builds ffmpeg's arguments; package media starts it",
	"github.com/wailsapp/go-webview2/pkg/edge":                       "net/http: the shape of answers to the web view, inside of the process",
	"github.com/wailsapp/wails/v2/internal/frontend/desktop/darwin":  "net, os/exec: reads addresses; opens System Settings",
	"github.com/wailsapp/wails/v2/internal/frontend/desktop/linux":   "net: reads addresses",
	"github.com/wailsapp/wails/v2/internal/frontend/desktop/windows": "net: reads addresses",
	"github.com/wailsapp/wails/v2/internal/webview2runtime":          "net/http, os/exec: Microsoft's installer of WebView2, where Windows lacks it and the user agrees",
	"github.com/wailsapp/wails/v2/pkg/assetserver":                   "net/http, net/http/httputil: answers the web view inside of the process",
	"github.com/wailsapp/wails/v2/pkg/assetserver/webview":           "net/http: the same",
	"github.com/wailsapp/wails/v2/pkg/options":                       "net/http: the same",
	"github.com/wailsapp/wails/v2/pkg/options/assetserver":           "net/http: the same",
	"github.com/zalando/go-keyring":                                  "os/exec: the keyring's tool of macOS",
	"golang.org/x/oauth2":                                            "net/http: uses the client that egress gave",
	"golang.org/x/oauth2/internal":                                   "net/http: the same",
	"golang.org/x/sys/windows":                                       "net: the shape of addresses",
	"modernc.org/libc":                                               "os/exec: the C library that SQLite is compiled against, which starts no program",
}

// TestWhoCanReachTheNetwork holds every source of ours against the tables, whatever its
// build tags.
func TestWhoCanReachTheNetwork(t *testing.T) {
	t.Parallel()
	report(t, checkCapable(sources(t)))
	files := map[string]string{}
	root := filepath.Join("..", "..")
	top, err := filepath.Glob(filepath.Join(root, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range top {
		files[filepath.Base(file)] = string(read(t, file))
	}
	for _, dir := range []string{"app", "internal"} {
		walk(t, filepath.Join(root, dir), func(name string, text []byte) { files[dir+"/"+name] = string(text) })
	}
	problems, used := checkDoors(files)
	report(t, problems)
	for _, d := range doors {
		for pkg := range d.by {
			if !used[d.what+" "+pkg] {
				t.Errorf("the table says that %s %s, and it does not", pkg, d.what)
			}
		}
	}
}

func checkCapable(files []source) (problems []string) {
	for _, f := range files {
		if supports(f.pkg) != "" || f.pkg == "testkit" {
			continue
		}
		for _, imported := range f.imports {
			at := slices.Index(capable, imported)
			if at < 0 && imported != "C" && !strings.HasPrefix(imported, "golang.org/x/net") {
				continue
			}
			by, listed := importers[imported]
			if !listed || by != nil && !slices.Contains(by, f.pkg) {
				problems = append(problems, fmt.Sprintf("%s: %s must not import %s: it could reach the network. Decide in internal/archtest/network_test.go", f.name, f.pkg, imported))
			}
		}
	}
	return problems
}

// checkDoors looks for the use of a door outside of its table. used has what was found
// inside of it.
func checkDoors(files map[string]string) (problems []string, used map[string]bool) {
	used = map[string]bool{}
	for name, text := range files {
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		s, err := parseSource(name, []byte(text))
		if err != nil {
			problems = append(problems, err.Error())
			continue
		}
		if supports(s.pkg) != "" || s.pkg == "testkit" {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, text, 0)
		if err != nil {
			problems = append(problems, err.Error())
			continue
		}
		called := importNames(file)
		ast.Inspect(file, func(n ast.Node) bool {
			selected, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			from, ok := selected.X.(*ast.Ident)
			if !ok || called[from.Name] == "" {
				return true
			}
			for _, d := range doors {
				if !d.name.MatchString(called[from.Name] + "." + selected.Sel.Name) {
					continue
				}
				if d.by[s.pkg] == "" {
					problems = append(problems, fmt.Sprintf("%s: %s %s with %s.%s. Decide in internal/archtest/network_test.go", name, s.pkg, d.what, called[from.Name], selected.Sel.Name))
				}
				used[d.what+" "+s.pkg] = true
			}
			return true
		})
	}
	slices.Sort(problems)
	return problems, used
}

// importNames maps what a file calls a package to the package's own name. A dot stands
// for nothing: such imports are refused by the linter.
func importNames(file *ast.File) map[string]string {
	names := map[string]string{}
	for _, i := range file.Imports {
		path := strings.Trim(i.Path.Value, "`\"")
		own := path[strings.LastIndex(path, "/")+1:]
		called := own
		if i.Name != nil {
			called = i.Name.Name
		}
		names[called] = own
	}
	return names
}

// TestNoDependencyReachesTheNetworkUnseen lists every package that any of the builds is
// made of: one that could reach the network and is not in the table fails, and so does a
// row of which nothing is left.
func TestNoDependencyReachesTheNetworkUnseen(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..")
	read(t, filepath.Join(root, "go.mod")) // so that the test cache knows of it
	sources(t)
	found := map[string]string{}
	for system, tags := range map[string]string{"linux": "", "linux ": "desktop,production,webkit2_41", "windows": "desktop,production", "darwin": "desktop,production"} {
		cmd := exec.CommandContext(t.Context(), "go", "list", "-e", "-deps", "-tags", tags, "-f", `{{if not .Standard}}{{.ImportPath}}{{range .Imports}} {{.}}{{end}}{{end}}`, ".")
		cmd.Dir = root
		cmd.Env = append(os.Environ(), "GOOS="+strings.TrimSpace(system), "CGO_ENABLED=1")
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("list what the program for %s is made of: %v", system, err)
		}
		for line := range strings.Lines(string(out)) {
			fields := strings.Fields(line)
			if len(fields) == 0 || fields[0] == module || strings.HasPrefix(fields[0], module+"/") {
				continue
			}
			var can []string
			for _, imported := range fields[1:] {
				if slices.Contains(capable, imported) {
					can = append(can, imported)
				}
			}
			if len(can) > 0 {
				found[fields[0]] = strings.Join(can, ", ")
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(found)) {
		if outside[name] == "" {
			t.Errorf("%s imports %s. Find out what it does with that, and say it in internal/archtest/network_test.go", name, found[name])
		}
	}
	for name := range outside {
		if found[name] == "" {
			t.Errorf("%s is in the table, and no build has it or it reaches nothing", name)
		}
	}
}

// TestAWayOutIsDetected is the test of the tests: each row opens one.
func TestAWayOutIsDetected(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`package publish; import "net"; func f() { net.Dial("tcp", "example.com:80") }`:                                    "publish opens connections with net.Dial",
		`package publish; import n "net"; func f() { n.LookupHost("example.com") }`:                                        "publish opens connections with net.LookupHost",
		`package publish; import "net/http"; func f() { http.Get("http://example.com") }`:                                  "publish opens connections with http.Get",
		`package publish; import "net/http"; var c http.Client`:                                                            "publish opens connections with http.Client",
		`package publish; import "crypto/tls"; func f() { tls.Dial("tcp", "example.com:443", nil) }`:                       "publish opens connections with tls.Dial",
		`package publish; import "net"; func f() { net.ListenPacket("udp", ":0") }`:                                        "publish takes connections with net.ListenPacket",
		`package publish; import "golang.org/x/sys/unix"; func f() { unix.Socket(2, 1, 0) }`:                               "publish makes sockets by system calls with unix.Socket",
		"//go:build never\n\npackage publish\n\nimport \"net/http\"\n\nvar t = http.DefaultTransport":                      "publish opens connections with http.DefaultTransport",
		`package publish; import "net/url"; type net struct{}; func f(u *url.URL) { var dial struct{Dial int}; _ = dial }`: "",
	} {
		got, _ := checkDoors(map[string]string{"internal/publish/p.go": text})
		if want == "" && len(got) == 0 || len(got) == 1 && want != "" && strings.Contains(got[0], want) {
			continue
		}
		t.Errorf("%s: got %q, want %q", text, got, want)
	}
	for _, path := range []string{"net", "net/smtp", "net/rpc", "crypto/tls", "golang.org/x/net/websocket", "C", "plugin"} {
		s, err := parseSource("internal/publish/p.go", []byte(fmt.Sprintf("package publish; import %q", path)))
		if err != nil {
			t.Fatal(err)
		}
		if got := checkCapable([]source{s}); len(got) != 1 || !strings.Contains(got[0], "must not import "+path) {
			t.Errorf("%s: %q", path, got)
		}
	}
}
