package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/event"
	"cuedrop/internal/fault"
)

func (r *root) runCommand() *cobra.Command {
	var untilIdle, all bool
	var limit time.Duration
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Publish due posts without a window",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if limit < 0 {
				return usage("The duration of --for is positive, such as 10m.")
			}
			r.cfg.Unattended = true // it may be a service that starts again and again
			if all {
				return r.runAll(cmd.Context(), untilIdle, limit)
			}
			e, err := r.open(cmd.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			return r.run(cmd.Context(), e, untilIdle, limit)
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "publish from every workspace that can be opened: those without a passphrase, and those that CUEDROP_PASSPHRASE opens")
	cmd.Flags().BoolVar(&untilIdle, "until-idle", false, "return when nothing is due within 60 s and nothing is in flight")
	cmd.Flags().DurationVar(&limit, "for", 0, "return after this long at the latest")
	return cmd
}

// tellWithin is how long a run may take to tell TikTok of sign-ins that have ended.
const tellWithin = 20 * time.Second

// run publishes until it is told to stop, and returns exit code 3 when posts wait
// for the user and 1 when posts failed meanwhile.
func (r *root) run(ctx context.Context, e *engine.Engine, untilIdle bool, limit time.Duration) error {
	x, err := r.begin(ctx, e, "")
	if err != nil {
		return err
	}
	err = e.Start(ctx)
	if err == nil && untilIdle {
		x.tellEnded(ctx)
	}
	if err == nil {
		err = r.wait(ctx, x, untilIdle, limit)
	}
	x.end()
	if err != nil {
		return err
	}
	return r.outcome(context.WithoutCancel(ctx), x)
}

// running is one workspace while its posts go out.
type running struct {
	*engine.Engine
	r       *root
	prefix  string                   // before each line on stderr
	before  map[cuedrop.PostID]int64 // that had failed
	changed chan struct{}            // something did
	stop    func()
	stuck   bool // the user has to do something, and was told
}

// begin makes the key ready and tells on stderr what becomes of the posts from now on.
func (r *root) begin(ctx context.Context, e *engine.Engine, prefix string) (*running, error) {
	// With a key that can't be had nothing goes out: say so, and leave the posts alone.
	if err := e.Vault.Unlock(ctx); err != nil {
		return nil, err
	}
	// What has failed meanwhile is found by comparing, not by listening: facts that
	// wait when the listening ends are dropped.
	before, err := failures(ctx, e)
	if err != nil {
		return nil, err
	}
	x := &running{Engine: e, r: r, prefix: prefix, before: before, changed: make(chan struct{}, 1)}
	seen := map[cuedrop.PostID]cuedrop.State{}
	warned := map[string]bool{}
	x.stop = e.Bus.Subscribe(func(f event.Fact) {
		if _, ok := f.(event.HealthChanged); ok {
			x.warnOnce(warned)
		}
		if a, ok := f.(event.AccountChanged); ok && a.Account.Health == cuedrop.AccountSignedOut {
			x.line("%s  @%s is signed out of TikTok. Sign in again: cuedrop account connect --account %s", a.Account.ID, a.Account.Username, a.Account.ID)
		}
		c, ok := f.(event.PostChanged)
		if !ok {
			return
		}
		if seen[c.Post.ID] != c.Post.State {
			seen[c.Post.ID] = c.Post.State
			x.tell(c.Post)
		}
		select {
		case x.changed <- struct{}{}:
		default:
		}
	})
	return x, nil
}

func (x *running) line(format string, args ...any) {
	line(x.r.Stderr, "%s%s", x.prefix, fmt.Sprintf(format, args...))
}

// tellEnded tells TikTok of sign-ins that have ended: the keeper might not get to it in a
// run that finds nothing to do.
func (x *running) tellEnded(ctx context.Context) {
	telling, cancel := context.WithTimeout(ctx, tellWithin)
	defer cancel()
	if err := x.Accounts.RevokeQueued(telling); err != nil {
		x.Log.Info("tell of ended sign-ins", "err", err)
	}
}

// end stops publishing and telling of it.
func (x *running) end() {
	x.Scheduler.Stop()
	x.stop()
}

// failures returns the posts that have failed, with the rev they have since.
func failures(ctx context.Context, e *engine.Engine) (map[cuedrop.PostID]int64, error) {
	posts, err := e.Queue.Posts(ctx)
	revs := map[cuedrop.PostID]int64{}
	for _, p := range posts {
		if p.State == cuedrop.Failed {
			revs[p.ID] = p.Rev
		}
	}
	return revs, err
}

// tell reports a post's new state on stderr, so that stdout stays for results.
func (x *running) tell(p cuedrop.Post) {
	if p.Failure != nil {
		x.line("%s  %s  %s", p.ID, p.State, p.Failure.Message)
		return
	}
	x.line("%s  %s", p.ID, p.State)
}

// warnings are the conditions that tell why posts do not go out as scheduled.
var warnings = map[string]bool{"clock": true, "moved": true, "scheduler": true}

// warnOnce says once what keeps posts from going out as scheduled.
func (x *running) warnOnce(warned map[string]bool) {
	for _, c := range x.Health.Conditions() {
		if text := c.Message + " " + c.Remedy; warnings[c.Code] && !warned[text] {
			warned[text] = true
			x.r.warn(c.Code, x.prefix+text)
		}
	}
}

// wait returns when ctx ends or, with untilIdle, when the scheduler is idle. It
// looks after every change and, because nothing is reported when a time passes,
// every half second.
func (r *root) wait(ctx context.Context, x *running, untilIdle bool, limit time.Duration) error {
	if limit > 0 { // the time is for waiting: what comes before and after it is done in any case
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	if !untilIdle {
		<-ctx.Done()
		return nil
	}
	t := time.NewTicker(idleEvery)
	defer t.Stop()
	for {
		idle, err := x.idle(ctx)
		switch {
		case x.stuck:
			return exitError(exitNeedsUser)
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return err
		case idle:
			return nil
		}
		select {
		case <-x.changed:
		case <-t.C:
		case <-ctx.Done():
		}
	}
}

// idleEvery is the time between two looks whether a run is done.
const idleEvery = 500 * time.Millisecond

// idle reports whether nothing is left to do. Where the user's own rules keep it from
// being done, that is said and the run is stuck.
func (x *running) idle(ctx context.Context) (bool, error) {
	idle, err := x.Scheduler.Idle(ctx)
	if err != nil || idle {
		return idle, err
	}
	if x.Publisher.Limits(ctx).Paused {
		x.stuck = true
		x.line("Uploads are paused, so nothing goes out. “cuedrop settings set upload.paused off” resumes them.")
	} else if all, _, err := x.Privacy.Paused(ctx); err == nil && all {
		x.stuck = true
		x.line("Everything is held, so nothing goes out. “cuedrop data resume” resumes it.")
	} else if held := x.Held(ctx); held != nil {
		x.stuck = true
		x.line("%s", fault.MessageOf(held))
	}
	return false, nil
}

func (r *root) outcome(ctx context.Context, x *running) error {
	counts, code, err := x.result(ctx)
	if err != nil {
		return err
	}
	if err := r.print(map[string]any{"states": counts}, func(w io.Writer) { printStates(w, counts) }); err != nil {
		return err
	}
	if code != exitDone {
		return exitError(code)
	}
	return nil
}

func printStates(w io.Writer, counts map[string]int) {
	for _, s := range cuedrop.States {
		if n := counts[string(s)]; n > 0 {
			line(w, "%-11s %d", s, n)
		}
	}
}

// result returns how many posts are in which state, and the exit code that they make.
func (x *running) result(ctx context.Context) (counts map[string]int, code int, err error) {
	posts, err := x.Queue.Posts(ctx)
	counts = map[string]int{}
	for _, p := range posts {
		counts[string(p.State)]++
		switch {
		case p.State.NeedsUser() || (p.State.InFlight() || p.State == cuedrop.Scheduled) && signedOut(ctx, x.Engine, p):
			code = exitNeedsUser
		case p.State == cuedrop.Failed && x.before[p.ID] != p.Rev && code == exitDone:
			code = exitFailed
		}
	}
	return counts, code, err
}

// signedOut reports whether a post can't go on until the user signs its account in.
func signedOut(ctx context.Context, e *engine.Engine, p cuedrop.Post) bool {
	a, err := e.Accounts.Account(ctx, p.AccountID)
	return err != nil || a.Health == cuedrop.AccountSignedOut
}
