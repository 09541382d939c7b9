package account

import (
	"context"
	"slices"
	"strings"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/fault"
)

const featuresKey = "features" // stored on disk: do not rename

// Features returns the features that the user has switched on.
func (s *Service) Features(ctx context.Context) ([]cuedrop.Feature, error) {
	raw, err := s.Store.Setting(ctx, featuresKey)
	if err != nil {
		return nil, err
	}
	on := []cuedrop.Feature{}
	for _, f := range cuedrop.Features {
		if slices.Contains(strings.Split(raw, ","), string(f)) {
			on = append(on, f)
		}
	}
	return on, nil
}

// SetFeature switches a feature on or off. The next sign-ins ask for its scope;
// accounts that have not granted it go without until they sign in again. One that is
// off is not used, whatever was granted. Invalid for a feature that does not exist.
func (s *Service) SetFeature(ctx context.Context, f cuedrop.Feature, on bool) error {
	if f.Scope() == "" {
		return fault.New(fault.Invalid, "account.feature", "There is no such feature. Choose links, profile or statistics.")
	}
	features, err := s.Features(ctx)
	if err != nil {
		return err
	}
	features = slices.DeleteFunc(features, func(other cuedrop.Feature) bool { return other == f })
	if on {
		features = append(features, f)
	}
	words := make([]string, len(features))
	for i, f := range features {
		words[i] = string(f)
	}
	if err := s.Store.SetSetting(ctx, featuresKey, strings.Join(words, ",")); err != nil {
		return err
	}
	return s.Store.TouchAccounts(ctx) // what each of them lacks has changed
}

// Missing returns the scopes that what is in use needs and a has not granted.
func (s *Service) Missing(ctx context.Context, a cuedrop.Account) ([]string, error) {
	on, err := s.Features(ctx)
	return a.Missing(cuedrop.ScopesFor(on)), err
}

// Allows returns AuthRequired "account.scope_missing" when a has not granted what
// posting in this mode needs. TikTok is not asked. An account whose grant TikTok did
// not name is taken to have granted everything: TikTok will say.
func Allows(a cuedrop.Account, mode cuedrop.Mode) error {
	switch {
	case len(a.Scopes) == 0:
		return nil
	case mode == cuedrop.ModeInbox && !a.Has(cuedrop.ScopeVideoUpload):
		return fault.New(fault.AuthRequired, "account.scope_missing",
			name(a)+" hasn't allowed Cuedrop to upload to its TikTok inbox. Sign it in again and leave that permission on.")
	case mode == cuedrop.ModeDirect && !a.Has(cuedrop.ScopeVideoPublish):
		return fault.New(fault.AuthRequired, "account.scope_missing",
			name(a)+" hasn't allowed Cuedrop to post directly. Sign it in again and leave that permission on, or send the clip to its TikTok inbox.")
	}
	return nil
}

// Lists reports whether an account's videos may be listed: the feature is on, and the
// user granted its scope.
func (s *Service) Lists(ctx context.Context, id cuedrop.AccountID) bool {
	on, err := s.Features(ctx)
	if err != nil || !slices.Contains(on, cuedrop.FeatureLinks) {
		return false
	}
	a, err := s.Store.Account(ctx, id)
	return err == nil && a.Has(cuedrop.ScopeVideoList)
}
