package engine

import (
	"context"
	"fmt"
	"sync"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/event"
	"cuedrop/internal/fault"
	"cuedrop/internal/health"
	"cuedrop/internal/lifecycle"
	"cuedrop/internal/vault"
)

const (
	// judgeEvery is the time between two looks at what nobody reports: a quota that is
	// free again, a network that nobody has asked for long.
	judgeEvery = time.Minute
	// journalEnd is how many of the newest journal lines a start verifies: some
	// milliseconds' work. Doctor verifies all.
	journalEnd = 1000
)

// conditions turns what the engine's parts report into health conditions. It is a
// lifecycle.Service; what needs no looking at is told at once, running or not.
type conditions struct {
	engine *Engine
	wake   chan struct{}
	reach  reach

	mu       sync.Mutex
	accounts map[cuedrop.AccountID]cuedrop.Account
	changed  map[cuedrop.AccountID]bool // whose posts have changed since the last look
	run      lifecycle.Loop
}

var _ lifecycle.Service = (*conditions)(nil)

func newConditions(e *Engine) *conditions {
	return &conditions{engine: e, wake: make(chan struct{}, 1), accounts: map[cuedrop.AccountID]cuedrop.Account{}, changed: map[cuedrop.AccountID]bool{}}
}

// fact takes notice of what changes a quota.
func (c *conditions) fact(f event.Fact) {
	switch f := f.(type) {
	case event.AccountChanged:
		c.know(f.Account)
	case event.AccountRemoved:
		c.forget(f.ID)
		return
	case event.PostChanged:
		if f.Post.State == cuedrop.Uploading { // bytes change no quota
			return
		}
		c.mu.Lock()
		c.changed[f.Post.AccountID] = true
		c.mu.Unlock()
	default:
		return
	}
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

// know remembers whose quotas there are: the names need no key this way.
func (c *conditions) know(a cuedrop.Account) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.accounts[a.ID] = a
	c.changed[a.ID] = true
}

func (c *conditions) forget(id cuedrop.AccountID) {
	c.mu.Lock()
	delete(c.accounts, id)
	c.mu.Unlock()
	c.engine.Health.Clear("quota:" + string(id))
}

// Start begins to look. ctx ends it like Stop does.
func (c *conditions) Start(ctx context.Context) error {
	c.run.Start(ctx, c.engine.Log, "conditions", c.loop)
	return nil
}

// Stop ends the looking and waits for a look under way.
func (c *conditions) Stop() { c.run.Stop() }

func (c *conditions) loop(ctx context.Context) {
	everybody := true
	for ctx.Err() == nil {
		_ = lifecycle.Guard(c.engine.Log, "judge conditions", func() error { c.judge(ctx, everybody); return nil })
		t := time.NewTimer(judgeEvery)
		select {
		case <-t.C:
			everybody = true
		case <-c.wake:
			everybody = false
		case <-ctx.Done():
		}
		t.Stop()
	}
}

// judge looks at what nobody reports, and at the quotas of everybody or of those whose
// posts have changed. Without the key it looks at none: asking for it once more, and
// for no reason, is not for a background loop.
func (c *conditions) judge(ctx context.Context, everybody bool) {
	c.reachStale()
	if c.engine.Health.Present("keyring") {
		return
	}
	c.mu.Lock()
	all := make([]cuedrop.Account, 0, len(c.accounts))
	for id, a := range c.accounts {
		if everybody || c.changed[id] {
			all = append(all, a)
		}
	}
	clear(c.changed)
	c.mu.Unlock()
	for _, a := range all {
		if err := c.judgeQuota(ctx, a); err != nil && ctx.Err() == nil && !fault.Is(err, fault.NotFound) {
			c.engine.Log.Warn("judge quota", "account", a.ID, "err", err)
		}
	}
}

// judgeQuota says of an account for which TikTok takes no more for a while. Six posts
// a minute are left out: that limit is over before anybody has read of it.
func (c *conditions) judgeQuota(ctx context.Context, a cuedrop.Account) error {
	e := c.engine
	quotas, err := e.Accounts.Quotas(ctx, a.ID)
	if err != nil {
		return err
	}
	now := e.Clock.Now()
	var full *cuedrop.Quota
	for _, q := range quotas.All {
		if q.Name != cuedrop.QuotaInitsPerMinute && q.Full(now) && (full == nil || q.FreeAt.After(full.FreeAt)) {
			full = &q
		}
	}
	code := "quota:" + string(a.ID)
	if full == nil {
		e.Health.Clear(code)
		return nil
	}
	c.mu.Lock()
	_, here := c.accounts[a.ID]
	c.mu.Unlock()
	if here { // it may have been disconnected meanwhile
		e.Health.Raise(health.Condition{Code: code, Severity: health.Warning, Message: quotaMessage(handle(a), *full), Remedy: quotaRemedy(*full)})
	}
	return nil
}

func quotaMessage(who string, q cuedrop.Quota) string {
	switch q.Name {
	case cuedrop.QuotaPendingDrafts:
		return fmt.Sprintf("%s has %d clips waiting in its TikTok inbox, the most that TikTok takes in a day.", who, max(q.Used, q.Limit))
	case cuedrop.QuotaPostingAccounts:
		return "The TikTok app may post for no other account today: TikTok allows five in 24 hours until the app is audited."
	case cuedrop.QuotaPostsPerDay, cuedrop.QuotaInitsPerMinute:
	}
	if q.Learned {
		return who + " has used up its posts of the day: TikTok takes no more."
	}
	return fmt.Sprintf("%s has posted %d times in 24 hours, about as often as TikTok takes.", who, q.Used)
}

func quotaRemedy(q cuedrop.Quota) string {
	free := "A place is free on " + q.FreeAt.In(localZone()).Format("2 January at 15:04") + "; posts wait until then."
	if q.Name == cuedrop.QuotaPendingDrafts {
		return "Finish or delete one in the TikTok app. " + free
	}
	return free
}

func localZone() *time.Location {
	loc, err := cuedrop.LoadZone(Zone())
	if err != nil {
		return time.UTC
	}
	return loc
}

// handle is how people call an account.
func handle(a cuedrop.Account) string {
	if a.Username != "" {
		return "@" + a.Username
	}
	return a.Nickname
}

// checkJournal raises the condition that the journal was changed. It verifies its
// newest lines, or all for a negative number.
func (e *Engine) checkJournal(ctx context.Context, lines int64) {
	err := e.Store.VerifyJournalEnd(ctx, lines)
	switch {
	case fault.ReasonOf(err) == "store.journal_broken":
		e.Log.Error("journal broken", "err", err)
		e.Health.Raise(health.Condition{
			Code: "journal", Severity: health.Error,
			Message: fault.MessageOf(err),
			Remedy:  "What is on TikTok stays there, but receipts prove less from the changed line on. If nobody changed the database on purpose, restore the workspace from a backup.",
		})
	case err != nil:
		e.Log.Warn("verify journal", "err", err)
	default:
		e.Health.Clear("journal")
	}
}

// watchedVault tells of the key: every use of it shows whether it can be had.
type watchedVault struct {
	*vault.Vault
	tell func(error)
}

func (v watchedVault) Seal(ctx context.Context, plain []byte, aad string) ([]byte, error) {
	out, err := v.Vault.Seal(ctx, plain, aad)
	v.tell(err)
	return out, err
}

func (v watchedVault) Unseal(ctx context.Context, sealed []byte, aad string) ([]byte, error) {
	out, err := v.Vault.Unseal(ctx, sealed, aad)
	v.tell(err)
	return out, err
}

// keyTrouble raises or clears the condition that the workspace's key can't be had.
func (e *Engine) keyTrouble(err error) {
	switch {
	case err == nil, fault.ReasonOf(err) == "vault.unseal": // one value's trouble, found with the key in hand
		e.Health.Clear("keyring")
	case fault.Is(err, fault.Canceled):
	default:
		e.Health.Raise(health.Condition{
			Code: "keyring", Severity: health.Error,
			Message: "Cuedrop can't open its keys, so nothing goes out.", Remedy: fault.MessageOf(err),
		})
	}
}

// Examine looks at everything that can be known without publishing, and returns the
// conditions of this moment. It may raise the keyring's prompt.
func (e *Engine) Examine(ctx context.Context) ([]health.Shown, error) {
	e.checkTools(ctx)
	e.checkJournal(ctx, -1)
	status, err := e.Vault.Status(ctx)
	if err != nil {
		return nil, err
	}
	if status.OK {
		e.keyTrouble(nil)
		e.checkSignIns(ctx)
		e.conditions.judge(ctx, true)
	} else {
		e.keyTrouble(fault.New(fault.Unavailable, "vault.unusable", status.Remedy))
	}
	return e.Health.Visible(), nil
}
