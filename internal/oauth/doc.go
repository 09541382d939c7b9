// Package oauth runs one sign-in through the system browser: it listens on this
// machine while the user consents, checks what comes back, and hands out the code
// with its PKCE verifier. The authorize URL is built by the caller.
//
// It must not know TikTok's API, tokens or accounts, and it exchanges nothing;
// TikTok is named only in sentences for the user. Only the composition root imports
// it. Row numbers in comments are those of reliability-security.md 2.I.
package oauth
