package app

import (
	"cuedrop/internal/cuedrop"
	"cuedrop/internal/security"
)

func toSecurityFacts(facts []security.Fact) []SecurityFact {
	out := []SecurityFact{}
	for _, f := range facts {
		out = append(out, SecurityFact{Code: f.Code, State: string(f.State), Detail: f.Detail, Remedy: f.Remedy})
	}
	return out
}

func toActivityRows(rows []cuedrop.Activity) []ActivityRow {
	out := []ActivityRow{}
	for _, r := range rows {
		out = append(out, ActivityRow{ID: r.ID, At: stamp(r.At), Kind: string(r.Kind), Subject: r.Subject, Outcome: r.Outcome})
	}
	return out
}

func toIncident(i security.Incident) Incident {
	return Incident{
		At: stamp(i.At), Accounts: i.Accounts, Revoked: i.Revoked, Queued: i.Queued, Untold: i.Untold, Stopped: i.Stopped, Note: i.Note,
	}
}
