package engine

import (
	"context"
	"strings"
	"time"
	"unicode"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
	"cuedrop/internal/sandbox"
)

// Keys of the user's TikTok app. Stored on disk: do not rename.
const (
	keyClientKey    = "app.client_key"
	keyClientSecret = "app.client_secret" //nolint:gosec // the name of a setting; its value is sealed
)

// Where the credentials of the TikTok app in use come from, in the order in which the
// sources are asked (product.md, decision 1). The words go to the window and to
// scripts.
const (
	AppFromEnvironment = "environment"
	AppFromSettings    = "settings"
	AppFromBuild       = "build"
	AppFromPractice    = "practice"
	AppFromNowhere     = "none"
)

// Credentials returns those of the TikTok app in use, or Unsupported when there are
// none.
func (e *Engine) Credentials() (cuedrop.Credentials, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 90*time.Second) // the keyring may ask the user
	defer cancel()
	app, _, err := e.app(ctx)
	return app, err
}

// App returns the client key in use and where it comes from, without unsealing the
// secret.
func (e *Engine) App(ctx context.Context) (clientKey string, source string, err error) {
	if e.given.ClientKey != "" {
		return e.given.ClientKey, AppFromEnvironment, nil
	}
	key, err := e.Store.Setting(ctx, keyClientKey)
	switch {
	case err != nil:
		return "", "", err
	case key != "":
		return key, AppFromSettings, nil
	case e.loopback != nil:
		// A practice TikTok knows the practice app; another one says that it does not.
		return sandbox.DefaultClientKey, AppFromPractice, nil
	case builtInClientKey != "":
		return builtInClientKey, AppFromBuild, nil
	}
	return "", AppFromNowhere, nil
}

func (e *Engine) app(ctx context.Context) (cuedrop.Credentials, string, error) {
	key, source, err := e.App(ctx)
	if err != nil {
		return cuedrop.Credentials{}, "", err
	}
	app := cuedrop.Credentials{ClientKey: key}
	switch source {
	case AppFromEnvironment:
		app.ClientSecret = e.given.ClientSecret
	case AppFromSettings:
		secret, err := e.Store.SealedSetting(ctx, keyClientSecret)
		if fault.ReasonOf(err) == "vault.unseal" { // reliability-security.md H15
			err = fault.Wrap(err, fault.Unsupported, "config.app_secret_lost",
				"The secret of your TikTok app was kept with a key that is gone. Copy it from TikTok's developer portal and enter it again in Settings, TikTok credentials.")
		}
		if err != nil {
			return cuedrop.Credentials{}, source, err
		}
		app.ClientSecret = cuedrop.Secret(secret)
	case AppFromPractice:
		app.ClientSecret = sandbox.DefaultClientSecret
	case AppFromBuild:
		app.ClientSecret = cuedrop.Secret(builtInClientSecret)
	case AppFromNowhere:
		return app, source, fault.New(fault.Unsupported, "config.no_credentials",
			"Cuedrop has no TikTok app to sign in with. Register one at developers.tiktok.com and enter its client key and secret in Settings, or set CUEDROP_CLIENT_KEY and CUEDROP_CLIENT_SECRET, or try the sandbox.")
	}
	return app, source, nil
}

// SetApp stores the user's own TikTok app, the secret sealed. Another key is refused
// with Conflict while accounts are connected: their sign-ins belong to the app that
// made them. Invalid for what can't be a key or a secret.
func (e *Engine) SetApp(ctx context.Context, app cuedrop.Credentials) error {
	app.ClientKey = strings.TrimSpace(app.ClientKey)
	app.ClientSecret = cuedrop.Secret(strings.TrimSpace(app.ClientSecret.Reveal()))
	if !plausible(app.ClientKey) || !plausible(app.ClientSecret.Reveal()) {
		return fault.New(fault.Invalid, "app.credentials", "A client key and a client secret have letters and digits only. Copy both from your app's page in TikTok's developer portal.")
	}
	if err := e.mayChangeApp(ctx, app.ClientKey); err != nil {
		return err
	}
	// The secret first: a key without its secret would sign nobody in.
	if err := e.Store.SetSealedSetting(ctx, keyClientSecret, app.ClientSecret.Reveal()); err != nil {
		return err
	}
	return e.Store.SetSetting(ctx, keyClientKey, app.ClientKey)
}

// ForgetApp erases the user's own TikTok app. Conflict while accounts are connected.
func (e *Engine) ForgetApp(ctx context.Context) error {
	if err := e.mayChangeApp(ctx, ""); err != nil {
		return err
	}
	if err := e.Store.SetSetting(ctx, keyClientKey, ""); err != nil {
		return err
	}
	return e.Store.SetSealedSetting(ctx, keyClientSecret, "")
}

func (e *Engine) mayChangeApp(ctx context.Context, to string) error {
	key, source, err := e.App(ctx)
	if err != nil {
		return err
	}
	if source == AppFromEnvironment {
		return fault.New(fault.Conflict, "app.environment", "The TikTok app is given by CUEDROP_CLIENT_KEY. Change it there.")
	}
	all, err := e.Accounts.Accounts(ctx)
	if err == nil && len(all) > 0 && key != to {
		err = fault.New(fault.Conflict, "app.accounts", "Disconnect the accounts first: their sign-ins belong to the TikTok app that made them.")
	}
	return err
}

// plausible reports whether s could be a key or a secret: one word that a form field
// or a header can hold.
func plausible(s string) bool {
	return s != "" && len(s) <= 256 && strings.IndexFunc(s, func(r rune) bool {
		return r > unicode.MaxASCII || !unicode.IsPrint(r) || unicode.IsSpace(r)
	}) < 0
}
