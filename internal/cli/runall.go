package cli

import (
	"context"
	"io"
	"slices"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/fault"
)

// ranOut is what became of one workspace in run --all --json.
type ranOut struct {
	ID     string         `json:"id"`
	Name   string         `json:"name"`
	Locked bool           `json:"locked"` // it was not opened: its passphrase is not known
	States map[string]int `json:"states"`
	Error  *errorOut      `json:"error"`
	code   int
}

type errorOut struct {
	Reason  string `json:"reason"`
	Message string `json:"message"`
}

// allOut is run --all --json. States are those of all workspaces together.
type allOut struct {
	States     map[string]int `json:"states"`
	Workspaces []*ranOut      `json:"workspaces"`
}

// runAll publishes from every workspace that can be opened until it is told to stop or,
// with untilIdle, until all are idle at once. Its exit code is the worst of theirs; one
// that is locked is said on stderr and makes none.
func (r *root) runAll(ctx context.Context, untilIdle bool, limit time.Duration) error {
	if r.cfg.Workspace != "" {
		return usage("--all publishes from every workspace. Leave out --workspace.")
	}
	f, err := engine.NewFleet(r.cfg)
	if err != nil {
		return err
	}
	defer f.Close()
	f.Finish(ctx)
	list, err := f.List(ctx)
	if err != nil {
		return err
	}
	var outs []*ranOut
	runs := map[*ranOut]*running{}
	for _, w := range list {
		out := &ranOut{ID: w.ID, Name: w.Name, States: map[string]int{}}
		outs = append(outs, out)
		x, err := r.startOne(ctx, f, w)
		switch {
		case locked(err):
			out.Locked = true
			r.warn(fault.ReasonOf(err), w.Name+" is locked, so its posts don't go out: "+fault.MessageOf(err))
		case ctx.Err() != nil:
		case err != nil:
			out.fail(err)
			r.warn(fault.ReasonOf(err), w.Name+": "+fault.MessageOf(err))
		default:
			runs[out] = x
		}
	}
	if untilIdle {
		for _, x := range runs {
			x.tellEnded(ctx)
		}
	}
	r.waitAll(ctx, runs, untilIdle, limit)
	for _, x := range runs { // all, before any is looked at
		x.end()
	}
	return r.outcomeAll(context.WithoutCancel(ctx), outs, runs)
}

// startOne opens a workspace and begins to publish from it.
func (r *root) startOne(ctx context.Context, f *engine.Fleet, w cuedrop.Workspace) (*running, error) {
	e, err := f.Open(ctx, w.ID, "")
	if err != nil {
		return nil, err
	}
	prefix := w.Name + "  "
	for _, c := range e.Health.Conditions() {
		r.warn(c.Code, prefix+c.Message+" "+c.Remedy)
	}
	x, err := r.begin(ctx, e, prefix)
	if err != nil {
		return nil, err
	}
	if err := f.Start(ctx, w.ID); err != nil {
		x.end()
		return nil, err
	}
	return x, nil
}

// locked reports whether a workspace was not opened for want of its passphrase.
func locked(err error) bool {
	switch fault.ReasonOf(err) {
	case "vault.passphrase_missing", "vault.passphrase_wrong", "vault.wait":
		return true
	}
	return false
}

func (o *ranOut) fail(err error) {
	o.code = max(o.code, exitCode(err))
	o.Error = &errorOut{fault.ReasonOf(err), fault.MessageOf(err)}
}

// waitAll is wait for many: they are done when all are at once, because one may have
// something to do again while another one is busy.
func (r *root) waitAll(ctx context.Context, runs map[*ranOut]*running, untilIdle bool, limit time.Duration) {
	if limit > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, limit)
		defer cancel()
	}
	if !untilIdle {
		if len(runs) > 0 { // else there is nothing to wait for
			<-ctx.Done()
		}
		return
	}
	t := time.NewTicker(idleEvery)
	defer t.Stop()
	for ctx.Err() == nil {
		busy := false
		for out, x := range runs {
			if x.stuck || out.Error != nil {
				continue
			}
			idle, err := x.idle(ctx)
			if err != nil && ctx.Err() == nil {
				out.fail(err)
			}
			busy = busy || err == nil && !idle && !x.stuck
		}
		if !busy {
			return
		}
		select {
		case <-t.C:
		case <-ctx.Done():
		}
	}
}

func (r *root) outcomeAll(ctx context.Context, outs []*ranOut, runs map[*ranOut]*running) error {
	all := allOut{States: map[string]int{}, Workspaces: []*ranOut{}}
	code := exitDone
	if len(runs) == 0 && slices.ContainsFunc(outs, func(o *ranOut) bool { return o.Locked }) {
		code = exitNeedsUser // nothing at all can go out
	}
	for _, out := range outs {
		if x := runs[out]; x != nil {
			counts, made, err := x.result(ctx)
			if err != nil {
				out.fail(err)
			}
			if x.stuck {
				made = exitNeedsUser
			}
			out.States, out.code = counts, max(out.code, made)
			for state, n := range counts {
				all.States[state] += n
			}
		}
		code = max(code, out.code)
		all.Workspaces = append(all.Workspaces, out)
	}
	if err := r.print(all, func(w io.Writer) {
		for _, out := range outs {
			line(w, "%s", out.Name)
			if out.Locked {
				line(w, "locked")
			}
			printStates(w, out.States)
		}
	}); err != nil {
		return err
	}
	if code != exitDone {
		return exitError(code)
	}
	return nil
}
