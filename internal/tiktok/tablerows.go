package tiktok

import "cuedrop/internal/fault"

const (
	newerCuedrop   = "Look for a newer Cuedrop."
	signInAgain    = "Sign in again."
	triesAgain     = "Cuedrop tries again."
	convertIt      = "Convert it, or choose another clip."
	anotherOne     = "Choose another one."
	tiktokTrouble  = "TikTok has a problem on its side."
	bannedAccount  = "TikTok has stopped this account from posting."
	seeWhyInTheApp = "Open the TikTok app to see why."
	dailyPosts     = "This account has reached TikTok's number of posts for a day."
	tomorrow       = "Try again tomorrow, or post in the TikTok app."
	newAddress     = "Cuedrop asks for a new one if nothing can have been posted."
	notOffered     = "TikTok doesn't offer this account the audience you chose."
	noPermission   = "This account hasn't allowed Cuedrop what this needs."
	leaveOn        = "Sign in again and leave every permission on."
	unknownSignIn  = "TikTok doesn't offer this kind of sign-in."
	addPermission  = "Add it in TikTok's developer portal, then sign in again."
	lacksScope     = "The TikTok app lacks a permission that was asked for."
	checkLoginKit  = "Check its client key, Login Kit and redirect address in TikTok's developer portal, then sign in again."
)

// redirectWords come back from the sign-in page (1.4). What an error_type does not
// tell apart is in oauthWords.
var redirectWords = []Meaning{
	{SourceRedirect, "access_denied", fault.Canceled, RetryAfterUser, "You didn't allow Cuedrop to use the account, so nothing was connected.", "Sign in again if you want to connect it.", ""},
	{SourceRedirect, "access_denied/non_sandbox_target", fault.Rejected, RetryAfterUser, "This TikTok account isn't a target user of the app's sandbox.", "Add it in TikTok's developer portal, wait up to an hour, then sign in again.", ""},
	{SourceRedirect, "unauthorized_client/client_key", fault.Rejected, RetryAfterUser, "TikTok doesn't accept this app for the sign-in.", checkLoginKit, ""},
}

// oauthWords are the errors of token, refresh and revoke (1.7). AuthRequired blocks a
// post until the user has acted; Rejected fails it.
var oauthWords = []Meaning{
	{SourceOAuth, "access_denied", fault.AuthRequired, RetryAfterUser, "TikTok refused the sign-in.", "Sign in again and allow Cuedrop.", ""},
	{SourceOAuth, "invalid_client", fault.AuthRequired, RetryAfterUser, "TikTok doesn't know the app's client key or secret.", "Check both in Settings, then sign in again.", ""},
	{SourceOAuth, "unauthorized_client", fault.AuthRequired, RetryAfterUser, "The TikTok app isn't set up for this sign-in.", checkLoginKit, ""},
	{SourceOAuth, "invalid_grant", fault.AuthRequired, RetryAfterUser, "The sign-in has expired or was withdrawn.", signInAgain, ""},
	{SourceOAuth, "invalid_request", fault.Rejected, RetryAfterUser, "TikTok didn't accept the sign-in.", "Start it again; if it keeps failing, check the redirect address in TikTok's developer portal.", ""},
	{SourceOAuth, "invalid_scope", fault.Rejected, RetryAfterUser, lacksScope, addPermission, ""},
	{SourceOAuth, "unsupported_grant_type", fault.Rejected, RetryNever, unknownSignIn, newerCuedrop, ""},
	{SourceOAuth, "unsupported_response_type", fault.Rejected, RetryNever, unknownSignIn, newerCuedrop, ""},
	{SourceOAuth, "server_error", fault.Unavailable, RetryBackoff, tiktokTrouble, triesAgain, ""},
	{SourceOAuth, "temporarily_unavailable", fault.Unavailable, RetryBackoff, "TikTok's sign-in is busy.", triesAgain, ""},
}

// apiWords are the error codes of the envelope (2, 3.1 to 3.3, 3.5 to 3.7). What is
// Rejected but can be lifted from outside the post is also in publish's list of
// blocking reasons.
var apiWords = []Meaning{
	{SourceAPI, "access_token_invalid", fault.AuthRequired, RetryAfterUser, "TikTok no longer accepts this account's sign-in.", signInAgain, ""},
	{SourceAPI, "scope_not_authorized", fault.AuthRequired, RetryAfterUser, noPermission, leaveOn, ""},
	{SourceAPI, "scope_permission_missed", fault.AuthRequired, RetryAfterUser, noPermission, leaveOn, ""},
	{SourceAPI, "rate_limit_exceeded", fault.RateLimited, RetryWait, "TikTok asks for a pause.", "Cuedrop waits and goes on by itself.", ""},
	{SourceAPI, "internal_error", fault.Unavailable, RetryBackoff, tiktokTrouble, triesAgain, ""},
	{SourceAPI, "invalid_params", fault.Rejected, RetryAfterUser, "TikTok didn't accept the request as Cuedrop wrote it.", "Check the post's settings and look for a newer Cuedrop.", ""},
	{SourceAPI, "invalid_file_upload", fault.Rejected, RetryAfterUser, "TikTok didn't accept the file.", "Prepare the clip again or choose another one.", ""},

	{SourceAPI, "spam_risk_too_many_posts", fault.Rejected, RetryNever, dailyPosts, tomorrow, ""},
	{SourceAPI, "spam_risk_user_banned_from_posting", fault.Rejected, RetryNever, bannedAccount, seeWhyInTheApp, ""},
	{SourceAPI, "spam_risk_too_many_pending_share", fault.Rejected, RetryNever, "Five clips are already waiting in this account's TikTok inbox, the most it takes in a day.", "Finish or delete them in the TikTok app, then try again.", ""},
	{SourceAPI, "reached_active_user_cap", fault.Rejected, RetryAfterUser, "The TikTok app that Cuedrop uses has reached its number of posting accounts for a day.", "Try again tomorrow.", ""},
	{SourceAPI, "unaudited_client_can_only_post_to_private_accounts", fault.Rejected, RetryAfterUser, "The TikTok app that Cuedrop uses isn't audited, so the whole account must be private when it posts.", "Make the account private in TikTok, or send the clip to the TikTok inbox.", ""},
	{SourceAPI, "url_ownership_unverified", fault.Rejected, RetryNever, "TikTok was asked to fetch the clip from a website, which Cuedrop never does.", newerCuedrop, ""},
	{SourceAPI, "privacy_level_option_mismatch", fault.Rejected, RetryAfterUser, notOffered, anotherOne, ""},
	{SourceAPI, "app_version_check_failed", fault.Rejected, RetryAfterUser, "The TikTok app on your phone is too old for this.", "Update it and try again.", ""},

	{SourceAPI, "invalid_publish_id", fault.NotFound, RetryNever, "TikTok doesn't know this post any more.", "Look in the TikTok app whether it is there.", ""},
	{SourceAPI, "token_not_authorized_for_specified_publish_id", fault.Rejected, RetryAfterUser, "This post belongs to another TikTok account.", "Connect the account that sent it.", ""},
	{SourceAPI, "publish_not_cancellable", fault.Conflict, RetryAskStatus, "TikTok has already finished this post.", "Delete it in the TikTok app if you don't want it.", ""},
}

// uploadWords are the statuses with which an upload address refuses (3.4). After a 5xx
// TikTok may have any part of the chunk, so its status is asked before more is sent.
var uploadWords = []Meaning{
	{SourceUpload, "400", fault.Rejected, RetryNever, "TikTok's upload server didn't accept the clip as Cuedrop sent it.", newerCuedrop, "tiktok.upload_rejected"},
	{SourceUpload, "403", fault.NotFound, RetryNewUpload, "TikTok's upload address has expired; it lasts an hour.", newAddress, "tiktok.upload_expired"},
	{SourceUpload, "404", fault.NotFound, RetryNewUpload, "TikTok doesn't know this upload any more.", newAddress, "tiktok.upload_unknown"},
	{SourceUpload, "416", fault.Conflict, RetryAskStatus, "TikTok has a different part of the clip than expected.", "Cuedrop goes on from there.", "tiktok.range_mismatch"},
	{SourceUpload, "5xx", fault.Unavailable, RetryAskStatus, "TikTok's upload server has a problem.", triesAgain, "tiktok.upload_unavailable"},
}

// failWords are status/fetch's fail_reason (3.5). The post is over, so nothing here is
// tried again by itself; Kind tells what else is over.
var failWords = []Meaning{
	{SourceFailReason, "file_format_check_failed", fault.Rejected, RetryAfterUser, "TikTok can't read the clip's format.", "Convert it, or export it as MP4 with H.264.", ""},
	{SourceFailReason, "duration_check_failed", fault.Rejected, RetryAfterUser, "The clip is too long or too short for this account.", "Trim it and try again.", ""},
	{SourceFailReason, "frame_rate_check_failed", fault.Rejected, RetryAfterUser, "The clip's frame rate is outside TikTok's 23 to 60 pictures a second.", convertIt, ""},
	{SourceFailReason, "picture_size_check_failed", fault.Rejected, RetryAfterUser, "The clip's picture is outside TikTok's 360 to 4096 pixels a side.", convertIt, ""},
	{SourceFailReason, "internal", fault.Rejected, RetryNewUpload, "TikTok had a problem on its side and didn't post the clip.", "Try again.", ""},
	{SourceFailReason, "video_pull_failed", fault.Rejected, RetryNever, "TikTok couldn't fetch the clip from a website, which Cuedrop never asks for.", newerCuedrop, ""},
	{SourceFailReason, "photo_pull_failed", fault.Rejected, RetryNever, "TikTok couldn't fetch a photo from a website, which Cuedrop never asks for.", newerCuedrop, ""},
	{SourceFailReason, "publish_cancelled", fault.Rejected, RetryAfterUser, "The post was canceled at TikTok.", "Try again if you still want it.", ""},
	{SourceFailReason, "auth_removed", fault.AuthRequired, RetryNever, "Cuedrop's access to this account was withdrawn while the post was on its way.", "Sign in again before you post to this account.", ""},
	{SourceFailReason, "spam_risk_too_many_posts", fault.Rejected, RetryNever, dailyPosts, tomorrow, ""},
	{SourceFailReason, "spam_risk_user_banned_from_posting", fault.Rejected, RetryNever, bannedAccount, seeWhyInTheApp, ""},
	{SourceFailReason, "spam_risk_text", fault.Rejected, RetryNever, "TikTok found the caption risky.", "Change the caption and try again.", ""},
	{SourceFailReason, "spam_risk", fault.Rejected, RetryNever, "TikTok found this post risky and refused it.", "Post it in the TikTok app if it is in order.", ""},
	{SourceFailReason, "privacy_level_not_authorized", fault.Rejected, RetryAfterUser, notOffered, anotherOne, ""},
}
