// Package tiktok speaks TikTok's open API: sign-in tokens, user info, creator_info,
// init, chunk upload and status. It is where the two error dialects, the envelope
// and every quirk of the wire end: what comes out are domain values and faults
// whose Kind is decided here, once.
//
// It must not know about posts' states, retries, storage or the browser. It never
// repeats a request: whether another init is safe is the publish engine's to say.
// Wire names stay in here. Only the composition root imports it.
//
// Section numbers in comments are those of tiktok-open-api.md unless they name
// another document.
package tiktok
