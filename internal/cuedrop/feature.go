package cuedrop

import "slices"

// Feature is something that the user may switch on and that needs a permission of
// its own from TikTok. All are off until then, and their scopes are asked for only
// once they are on (product.md, A3).
type Feature string

// The features. Stored on disk: do not rename.
const (
	// FeatureLinks finds published posts: their links, and whether a post that
	// could not be confirmed is there.
	FeatureLinks Feature = "links"
	// FeatureProfile shows the handle and the profile.
	FeatureProfile Feature = "profile"
	// FeatureStatistics counts followers and likes of the account.
	FeatureStatistics Feature = "statistics"
)

// Features lists every feature in the order in which they are shown.
var Features = []Feature{FeatureLinks, FeatureProfile, FeatureStatistics}

// Scope is TikTok's word for the permission that f needs (tiktok-open-api.md 1.9),
// or "" for a feature that does not exist.
func (f Feature) Scope() string {
	switch f {
	case FeatureLinks:
		return ScopeVideoList
	case FeatureProfile:
		return ScopeUserProfile
	case FeatureStatistics:
		return ScopeUserStats
	}
	return ""
}

// BaseScopes are those that publishing itself needs, with basic first: whose account
// it is, direct posts, inbox uploads.
var BaseScopes = []string{ScopeUserBasic, ScopeVideoPublish, ScopeVideoUpload}

// ScopeReason says in plain words what Cuedrop needs a permission for; "" for one that
// it never asks for. The user reads it before the browser opens (product.md, A3).
func ScopeReason(scope string) string {
	switch scope {
	case ScopeUserBasic:
		return "to show whose account it is"
	case ScopeVideoPublish:
		return "to publish your clips directly at their time"
	case ScopeVideoUpload:
		return "to send clips to your TikTok inbox, to be finished there"
	case ScopeVideoList:
		return "to find your published posts: their links, and whether a doubtful one is there"
	case ScopeUserProfile:
		return "to show your handle and profile"
	case ScopeUserStats:
		return "to count followers and likes"
	}
	return ""
}

// ScopesFor returns what a sign-in asks for while the features on are switched on.
func ScopesFor(on []Feature) []string {
	scopes := slices.Clone(BaseScopes)
	for _, f := range Features {
		if slices.Contains(on, f) {
			scopes = append(scopes, f.Scope())
		}
	}
	return scopes
}

// Missing returns those of wanted that the user did not grant, in their order. None is
// missing of an account whose grant TikTok did not name: TikTok will say.
func (a Account) Missing(wanted []string) []string {
	missing := []string{}
	if len(a.Scopes) == 0 {
		return missing
	}
	for _, s := range wanted {
		if !a.Has(s) {
			missing = append(missing, s)
		}
	}
	return missing
}
