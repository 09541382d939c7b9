package app

import (
	"strings"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/health"
)

// AllPostStates is the list of states for TypeScript, made of the domain's.
var AllPostStates = func() (all []struct {
	Value  PostState
	TSName string
}) {
	for _, s := range cuedrop.States {
		all = append(all, struct {
			Value  PostState
			TSName string
		}{PostState(s), strings.ToUpper(string(s))})
	}
	return all
}()

// PostState is a post's state on the wire: the domain's words.
type PostState string

// link is where a public post can be seen: where TikTok said, or else where such
// posts are; "" while TikTok has not named it or the account's handle is unknown.
func link(p cuedrop.Post, a cuedrop.Account) string {
	if p.Link != "" {
		return p.Link
	}
	if len(p.PostIDs) == 0 || a.Username == "" {
		return ""
	}
	return "https://www.tiktok.com/@" + a.Username + "/video/" + p.PostIDs[0]
}

func toPost(p cuedrop.Post, a cuedrop.Account) Post {
	out := Post{
		ID: string(p.ID), Rev: p.Rev, State: PostState(p.State), AccountID: string(p.AccountID), MediaID: string(p.MediaID),
		Mode: string(p.Mode), Caption: p.Settings.Caption, Privacy: string(p.Settings.Privacy),
		AllowComment: p.Settings.AllowComment, AllowDuet: p.Settings.AllowDuet, AllowStitch: p.Settings.AllowStitch,
		YourBrand: p.Settings.YourBrand, BrandedContent: p.Settings.BrandedContent, AIGenerated: p.Settings.AIGenerated,
		CoverMs: p.Settings.CoverMs, Fit: string(p.Settings.Fit), CropX: p.Settings.CropX, CropY: p.Settings.CropY,
		TrimStartMs: p.Settings.TrimStartMs, TrimEndMs: p.Settings.TrimEndMs, TrimAtKeyframe: p.Settings.TrimAtKeyframe,
		Loudness: p.Settings.Loudness, Remake: string(p.Settings.Remake),
		ScheduledAt: stamp(p.Schedule.At), Wall: p.Schedule.Wall, Zone: p.Schedule.Zone,
		NotBefore: stamp(p.NotBefore), PublishID: p.PublishID, PostIDs: p.PostIDs, Link: link(p, a), Attempts: p.Attempts,
		CreatedAt: place(p.CreatedAt), UpdatedAt: stamp(p.UpdatedAt), PublishedAt: stamp(p.PublishedAt),
		Editable: p.State.Editable(),
	}
	if out.PostIDs == nil {
		out.PostIDs = []string{}
	}
	if p.Consent != nil {
		out.ConsentAt = stamp(p.Consent.At)
	}
	if p.Failure != nil {
		out.Failure = &Failure{p.Failure.Reason, p.Failure.Message}
	}
	_, err := cuedrop.Next(p.State, cuedrop.TransCancel)
	out.Cancelable = err == nil && p.State != cuedrop.Draft
	return out
}

func toMedia(m cuedrop.Media) Media {
	out := Media{
		ID: string(m.ID), Name: m.Name, Size: m.Size, DurationMs: m.Check.Info.DurationMs, Width: m.Check.Info.Width,
		Height: m.Check.Info.Height, FPS: m.Check.Info.FPS, VideoCodec: m.Check.Info.VideoCodec, AudioCodec: m.Check.Info.AudioCodec,
		Container: m.Check.Info.Container, Verdict: string(m.Check.Verdict), Route: string(m.Check.Route),
	}
	out.Findings = toFindings(m.Check.Findings)
	out.AddedAt, out.Removed, out.Content = stamp(m.AddedAt), !m.RemovedAt.IsZero(), m.SHA256[:min(len(m.SHA256), contentDigits)]
	return out
}

// contentDigits of a digest tell a person's clips apart, and say no more.
const contentDigits = 16

func toFindings(all []cuedrop.Finding) []Finding {
	out := []Finding{}
	for _, f := range all {
		out = append(out, Finding{f.Code, string(f.Severity), f.Message, f.FailReason, f.Fix, string(f.PostID)})
	}
	return out
}

// toAccount needs the scopes that what is in use asks for.
func toAccount(a cuedrop.Account, wanted []string) Account {
	out := Account{
		ID: string(a.ID), Rev: a.Rev, Nickname: a.Nickname, Username: a.Username,
		Scopes: append([]string{}, a.Scopes...), Health: string(a.Health),
		MissingScopes: a.Missing(wanted), SignInEndsAt: stamp(a.SignInEndsAt),
		Missed: Missed{Policy: string(a.Missed.Policy), Minutes: a.Missed.Minutes},
		Slots:  toSlots(a.Slots),
	}
	if a.HasAvatar {
		out.AvatarURL = avatarURL(string(a.ID), a.Rev)
	}
	return out
}

func toQuotas(q cuedrop.Quotas) Quotas {
	out := Quotas{AccountID: string(q.Account), Audit: string(q.Audit), Quotas: []Quota{}}
	for _, one := range q.All {
		out.Quotas = append(out.Quotas, Quota{string(one.Name), one.Limit, one.Used, stamp(one.FreeAt), one.Learned})
	}
	return out
}

func toCreator(id string, c cuedrop.Creator) Creator {
	out := Creator{
		AccountID: id, Nickname: c.Nickname, Username: c.Username, PrivacyOptions: []string{},
		CommentDisabled: c.CommentDisabled, DuetDisabled: c.DuetDisabled, StitchDisabled: c.StitchDisabled,
		MaxDurationMs: c.MaxDuration.Milliseconds(),
	}
	for _, p := range c.PrivacyOptions {
		out.PrivacyOptions = append(out.PrivacyOptions, string(p))
	}
	return out
}

func toHealth(all []health.Shown) []Health {
	out := []Health{}
	for _, s := range all {
		h := Health{Code: s.Code, Severity: string(s.Severity), Message: s.Message, Remedy: s.Remedy, Since: stamp(s.Since)}
		for _, d := range s.Dependents {
			h.Dependents = append(h.Dependents, HealthEffect{d.Code, d.Message, stamp(d.Since)})
		}
		out = append(out, h)
	}
	return out
}

func fromInput(in PostInput) (cuedrop.AccountID, cuedrop.Mode, cuedrop.Settings) {
	return cuedrop.AccountID(in.AccountID), cuedrop.Mode(in.Mode), cuedrop.Settings{
		Caption: in.Caption, Privacy: cuedrop.Privacy(in.Privacy),
		AllowComment: in.AllowComment, AllowDuet: in.AllowDuet, AllowStitch: in.AllowStitch,
		YourBrand: in.YourBrand, BrandedContent: in.BrandedContent, AIGenerated: in.AIGenerated,
		CoverMs: in.CoverMs, Edit: cuedrop.Edit{
			Fit: cuedrop.Fit(in.Fit), CropX: in.CropX, CropY: in.CropY,
			TrimStartMs: in.TrimStartMs, TrimEndMs: in.TrimEndMs, TrimAtKeyframe: in.TrimAtKeyframe, Loudness: in.Loudness,
			Remake: cuedrop.Remake(in.Remake),
		},
	}
}
