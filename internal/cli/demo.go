package cli

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"cuedrop/internal/account"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
	"cuedrop/internal/media"
	"cuedrop/internal/queue"
	"cuedrop/internal/sandbox"
)

// demoStep is one line of the story.
type demoStep struct {
	Name      string `json:"name"`
	OK        bool   `json:"ok"`
	ElapsedMs int64  `json:"elapsedMs"`
	Detail    string `json:"detail"`
}

// demoOut is demo --json.
type demoOut struct {
	OK       bool               `json:"ok"`
	Steps    []demoStep         `json:"steps"`
	Received []sandbox.Received `json:"received"`
	Kept     string             `json:"kept,omitempty"`
}

func (r *root) demoCommand() *cobra.Command {
	var keep bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Show the whole journey on the built-in sandbox",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := os.MkdirTemp("", "cuedrop-demo-")
			if err != nil {
				return fault.Wrap(err, fault.Internal, "demo.temp", "The demo can't make a temporary folder. Check the free space.")
			}
			if !keep {
				defer func() { _ = os.RemoveAll(dir) }() // a folder in temp is the system's to clean
			}
			d := &demo{root: r, dir: dir}
			err = d.run(cmd.Context())
			d.close()
			out := demoOut{OK: err == nil, Steps: d.steps, Received: d.received}
			if keep {
				out.Kept = dir
			}
			if r.json {
				if printErr := r.print(out, nil); printErr != nil {
					return printErr
				}
			} else {
				d.summary(r.Stdout, out)
			}
			if err != nil {
				return exitError(exitFailed)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&keep, "keep", false, "keep the temporary workspace and say where it is")
	return cmd
}

// demo performs the main job for the eye: nothing in it is pretended.
type demo struct {
	*root
	dir      string
	steps    []demoStep
	received []sandbox.Received
	sandbox  *sandbox.Server
	engine   *engine.Engine
	account  cuedrop.Account
	posts    []*demoPost
}

type demoPost struct {
	name, caption string
	privacy       cuedrop.Privacy
	kind          media.SampleKind
	path          string
	media         cuedrop.Media
	id            cuedrop.PostID
}

const (
	demoAhead = 4 * time.Second  // how far ahead the posts are scheduled
	demoLimit = 60 * time.Second // how long publishing may take
)

func (d *demo) run(ctx context.Context) error {
	d.posts = []*demoPost{
		{name: "portrait.mp4", kind: media.SampleConforming, caption: "The fine clip goes out byte for byte #cuedrop", privacy: cuedrop.PrivacyPublic},
		{name: "old camera.mov", kind: media.SampleOddMOV, caption: "12 frames a second, 4:3, converted first 🎬 #cuedrop", privacy: cuedrop.PrivacySelf},
	}
	steps := []struct {
		name string
		do   func(context.Context) (string, error)
	}{
		{"Make two clips with ffmpeg", d.makeClips},
		{"Open a workspace and a practice TikTok", d.open},
		{"Sign in through the browser's loopback redirect", d.signIn},
		{"Check both clips", d.check},
		{"Prepare the one that TikTok would refuse", d.prepare},
		{fmt.Sprintf("Schedule both %s ahead, with consent", demoAhead), d.schedule},
		{"Publish from the scheduler", d.publish},
		{"Compare what TikTok's side received", d.compare},
	}
	if !d.json {
		line(d.Stdout, "Cuedrop demo: from a dropped clip to a published post, on a practice TikTok on this computer.")
		line(d.Stdout, "")
	}
	for i, s := range steps {
		start := d.now()
		detail, err := s.do(ctx)
		elapsed := d.now().Sub(start)
		if err != nil {
			detail = fault.MessageOf(err)
			d.cfg.Log.Error("demo", "step", s.name, "err", err)
		}
		d.steps = append(d.steps, demoStep{s.name, err == nil, elapsed.Milliseconds(), detail})
		if !d.json {
			mark := "ok"
			if err != nil {
				mark = "FAILED"
			}
			line(d.Stdout, "%d. %-50s %6.2f s  %s", i+1, s.name, elapsed.Seconds(), mark)
			line(d.Stdout, "   %s", detail)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (d *demo) makeClips(ctx context.Context) (string, error) {
	tool := engine.NewMedia(ctx, d.cfg)
	detail := ""
	for _, p := range d.posts {
		p.path = filepath.Join(d.dir, p.name)
		if err := tool.Sample(ctx, p.kind, p.path); err != nil {
			return "", err
		}
		info, err := os.Stat(p.path)
		if err != nil {
			return "", err
		}
		detail += fmt.Sprintf("%s (%s)  ", p.name, bytesText(info.Size()))
	}
	return detail, nil
}

func (d *demo) open(ctx context.Context) (string, error) {
	var err error
	// The practice TikTok approves at once: the demo has nobody to press Allow.
	d.sandbox, err = sandbox.New(sandbox.Config{Log: d.cfg.Log, Scenario: sandbox.Scenario{Authorize: sandbox.Authorize{Always: "approve"}}})
	if err != nil {
		return "", err
	}
	if err := d.sandbox.Listen("127.0.0.1:0"); err != nil {
		return "", err
	}
	cfg := d.cfg
	cfg.DataDir, cfg.Workspace, cfg.TikTokURL, cfg.Sandbox = filepath.Join(d.dir, "data"), "", d.sandbox.URL(), false
	cfg.Credentials = cuedrop.Credentials{ClientKey: sandbox.DefaultClientKey, ClientSecret: sandbox.DefaultClientSecret}
	// A throw-away workspace gets a throw-away passphrase, so that the demo leaves
	// nothing in the user's keyring.
	cfg.Passphrase = cuedrop.Secret(rand.Text())
	cfg.OpenURL = sandbox.Approve
	if d.engine, err = engine.New(ctx, cfg); err != nil {
		return "", err
	}
	return "sandbox at " + d.sandbox.URL(), nil
}

func (d *demo) signIn(ctx context.Context) (string, error) {
	var err error
	d.account, err = d.engine.Accounts.Connect(ctx, account.Connecting{})
	return fmt.Sprintf("%s (@%s), scopes %v", d.account.Nickname, d.account.Username, d.account.Scopes), err
}

func (d *demo) check(ctx context.Context) (string, error) {
	detail := ""
	for _, p := range d.posts {
		var err error
		if p.media, err = d.engine.Library.Add(ctx, p.path); err != nil {
			return "", err
		}
		detail += fmt.Sprintf("%s: %s, route %s.  ", p.name, p.media.Check.Verdict, p.media.Check.Route)
		for _, f := range p.media.Check.Findings {
			if f.FailReason != "" {
				detail += f.Message + " "
				break
			}
		}
	}
	fine, odd := d.posts[0].media.Check, d.posts[1].media.Check
	if fine.Route != cuedrop.RouteCopy || odd.Route != cuedrop.RouteFull {
		return detail, fault.New(fault.Internal, "demo.verdict", "The check did not find what the demo's clips are made of.")
	}
	return detail, nil
}

func (d *demo) prepare(ctx context.Context) (string, error) {
	p := d.posts[1]
	out := filepath.Join(d.dir, "prepared.mp4")
	progress := d.progress("converting")
	defer progress.end()
	r, err := d.engine.Media.Prepare(ctx, p.path, out, media.PrepareOptions{
		Check:    &p.media.Check,
		Progress: func(x cuedrop.RenderProgress) { progress.show(x.Fraction, x.Remaining) },
	})
	if err != nil {
		return "", err
	}
	again, err := d.engine.Media.Check(ctx, out)
	if err != nil {
		return "", err
	}
	if again.Verdict != cuedrop.VerdictOK {
		return "", fault.New(fault.Internal, "demo.prepare", "The prepared clip does not pass the check.")
	}
	return fmt.Sprintf("%d×%d, %.3g frames a second, %s + %s, %s", again.Info.Width, again.Info.Height, again.Info.FPS, again.Info.VideoCodec, again.Info.AudioCodec, bytesText(r.Size)), nil
}

func (d *demo) schedule(ctx context.Context) (string, error) {
	at := d.now().Add(demoAhead)
	detail := ""
	for _, p := range d.posts {
		settings := cuedrop.Settings{Caption: p.caption, Privacy: p.privacy, AllowComment: true, Edit: cuedrop.Edit{Fit: cuedrop.FitKeep}}
		post, err := d.engine.Queue.Create(ctx, queue.Draft{MediaID: p.media.ID, AccountID: d.account.ID, Mode: cuedrop.ModeDirect, Settings: settings})
		if err != nil {
			return "", err
		}
		p.id = post.ID
		s, err := cuedrop.ScheduleAt(at, engine.Zone())
		if err != nil {
			return "", err
		}
		consent := cuedrop.Consent{At: d.now().UTC(), TextVersion: consentVersion(settings)}
		if _, err := d.engine.Queue.Schedule(ctx, post.ID, s, consent); err != nil {
			return "", err
		}
		detail = "due " + s.Wall + " " + s.Zone
	}
	return detail, nil
}

func (d *demo) publish(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, demoLimit)
	defer cancel()
	if err := d.engine.Start(ctx); err != nil {
		return "", err
	}
	if err := d.wait(ctx, &running{Engine: d.engine, r: d.root}, true, 0); err != nil {
		return "", err
	}
	detail := ""
	for _, p := range d.posts {
		post, err := d.engine.Queue.Post(context.WithoutCancel(ctx), p.id)
		if err != nil {
			return "", err
		}
		if post.State != cuedrop.Published {
			text := "The post is " + string(post.State) + "."
			if post.Failure != nil {
				text += " " + post.Failure.Message
			}
			return "", fault.New(fault.Internal, "demo.publish", text)
		}
		detail += fmt.Sprintf("%s published %.1f s after its time.  ", p.name, post.PublishedAt.Sub(post.Schedule.At).Seconds())
	}
	return detail, nil
}

// compare holds what the sandbox received against what was meant to go out.
func (d *demo) compare(ctx context.Context) (string, error) {
	d.received = d.sandbox.Received()
	if v := d.sandbox.Counts().Violations; len(v) > 0 {
		return "", fault.New(fault.Internal, "demo.violation", "The practice TikTok saw requests that break its rules.")
	}
	if len(d.received) != len(d.posts) {
		return "", fault.New(fault.Internal, "demo.count", fmt.Sprintf("TikTok's side has %d posts instead of %d.", len(d.received), len(d.posts)))
	}
	byID := map[string]sandbox.Received{}
	for _, got := range d.received {
		byID[got.PublishID] = got
	}
	for _, p := range d.posts {
		post, err := d.engine.Queue.Post(ctx, p.id)
		if err != nil {
			return "", err
		}
		got, there := byID[post.PublishID]
		switch {
		case !there, got.SHA256 != post.Rendition.SHA256, got.Caption != p.caption, got.PrivacyLevel != string(p.privacy), got.Status != "PUBLISH_COMPLETE":
			return "", fault.New(fault.Internal, "demo.received", "What TikTok's side received is not what was scheduled: "+p.name+".")
		case p.kind == media.SampleConforming && got.SHA256 != p.media.SHA256:
			return "", fault.New(fault.Internal, "demo.copy", "The fine clip did not go out byte for byte.")
		}
	}
	return "hash, caption and audience of both are as scheduled; nothing twice", nil
}

func (d *demo) summary(w io.Writer, out demoOut) {
	if len(out.Received) > 0 {
		line(w, "")
		line(w, "TikTok's side received:")
	}
	for _, got := range out.Received {
		line(w, "  %-20s %s  sha256 %s…", got.PrivacyLevel, bytesText(got.VideoSize), short(got.SHA256, 17))
		line(w, "  %-20s %s", "", got.Caption)
	}
	line(w, "")
	if out.OK {
		line(w, "Every step held.")
	} else {
		line(w, "A step failed. Run with --log-level debug for the cause.")
	}
	if out.Kept != "" {
		line(w, "Kept: %s", out.Kept)
	}
}

func (d *demo) close() {
	if d.engine != nil {
		d.engine.Close()
	}
	if d.sandbox != nil {
		if err := d.sandbox.Close(); err != nil {
			d.cfg.Log.Warn("close sandbox", "err", err)
		}
	}
}
