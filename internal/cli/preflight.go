package cli

import (
	"context"
	"io"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/engine"
	"cuedrop/internal/media"
)

// checkClip checks one file in full: what Check says, what its sound and its start show,
// and whether creator may post a clip of its length.
func checkClip(ctx context.Context, tool *media.Engine, file string, creator cuedrop.Creator) (cuedrop.Check, error) {
	c, err := tool.Check(ctx, file)
	if err != nil {
		return c, err
	}
	signals, err := tool.Signals(ctx, file, c)
	if err != nil {
		return c, err
	}
	c.Findings = append(append([]cuedrop.Finding{}, c.Findings...), signals.Findings(cuedrop.Edit{})...)
	if f, ok := cuedrop.TooLongFor(creator, time.Duration(c.Info.DurationMs)*time.Millisecond); ok {
		c.Findings = append(c.Findings, f)
	}
	cuedrop.SortFindings(c.Findings)
	return c, nil
}

// creatorOf asks TikTok what an account may do; "" asks nobody.
func (r *root) creatorOf(ctx context.Context, account string) (c cuedrop.Creator, err error) {
	if account == "" {
		return c, nil
	}
	err = r.withEngine(ctx, func(ctx context.Context, e *engine.Engine) error {
		a, err := e.Accounts.Find(ctx, account)
		if err != nil {
			return err
		}
		c, err = e.Accounts.Creator(ctx, a.ID, false)
		return err
	})
	return c, err
}

// warnBefore says what may be wrong with a new post. A script that means it goes on.
func warnBefore(ctx context.Context, e *engine.Engine, w io.Writer, p cuedrop.Post) error {
	found, err := e.Queue.Preflight(ctx, p.ID)
	if err != nil {
		return err
	}
	for _, f := range found {
		// What preparing the clip sets right needs no word.
		if f.Severity == cuedrop.SeverityInfo || f.Severity == cuedrop.SeverityFixable && f.Code != cuedrop.FindingTooLongForCreator {
			continue
		}
		if f.PostID != "" {
			f.Message += " It is " + string(f.PostID) + "."
		}
		line(w, "%s %s", f.Message, f.Fix)
	}
	return nil
}
