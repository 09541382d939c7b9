//go:build linux

package main

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"time"

	"cuedrop/internal/cuedrop"
	"cuedrop/internal/egress"
	"cuedrop/internal/sandbox"
	"cuedrop/internal/tiktok"
)

// bare is the client without anything around it: no queue, no journal, no ledger.
type bare struct {
	*tiktok.Client
	control string
}

func newBare(origin, control string) (*bare, error) {
	u, err := egress.ParseLoopback(origin)
	if err != nil {
		return nil, err
	}
	app := cuedrop.Credentials{ClientKey: sandbox.DefaultClientKey, ClientSecret: sandbox.DefaultClientSecret}
	return &bare{tiktok.New(tiktok.Config{
		HTTP: egress.New(egress.Config{Loopback: u}).Client(), Loopback: u, Now: time.Now, Purpose: egress.WithPurpose,
		Credentials: func() (cuedrop.Credentials, error) { return app, nil },
	}), control}, nil
}

// token signs creator i in.
func (b *bare) token(ctx context.Context, i int) (cuedrop.Secret, error) {
	const verifier = "a-verifier-that-is-long-enough-for-the-rules-of-pkce"
	const redirect = "http://127.0.0.1:9/callback/"
	if err := next(ctx, b.control, i); err != nil {
		return "", err
	}
	authorize, err := b.AuthorizeURL(redirect, "bench", verifier, []string{cuedrop.ScopeUserBasic, cuedrop.ScopeVideoPublish})
	if err != nil {
		return "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, authorize, nil)
	if err != nil {
		return "", err
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	back, err := res.Location()
	if err != nil {
		return "", err
	}
	grant, err := b.Exchange(ctx, back.Query().Get("code"), redirect, verifier)
	return grant.Tokens.Access, err
}

// begin asks for an upload.
func (b *bare) begin(ctx context.Context, token cuedrop.Secret, plan cuedrop.ChunkPlan, caption string) (cuedrop.Secret, error) {
	r, err := b.Init(ctx, token, cuedrop.InitRequest{
		Mode: cuedrop.ModeDirect, Plan: plan, Settings: cuedrop.Settings{Caption: caption, Privacy: cuedrop.PrivacySelf},
	})
	return r.UploadURL, err
}

// uploadBare is the role "bare": the uploads of a thousand posts and nothing else.
func uploadBare(ctx context.Context, j job) (r report, err error) {
	b, err := newBare(j.URL, j.Control)
	if err != nil {
		return r, err
	}
	var tokens []cuedrop.Secret
	for i := range (len(j.Clips)-1)/postsEach + 1 {
		token, err := b.token(ctx, i)
		if err != nil {
			return r, err
		}
		tokens = append(tokens, token)
	}
	began, err := processor()
	if err != nil {
		return r, err
	}
	for i, clip := range j.Clips {
		if err := b.post(ctx, clip, tokens[i%len(tokens)], fmt.Sprint("bare ", i)); err != nil {
			return r, err
		}
	}
	ended, err := processor()
	r.Processor = ended - began
	return r, err
}

func (b *bare) post(ctx context.Context, clip string, token cuedrop.Secret, caption string) error {
	f, err := os.Open(clip)
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	plan, err := cuedrop.PlanChunks(info.Size())
	if err != nil {
		return err
	}
	upload, err := b.begin(ctx, token, plan, caption)
	if err != nil {
		return err
	}
	_, err = b.UploadChunk(ctx, upload, "video/mp4", f, 0, plan.Size-1, plan.Size)
	return err
}
