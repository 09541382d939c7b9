package engine

import (
	"context"
	"log/slog"
	"net/url"
	"path/filepath"
	"sync"
	"sync/atomic"

	"github.com/gofrs/flock"

	"cuedrop/internal/account"
	"cuedrop/internal/clock"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/egress"
	"cuedrop/internal/event"
	"cuedrop/internal/fault"
	"cuedrop/internal/health"
	"cuedrop/internal/library"
	"cuedrop/internal/lifecycle"
	"cuedrop/internal/media"
	"cuedrop/internal/platform"
	"cuedrop/internal/privacy"
	"cuedrop/internal/publish"
	"cuedrop/internal/queue"
	"cuedrop/internal/receipt"
	"cuedrop/internal/sandbox"
	"cuedrop/internal/schedule"
	"cuedrop/internal/security"
	"cuedrop/internal/store"
	"cuedrop/internal/support"
	"cuedrop/internal/vault"
)

// Engine is one open workspace with everything that works on it.
type Engine struct {
	Bus       *event.Bus
	Health    *health.Registry
	Queue     *queue.Queue
	Receipts  *receipt.Service
	Privacy   *privacy.Service
	Security  *security.Service
	Support   *support.Service
	Policies  *privacy.Policies
	People    *privacy.People
	Library   *library.Library
	Accounts  *account.Service
	Keeper    *account.Keeper
	Sources   *library.Watch
	Publisher *publish.Publisher
	Scheduler *schedule.Scheduler
	Media     *media.Engine
	Store     *store.Store
	Vault     *vault.Vault
	Clock     clock.Clock
	Log       *slog.Logger
	// Sandbox is the built-in TikTok of this process, or nil.
	Sandbox *sandbox.Server

	dir      string
	loopback *url.URL
	given    cuedrop.Credentials // by the environment; zero = none
	lock     *flock.Flock
	lease    *lease
	idle     func() // closes kept-alive connections
	deaf     func() // ends the engine's own listening to facts
	ledger   *ledger
	probe    func(point string) // nil = none
	copy     oldCopy
	power    *gauge
	// ffmpegGiven is set where cfg names one.
	ffmpegGiven bool
	// passphraseGiven is set where cfg holds one.
	passphraseGiven bool
	awake           *awake
	// conditions turns what the parts report into Health.
	conditions *conditions
	publishing atomic.Bool // Start has begun; Close ends it
	// services are what Start starts, in order.
	services []lifecycle.Service
	close    sync.Once
}

// New opens the workspace that cfg names, creating it when there is none. Nothing
// runs until Start. The caller closes the engine.
func New(ctx context.Context, cfg Config) (*Engine, error) {
	if err := cfg.Validate(); err != nil {
		return nil, err
	}
	cfg = cfg.withDefaults()
	e := &Engine{Bus: &event.Bus{}, Clock: cfg.Clock, Log: cfg.Log, probe: cfg.Probe}
	e.Health = health.New(cfg.Clock, e.Bus)
	e.conditions = newConditions(e)
	var err error
	if e.dir, err = cfg.Dir(); err != nil {
		return nil, err
	}
	if err := e.findTikTok(cfg); err != nil {
		return nil, err
	}
	e.protectFolders(cfg)
	if err := e.openStore(ctx, cfg); err != nil {
		e.Close()
		return nil, err
	}
	if err := e.tellStorage(ctx); err != nil {
		e.Close()
		return nil, err
	}
	e.lock = flock.New(filepath.Join(e.dir, publishingName), flock.SetPermissions(0o600))
	e.lease = newLease(e.Store, cfg.Machine)
	e.assemble(cfg)
	e.resumeErasure(ctx)
	if err := e.applyMediaRules(ctx); err != nil {
		e.Close()
		return nil, err
	}
	if e.passphraseGiven {
		e.trySealing(ctx)
	}
	e.tellCrash(cfg)
	return e, nil
}

// Dir is the workspace folder.
func (e *Engine) Dir() string { return e.dir }

// record keeps one line of the ledger. It runs in the transport, after the request.
func (e *Engine) record(entry egress.Entry) {
	e.conditions.request(entry)
	e.ledger.add(cuedrop.Request{
		At: entry.At, Purpose: entry.Purpose, Account: cuedrop.AccountID(entry.Account), Post: cuedrop.PostID(entry.Post), Method: entry.Method, Host: entry.Host, Path: entry.Path,
		BytesOut: entry.BytesOut, BytesIn: entry.BytesIn, Status: entry.Status, Elapsed: entry.Elapsed, Outcome: entry.Outcome,
	})
	if entry.Purpose == purposeStatus { // a next run counts these: see pacedTikTok
		e.ledger.flush()
	}
}

// ledgerTrouble says of a ledger that can't be written. No request fails for it.
func (e *Engine) ledgerTrouble(err error) {
	if err == nil {
		e.Health.Clear("ledger")
		return
	}
	e.Log.Error("write ledger", "err", err)
	e.Health.Raise(health.Condition{
		Code: "ledger", Severity: health.Warning,
		Message: "The list of requests is incomplete.", Remedy: fault.MessageOf(err),
	})
}

// Requests returns the newest limit lines of the ledger, newest first.
func (e *Engine) Requests(ctx context.Context, limit int) ([]cuedrop.Request, error) {
	e.ledger.flush()
	return e.Store.Requests(ctx, limit)
}

// Close stops everything and closes the workspace. It may be called twice.
func (e *Engine) Close() {
	e.close.Do(func() {
		e.publishing.Store(false)
		if e.Scheduler != nil {
			lifecycle.StopAll(e.services...)
			e.Publisher.Leave()
		}
		if e.deaf != nil {
			e.deaf()
		}
		if e.Accounts != nil {
			e.Accounts.Stop()
		}
		if e.idle != nil {
			e.idle()
		}
		if e.ledger != nil {
			e.ledger.close()
		}
		if e.lease != nil {
			e.giveBackLease()
		}
		if e.lock != nil {
			_ = e.lock.Unlock() // the system releases it with the process anyway
		}
		if e.Store != nil {
			if err := e.Store.Close(); err != nil {
				e.Log.Warn("close store", "err", err)
			}
		}
		if e.Sandbox != nil {
			if err := e.Sandbox.Close(); err != nil {
				e.Log.Warn("close sandbox", "err", err)
			}
		}
	})
}

// Zone is the computer's time zone.
func Zone() string { return platform.Zone() }
