package cli

import (
	"context"
	"io"
	"time"

	"github.com/spf13/cobra"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/event"
	"cuedrop/internal/fault"
)

func (r *root) runCommand() *cobra.Command {
	var untilIdle bool
	var limit time.Duration
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Publish due posts without a window",
		Args:  cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if limit < 0 {
				return usage("The duration of --for is positive, such as 10m.")
			}
			e, err := r.open(cmd.Context())
			if err != nil {
				return err
			}
			defer e.Close()
			return r.run(cmd.Context(), e, untilIdle, limit)
		},
	}
	cmd.Flags().BoolVar(&untilIdle, "until-idle", false, "return when nothing is due within 60 s and nothing is in flight")
	cmd.Flags().DurationVar(&limit, "for", 0, "return after this long at the latest")
	return cmd
}

// tellWithin is how long a run may take to tell TikTok of sign-ins that have ended.
const tellWithin = 20 * time.Second

// run publishes until it is told to stop, and returns exit code 3 when posts wait
// for the user and 1 when posts failed meanwhile.
func (r *root) run(ctx context.Context, e *engine.Engine, untilIdle bool, limit time.Duration) error {
	// With a key that can't be had nothing goes out: say so, and leave the posts alone.
	if err := e.Vault.Unlock(ctx); err != nil {
		return err
	}
	// What has failed meanwhile is found by comparing, not by listening: facts that
	// wait when the listening ends are dropped.
	before, err := failures(ctx, e)
	if err != nil {
		return err
	}
	seen := map[cuedrop.PostID]cuedrop.State{}
	changed := make(chan struct{}, 1)
	warned := map[string]bool{}
	stop := e.Bus.Subscribe(func(f event.Fact) {
		if _, ok := f.(event.HealthChanged); ok {
			r.warnOnce(e, warned)
		}
		if a, ok := f.(event.AccountChanged); ok && a.Account.Health == cuedrop.AccountSignedOut {
			line(r.Stderr, "%s  @%s is signed out of TikTok. Sign in again: cuedrop account connect --account %s", a.Account.ID, a.Account.Username, a.Account.ID)
		}
		c, ok := f.(event.PostChanged)
		if !ok {
			return
		}
		if seen[c.Post.ID] != c.Post.State {
			seen[c.Post.ID] = c.Post.State
			r.tell(c.Post)
		}
		select {
		case changed <- struct{}{}:
		default:
		}
	})
	err = e.Start(ctx)
	if err == nil && untilIdle {
		// The keeper might not get to it in a run that finds nothing to do.
		telling, cancel := context.WithTimeout(ctx, tellWithin)
		if err := e.Accounts.RevokeQueued(telling); err != nil {
			r.cfg.Log.Info("tell of ended sign-ins", "err", err)
		}
		cancel()
	}
	if err == nil {
		err = r.wait(ctx, e, untilIdle, limit, changed)
	}
	e.Scheduler.Stop()
	stop()
	if err != nil {
		return err
	}
	return r.outcome(context.WithoutCancel(ctx), e, before)
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
func (r *root) tell(p cuedrop.Post) {
	if p.Failure != nil {
		line(r.Stderr, "%s  %s  %s", p.ID, p.State, p.Failure.Message)
		return
	}
	line(r.Stderr, "%s  %s", p.ID, p.State)
}

// warnings are the conditions that tell why posts do not go out as scheduled.
var warnings = map[string]bool{"clock": true, "moved": true, "scheduler": true}

// warnOnce says once what keeps posts from going out as scheduled.
func (r *root) warnOnce(e *engine.Engine, warned map[string]bool) {
	for _, c := range e.Health.Conditions() {
		if text := c.Message + " " + c.Remedy; warnings[c.Code] && !warned[text] {
			warned[text] = true
			r.warn(c.Code, text)
		}
	}
}

// wait returns when ctx ends or, with untilIdle, when the scheduler is idle. It
// looks after every change and, because nothing is reported when a time passes,
// every half second.
func (r *root) wait(ctx context.Context, e *engine.Engine, untilIdle bool, limit time.Duration, changed <-chan struct{}) error {
	if limit > 0 { // the time is for waiting: what comes before and after it is done in any case
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	if !untilIdle {
		<-ctx.Done()
		return nil
	}
	t := time.NewTicker(500 * time.Millisecond)
	defer t.Stop()
	for {
		idle, err := e.Scheduler.Idle(ctx)
		if err == nil && !idle && e.Publisher.Limits(ctx).Paused {
			line(r.Stderr, "Uploads are paused, so nothing goes out. “cuedrop settings set upload.paused off” resumes them.")
			return exitError(exitNeedsUser)
		}
		if all, _, pauseErr := e.Privacy.Paused(ctx); err == nil && !idle && pauseErr == nil && all {
			line(r.Stderr, "Everything is held, so nothing goes out. “cuedrop data resume” resumes it.")
			return exitError(exitNeedsUser)
		}
		if held := e.Held(ctx); err == nil && !idle && held != nil {
			line(r.Stderr, "%s", fault.MessageOf(held))
			return exitError(exitNeedsUser)
		}
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return err
		case idle:
			return nil
		}
		select {
		case <-changed:
		case <-t.C:
		case <-ctx.Done():
		}
	}
}

func (r *root) outcome(ctx context.Context, e *engine.Engine, before map[cuedrop.PostID]int64) error {
	posts, err := e.Queue.Posts(ctx)
	if err != nil {
		return err
	}
	counts := map[string]int{}
	code := exitDone
	for _, p := range posts {
		counts[string(p.State)]++
		switch {
		case p.State.NeedsUser() || (p.State.InFlight() || p.State == cuedrop.Scheduled) && signedOut(ctx, e, p):
			code = exitNeedsUser
		case p.State == cuedrop.Failed && before[p.ID] != p.Rev && code == exitDone:
			code = exitFailed
		}
	}
	if err := r.print(map[string]any{"states": counts}, func(w io.Writer) {
		for _, s := range cuedrop.States {
			if n := counts[string(s)]; n > 0 {
				line(w, "%-11s %d", s, n)
			}
		}
	}); err != nil {
		return err
	}
	if code != exitDone {
		return exitError(code)
	}
	return nil
}

// signedOut reports whether a post can't go on until the user signs its account in.
func signedOut(ctx context.Context, e *engine.Engine, p cuedrop.Post) bool {
	a, err := e.Accounts.Account(ctx, p.AccountID)
	return err != nil || a.Health == cuedrop.AccountSignedOut
}
