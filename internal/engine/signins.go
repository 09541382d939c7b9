package engine

import (
	"context"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/event"
	"cuedrop/internal/health"
)

// endsSoon is how long before a sign-in runs out unused the user is told
// (reliability-security.md H7).
const endsSoon = 30 * 24 * time.Hour

// watchSignIns turns what becomes of accounts into health conditions.
func (e *Engine) watchSignIns(f event.Fact) {
	e.conditions.fact(f)
	switch f := f.(type) {
	case event.AccountChanged:
		e.judgeSignIn(f.Account)
		e.Keeper.Wake()
	case event.AccountRemoved:
		e.Health.Clear("signed_out:" + string(f.ID))
		e.Health.Clear("sign_in_ends:" + string(f.ID))
	}
}

// checkSignIns raises what was so before the engine listened.
func (e *Engine) checkSignIns(ctx context.Context) {
	all, err := e.Accounts.Accounts(ctx)
	if err != nil {
		e.Log.Warn("check sign-ins", "err", err)
		return
	}
	for _, a := range all {
		e.conditions.know(a)
		e.judgeSignIn(a)
	}
}

func (e *Engine) judgeSignIn(a cuedrop.Account) {
	who := handle(a)
	code := "signed_out:" + string(a.ID)
	if a.Health == cuedrop.AccountSignedOut {
		e.Health.Raise(health.Condition{
			Code: code, Severity: health.Error, Since: a.UpdatedAt.UTC(),
			Message: who + " is signed out of TikTok.", Remedy: "Sign in again; its posts wait until then.",
		})
	} else {
		e.Health.Clear(code)
	}
	code = "sign_in_ends:" + string(a.ID)
	if left := a.SignInEndsAt.Sub(e.Clock.Now()); a.Health == cuedrop.AccountOK && !a.SignInEndsAt.IsZero() && left < endsSoon {
		e.Health.Raise(health.Condition{
			Code: code, Severity: health.Warning,
			Message: "The sign-in of " + who + " ends on " + a.SignInEndsAt.Format("2 January 2006") + ".",
			Remedy:  "Sign in again before that day.",
		})
		return
	}
	e.Health.Clear(code)
}
