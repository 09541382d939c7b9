// Package account is the use case around TikTok accounts: signing in, keeping the
// tokens fresh, asking what a creator may choose, signing out. It declares the
// small interfaces that it needs; engine gives it the store, the TikTok client and
// the loopback sign-in. It knows no adapter and no other use case.
package account
