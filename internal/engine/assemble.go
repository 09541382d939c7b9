package engine

import (
	"context"
	"time"

	"cuedrop/internal/account"
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/egress"
	"cuedrop/internal/event"
	"cuedrop/internal/library"
	"cuedrop/internal/lifecycle"
	"cuedrop/internal/oauth"
	"cuedrop/internal/platform"
	"cuedrop/internal/publish"
	"cuedrop/internal/queue"
	"cuedrop/internal/receipt"
	"cuedrop/internal/schedule"
	"cuedrop/internal/secret"
	"cuedrop/internal/store"
	"cuedrop/internal/tiktok"
	"cuedrop/internal/vault"
)

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
				Dir: e.dir, WorkspaceID: workspaceID, Keyring: secret.Keyring{}, Passphrase: cfg.Passphrase, Unattended: cfg.Unattended,
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
			Path: "/callback/", AuthorizeURL: authorize, Open: e.opener(ctx, cfg.OpenURL), Announce: announce, Language: cfg.Language, Stay: cfg.stay,
		})
		return account.Callback{Code: back.Code, RedirectURI: back.RedirectURI, Verifier: back.Verifier, Scopes: back.Scopes}, err
	}
}

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
