package engine

import (
	"context"
	"errors"
	"log/slog"
	"net/url"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

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
	"cuedrop/internal/oauth"
	"cuedrop/internal/platform"
	"cuedrop/internal/privacy"
	"cuedrop/internal/publish"
	"cuedrop/internal/queue"
	"cuedrop/internal/receipt"
	"cuedrop/internal/sandbox"
	"cuedrop/internal/schedule"
	"cuedrop/internal/secret"
	"cuedrop/internal/security"
	"cuedrop/internal/store"
	"cuedrop/internal/support"
	"cuedrop/internal/tiktok"
	"cuedrop/internal/vault"
)

// publishingName is the lock of the one program that publishes from a workspace.
const publishingName = "publishing.lock"

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

// findTikTok decides whom the client talks to and with which app.
func (e *Engine) findTikTok(cfg Config) error {
	var err error
	if e.loopback, err = cfg.loopback(); err != nil {
		return err
	}
	e.given = cfg.Credentials
	if !cfg.Sandbox {
		return nil
	}
	e.given = cuedrop.Credentials{}
	if e.Sandbox, err = sandbox.New(sandbox.Config{Now: cfg.Clock.Now, Log: cfg.Log}); err != nil {
		return err
	}
	if err := e.Sandbox.Listen("127.0.0.1:0"); err != nil {
		return err
	}
	e.loopback, err = egress.ParseLoopback(e.Sandbox.URL())
	return err
}

func (e *Engine) openStore(ctx context.Context, cfg Config) error {
	e.passphraseGiven = cfg.Passphrase != ""
	sealed, err := behindPassphrase(e.dir, e.passphraseGiven)
	if err != nil {
		e.Log.Warn("look at the vault", "err", err) // whoever needs the key is told
	}
	e.Store, err = store.Open(ctx, store.Options{
		Dir: e.dir,
		Sealer: func(workspaceID string) store.Sealer {
			e.Vault = vault.New(vault.Options{
				Dir: e.dir, WorkspaceID: workspaceID, Keyring: secret.Keyring{}, Passphrase: cfg.Passphrase,
				Cost: cfg.Cost, Memory: platform.Memory, Now: cfg.Clock.Now, Probe: cfg.Probe,
			})
			return watchedVault{e.Vault, e.keyTrouble}
		},
		Mark: e.mark, Now: cfg.Clock.Now, SealContent: sealed && err == nil,
		PostChanged:    func(p cuedrop.Post) { e.Bus.Publish(event.PostChanged{Post: p}) },
		PostRemoved:    func(id cuedrop.PostID, rev int64) { e.Bus.Publish(event.PostRemoved{ID: id, Rev: rev}) },
		AccountChanged: func(a cuedrop.Account) { e.Bus.Publish(event.AccountChanged{Account: a}) },
		AccountRemoved: func(id cuedrop.AccountID, rev int64) { e.Bus.Publish(event.AccountRemoved{ID: id, Rev: rev}) },
		MediaChanged:   func(m cuedrop.Media) { e.Bus.Publish(event.MediaChanged{Media: m}) },
		MediaRemoved:   func(id cuedrop.MediaID) { e.Bus.Publish(event.MediaRemoved{ID: id}) },
		RequestSent:    func(r cuedrop.LedgerRow) { e.Bus.Publish(event.RequestSent{Row: r}) },
	})
	return err
}

func (e *Engine) assemble(cfg Config) {
	e.ledger = newLedger(cfg.Log, e.Store.RecordRequests, e.ledgerTrouble)
	transport := egress.New(egress.Config{
		Loopback: e.loopback, Record: e.record, Now: cfg.Clock.Now,
		Date: func(remote time.Time) { e.Scheduler.Heard(remote) },
	})
	httpClient := transport.Client()
	e.idle = httpClient.CloseIdleConnections
	client := tiktok.New(tiktok.Config{
		HTTP: httpClient, Loopback: e.loopback, Credentials: e.Credentials, Purpose: egress.WithPurpose,
		Now: cfg.Clock.Now, Log: cfg.Log,
	})
	e.Media, e.ffmpegGiven = newMedia(cfg), cfg.FFmpeg != ""
	e.Library = library.New(library.Config{
		Store: e.Store, Tool: tool{e.Media, e.applyMediaRules}, Looker: looker{e.Media}, Traits: e.Store,
		Dir: e.dir, Clock: cfg.Clock, Log: cfg.Log, CacheBytes: e.cacheBytes,
	})
	e.Accounts = account.New(account.Config{Store: e.Store, TikTok: client, SignIn: e.signIn(cfg), Clock: cfg.Clock, Log: cfg.Log, Erased: e.erased, Note: e.note})
	e.Keeper = account.NewKeeper(e.Accounts)
	e.Publisher = publish.New(publish.Config{
		Store: e.Store, TikTok: newPacedTikTok(client, e.Store, cfg.Clock, cfg.Log), Accounts: e.Accounts, Library: e.Library, Clock: cfg.Clock, Bus: e.Bus, Ready: e.ready,
		Log: cfg.Log, Allows: account.Allows, FailureOf: tiktok.FailureOf, Probe: cfg.Probe, AckEvery: cfg.AckEvery, Uplink: cfg.machine.uplink,
		About: func(ctx context.Context, id cuedrop.AccountID) context.Context {
			return egress.WithAccount(ctx, string(id))
		},
		Serves: func(ctx context.Context, id cuedrop.PostID) context.Context { return egress.WithPost(ctx, string(id)) },
		Held:   e.held,
	})
	e.Scheduler = schedule.New(schedule.Config{
		Store: e.Store, Publisher: e.Publisher, Clock: cfg.Clock, Log: cfg.Log, Trouble: e.trouble,
		Lease: settledLease{e.lease, e.settleCopy}, Uptime: uptime(cfg.Clock), ClockOff: e.clockOff, AskTime: e.Accounts.Ask, Discard: e.Library.Discard,
		SpareAhead: e.spareAhead,
	})
	e.power = cfg.machine.power
	e.openPolicies(cfg)
	maker := newMaker(e)
	e.Queue = queue.New(queue.Config{
		Policy: e.mustAccept(cfg),
		Store:  e.Store, Clock: cfg.Clock, Log: cfg.Log, Changed: e.Scheduler.Wake, Interrupt: e.Publisher.Interrupt, Discard: e.Library.Discard, Make: maker.add,
		Preflighting: queue.PreflightParts{Signals: e.Library.Signals, Creator: e.knownCreator, Upload: e.Publisher.UploadTime},
	})
	e.Receipts = receipt.New(receipt.Config{Store: e.Store, Read: e.readReceipts, Clock: cfg.Clock, Practice: e.practiced, Person: e.personName})
	e.Privacy = e.newPrivacy(cfg)
	e.Security = e.newSecurity(cfg)
	e.Support = e.newSupport(cfg)
	e.Sources = library.NewWatch(e.Library, e.dueSoon, e.source)
	e.awake = e.newAwake(cfg)
	e.services = []lifecycle.Service{e.conditions, e.Scheduler, e.Keeper, e.Sources, newWatch(e), e.awake, maker, e.newComeback(cfg)}
}

// signIn joins the account use case to the loopback listener.
func (e *Engine) signIn(cfg Config) account.SignInFunc {
	return func(ctx context.Context, authorize func(redirectURI, state, verifier string) (string, error), announce func(string)) (account.Callback, error) {
		if err := e.claim(ctx); err != nil {
			return account.Callback{}, err
		}
		back, err := oauth.SignIn(ctx, oauth.Config{
			Path: "/callback/", AuthorizeURL: authorize, Open: e.opener(ctx, cfg.OpenURL), Announce: announce, Language: cfg.Language,
		})
		return account.Callback{Code: back.Code, RedirectURI: back.RedirectURI, Verifier: back.Verifier, Scopes: back.Scopes}, err
	}
}

// Practice reports whether the engine talks to a practice TikTok on this computer.
func (e *Engine) Practice() bool { return e.loopback != nil }

// PracticeURL is the page of the practice TikTok, or "" on the real one.
func (e *Engine) PracticeURL() string {
	if e.loopback == nil {
		return ""
	}
	return e.loopback.JoinPath("/").String()
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

// trouble turns a scheduler that can't read its database into a health condition.
func (e *Engine) trouble(err error) {
	if err == nil || errors.Is(err, context.Canceled) {
		e.Health.Clear("scheduler")
		return
	}
	e.Health.Raise(health.Condition{
		Code: "scheduler", Severity: health.Error,
		Message: "Cuedrop can't publish right now.", Remedy: fault.MessageOf(err),
	})
}

// Whom a workspace belongs to. Stored on disk: do not rename.
const (
	keyWorld      = "world"
	worldPractice = "practice"
	worldTikTok   = "tiktok"
)

// practiced reports whether what went out of this workspace went to a practice
// TikTok, whomever this run of the program talks to.
func (e *Engine) practiced(ctx context.Context) (bool, error) {
	bound, err := e.Store.Setting(ctx, keyWorld)
	return bound == worldPractice || bound == "" && e.Practice(), err
}

// claim binds the workspace to the real TikTok or to a practice one, whichever it
// meets first, for good: a client's posts must never go out to a practice TikTok,
// where they would count as published, nor practice posts to the real one.
func (e *Engine) claim(ctx context.Context) error {
	world := worldTikTok
	if e.Practice() {
		world = worldPractice
	}
	bound, err := e.Store.SetSettingOnce(ctx, keyWorld, world)
	switch {
	case err != nil:
		return err
	case bound == world:
		return nil
	case bound == worldPractice:
		return fault.New(fault.Conflict, "config.practice_workspace", "This workspace belongs to a practice TikTok. Use another one for your own account, with --workspace NAME.")
	default:
		return fault.New(fault.Conflict, "config.real_workspace", "This workspace belongs to your own TikTok account. Use another one for practice, with --workspace NAME.")
	}
}

// Start runs the scheduler. It refuses with Conflict while another program
// publishes from the same workspace, on this computer or on another one: two would
// each send.
func (e *Engine) Start(ctx context.Context) error {
	if err := e.claim(ctx); err != nil {
		return err
	}
	locked, err := e.lock.TryLock()
	if err != nil {
		return fault.Wrap(err, fault.Internal, "engine.lock", "Cuedrop can't use its data folder. Check that the folder exists and that you may write to it.")
	}
	if !locked {
		return fault.New(fault.Conflict, "engine.running", "Another Cuedrop is already publishing from this workspace. Use that one, or quit it first.")
	}
	if err := e.takeLease(ctx); err != nil {
		return err
	}
	e.trySealing(ctx)
	e.checkTools(ctx)
	e.checkJournal(ctx, journalEnd)
	e.recordTries(ctx)
	if e.deaf == nil { // a second Start goes on listening
		e.deaf = e.Bus.Subscribe(e.watchSignIns)
		e.upkeep(ctx)
	}
	e.checkSignIns(ctx)
	if err := e.settleCopy(ctx); err != nil {
		e.Log.Error("settle an old copy", "err", err) // the scheduler does nothing before it is done
	}
	// Before anything is sent: what was begun because something is wrong is carried out.
	if err := e.Security.Resume(ctx); err != nil {
		return err
	}
	e.publishing.Store(true)
	return lifecycle.StartAll(ctx, e.services...)
}

// checkTools raises or clears the condition that ffmpeg is missing.
func (e *Engine) checkTools(ctx context.Context) {
	if err := e.Media.Available(ctx); err != nil {
		e.Health.Raise(health.Condition{
			Code: "ffmpeg", Severity: health.Warning,
			Message: "Clips can't be checked or converted.", Remedy: fault.MessageOf(err),
		})
		return
	}
	e.Health.Clear("ffmpeg")
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

// knownCreator returns what TikTok lets an account do: as known, or asked now. It asks
// nothing that the creator has not granted.
func (e *Engine) knownCreator(ctx context.Context, id cuedrop.AccountID) (cuedrop.Creator, error) {
	a, err := e.Store.Account(ctx, id)
	if err == nil {
		err = account.Allows(a, cuedrop.ModeDirect)
	}
	if err != nil {
		return cuedrop.Creator{}, err
	}
	return e.Accounts.Creator(ctx, id, false)
}
