#!/usr/bin/env bash
# Walks through a running sandbox with curl alone: sign-in, posting, refusals, refresh,
# revocation. What it knows of TikTok's API it has from the reference, not from our code.
#
#   build/sandbox_check.sh ORIGIN      e.g. http://127.0.0.1:8765, the scenario the default one
#
# Needs bash, curl, grep, sed, sha256sum (or shasum). It ends with "N passed, N failed",
# and fails if one did. It replaces the scenario, moves the clock and revokes the practice
# creator's access, so give it a sandbox of its own.
set -uo pipefail

ORIGIN=${1:?usage: build/sandbox_check.sh ORIGIN}
ORIGIN=${ORIGIN%/}
KEY=${CUEDROP_CLIENT_KEY:-sbpracticeapp0cuedrop}
SECRET=${CUEDROP_CLIENT_SECRET:-practice-secret-opens-nothing-real}
REDIRECT=http://127.0.0.1:5123/callback/
SCOPES=user.info.basic,user.info.profile,user.info.stats,video.publish,video.upload,video.list
VERIFIER=check-verifier-check-verifier-check-verifier-0123
PART=5242880 # bytes of a chunk: 5 MB by either reading
SIZE=$((2 * PART + 1000))

dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0
status='' body=''

# is NAME WANTED GOT: WANTED is a pattern of [[ ]].
is() {
  # shellcheck disable=SC2053 # a pattern on purpose
  if [[ $3 == $2 ]]; then
    passed=$((passed + 1))
    echo "ok      $1"
  else
    failed=$((failed + 1))
    echo "FAILED  $1: got \"${3:0:300}\", want \"$2\""
  fi
}

# ask CURL_ARG...: sets status, body and the file $dir/head.
ask() {
  : >"$dir/head"; : >"$dir/body"
  status=$(curl -sS --noproxy '*' --max-time 60 -D "$dir/head" -o "$dir/body" -w '%{http_code}' "$@")
  body=$(tr -d '\0' <"$dir/body")
}

header() { grep -i "^$1:" "$dir/head" | sed 's/^[^:]*: *//' | tr -d '\r' | tail -n 1; }
text_of() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p" <<<"$body" | sed 's/\\u0026/\&/g'; }
number_of() { sed -n "s/.*\"$1\":\([0-9]*\).*/\1/p" <<<"$body"; }
code() { text_of code; }
decoded() { local s=${1//+/ }; printf '%b' "${s//%/\\x}"; }
hex_sha256() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1; }

api() { # api TOKEN PATH JSON
  ask -X POST -H "Authorization: Bearer $1" -H 'Content-Type: application/json; charset=UTF-8' --data-binary "$3" "$ORIGIN/v2/$2"
}
oauth() { # oauth PATH NAME=VALUE...
  local path=$1 args=() f
  shift
  for f in "client_key=$KEY" "client_secret=$SECRET" "$@"; do args+=(--data-urlencode "$f"); done
  ask "${args[@]}" "$ORIGIN/v2/oauth/$path"
}
act() { ask -X POST -H 'Content-Type: application/json' --data-binary "$1" "$ORIGIN/sandbox/control/act"; }

authorize() { # authorize SCOPES CHALLENGE
  ask -G --data-urlencode "client_key=$KEY" --data-urlencode response_type=code --data-urlencode "scope=$1" \
    --data-urlencode "redirect_uri=$REDIRECT" --data-urlencode 'state=a&b' --data-urlencode "code_challenge=$2" \
    --data-urlencode code_challenge_method=S256 "$ORIGIN/v2/auth/authorize/"
}
granted_code() { decoded "$(header Location | sed -n 's/.*[?&]code=\([^&]*\).*/\1/p')"; }
exchange() { oauth token/ grant_type=authorization_code "code=$1" "redirect_uri=$REDIRECT" "code_verifier=$VERIFIER"; }

direct() { # direct SIZE CHUNK COUNT [PRIVACY]
  printf '{"post_info":{"privacy_level":"%s","title":"checked with curl #sandbox"},"source_info":{"source":"FILE_UPLOAD","video_size":%d,"chunk_size":%d,"total_chunk_count":%d}}' \
    "${4:-SELF_ONLY}" "$1" "$2" "$3"
}
inbox() { printf '{"source_info":{"source":"FILE_UPLOAD","video_size":%d,"chunk_size":%d,"total_chunk_count":%d}}' "$1" "$1" 1; }
put() { # put URL FIRST LAST TOTAL: those bytes of the clip
  tail -c "+$(($2 + 1))" "$dir/clip" | head -c "$(($3 - $2 + 1))" >"$dir/part"
  ask -X PUT -H 'Content-Type: video/mp4' -H "Content-Range: bytes $2-$3/$4" --data-binary "@$dir/part" "$1"
}
poll() { api "$token" post/publish/status/fetch/ "{\"publish_id\":\"$1\"}"; }

challenge=$(printf %s "$VERIFIER" | hex_sha256)
head -c "$SIZE" /dev/urandom >"$dir/clip"

sign_in() {
  authorize "$SCOPES" "$challenge"
  is 'authorize sends the browser back' 302 "$status"
  is 'the state comes back as sent' '*state=a%26b*' "$(header Location)"
  is 'the granted scopes are in "scopes"' '*scopes=*video.publish*' "$(header Location)"
  local code
  code=$(granted_code)
  is 'codes contain * and !' '*\**!*' "$code"
  exchange "$code"
  is 'the token reply is flat' '{"access_token":"act.*' "$body"
  is 'an access token lives two hours' 7200 "$(number_of expires_in)"
  is 'a refresh token lives 180 days' 15552000 "$(number_of refresh_expires_in)"
  token=$(text_of access_token) refresh=$(text_of refresh_token)
  exchange "$code"
  is 'a code works once' '*"error":"invalid_grant"*' "$body"
  is 'OAuth errors come with HTTP 200' 200 "$status"

  authorize "$SCOPES" "$VERIFIER" # as in one sample of the documents
  is 'authorize lets a wrong challenge through' 302 "$status"
  exchange "$(granted_code)"
  is 'the token request refuses it' '*"Code verifier or code challenge is invalid."*' "$body"
  authorize "$SCOPES,video.delete" "$challenge"
  is 'an unknown scope ends on a page' '*<code>scope</code>*' "$body"
  authorize user.info.basic "$challenge"
  exchange "$(granted_code)"
  few=$(text_of access_token)
}

accounts() {
  ask -H "Authorization: Bearer $token" "$ORIGIN/v2/user/info/?fields=open_id,display_name,username"
  is 'user info' '*"display_name":"*' "$body"
  is 'log_id has 34 characters' 34 "$(text_of log_id | tr -d '\n' | wc -c | tr -d ' ')"
  ask -H "Authorization: Bearer $token" "$ORIGIN/v2/user/info/"
  is 'fields are required' '400 invalid_params' "$status $(code)"
  ask -H "Authorization: Bearer $few" "$ORIGIN/v2/user/info/?fields=username"
  is 'a field whose scope is missing' '401 scope_not_authorized' "$status $(code)"
  api "$token" post/publish/creator_info/query/ '{}'
  is 'creator_info' '*"privacy_level_options":\["PUBLIC_TO_EVERYONE","MUTUAL_FOLLOW_FRIENDS","SELF_ONLY"\]*' "$body"
  api "$few" post/publish/creator_info/query/ '{}'
  is 'creator_info needs video.publish' '401 scope_not_authorized' "$status $(code)"
  api act.nothing post/publish/creator_info/query/ '{}'
  is 'an unknown token' '401 access_token_invalid' "$status $(code)"
  api "$token" post/publish/creator_info/query '{}'
  is 'the last slash is required' 404 "$status"
}

posting() {
  api "$token" post/publish/video/init/ "$(direct "$SIZE" "$PART" 2 PUBLIC_TO_EVERYONE)"
  is 'init' '200 ok' "$status $(code)"
  local id url
  id=$(text_of publish_id) url=$(text_of upload_url)
  poll "$id"
  is 'before the upload' '*"status":"PROCESSING_UPLOAD"*' "$body"
  put "$url" "$PART" $((SIZE - 1)) "$SIZE"
  is 'chunks come in order' 416 "$status"
  put "$url" 0 999 "$SIZE"
  is 'only the announced chunks' 400 "$status"
  ask -X PUT -H 'Content-Type: video/mp4' --data-binary "@$dir/part" "$url"
  is 'Content-Range is required' 400 "$status"
  put "$url" 0 $((PART - 1)) "$SIZE"
  is 'the first chunk' "206 bytes 0-$((PART - 1))/$SIZE" "$status $(header Content-Range)"
  put "$url" 0 $((PART - 1)) "$SIZE"
  is 'the same chunk again' "416 bytes 0-$((PART - 1))/$SIZE" "$status $(header Content-Range)"
  poll "$id"
  is 'the status counts the bytes' "*\"uploaded_bytes\":$PART*" "$body"
  tail -c "+$((PART + 1))" "$dir/clip" >"$dir/part"
  ask -T "$dir/part" -H "Authorization: Bearer $token" -H 'Content-Type: video/mp4' -H "Content-Range: bytes $PART-$((SIZE - 1))/$SIZE" "$url"
  is 'an access token does not belong to an upload' 400 "$status"
  ask -T "$dir/part" -H 'Content-Type: video/mp4' -H "Content-Range: bytes $PART-$((SIZE - 1))/$SIZE" "$url"
  is 'the last chunk' "201 bytes 0-$((SIZE - 1))/$SIZE" "$status $(header Content-Range)"
  for _ in 1 2 3; do poll "$id"; done
  is 'the post is complete' '*"status":"PUBLISH_COMPLETE"*' "$body"
  is 'its id is a bare number of 19 digits' 19 "$(sed -n 's/.*"publicaly_available_post_id":\[\([0-9]*\)\].*/\1/p' <<<"$body" | tr -d '\n' | wc -c | tr -d ' ')"
  ask "$ORIGIN/received"
  is 'the bytes arrived whole' "*\"sha256\":\"$(hex_sha256 <"$dir/clip")\"*" "$body"
  api "$token" 'video/list/?fields=id,title' '{"max_count":20}'
  is 'the video list' '*"title":"checked with curl #sandbox"*' "$body"
  api "$token" 'video/list/?fields=id' '{"max_count":21}'
  is 'at most 20 videos at once' '400 invalid_params' "$status $(code)"
  api "$token" post/publish/cancel/ "{\"publish_id\":\"$id\"}"
  is 'an upload cannot be canceled' '400 publish_not_cancellable' "$status $(code)"
  poll v_pub_file~v2-1.1
  is 'an unknown publish_id' '400 invalid_publish_id' "$status $(code)"
}

refusals() {
  api "$token" post/publish/video/init/ "$(direct 50000123 10000000 6)"
  is 'the chunk count is rounded down' '400 The total chunk count is invalid' "$status $(text_of message)"
  api "$token" post/publish/video/init/ "$(direct 15000000 10000000 1)"
  is 'one chunk is as long as the video' '400 The chunk size is invalid' "$status $(text_of message)"
  api "$token" post/publish/video/init/ "$(direct 1000 1000 1 PUBLIC)"
  is 'a privacy level that is none' '400 invalid_params' "$status $(code)"
  api "$token" post/publish/video/init/ "$(direct 1000 1000 1 FOLLOWER_OF_CREATOR)"
  is 'a privacy level of other accounts' '403 privacy_level_option_mismatch' "$status $(code)"
  api "$token" post/publish/inbox/video/init/ "$(inbox 1000)"
  local url id
  url=$(text_of upload_url) id=$(text_of publish_id)
  act "{\"do\":\"expire_uploads\",\"publishId\":\"$id\"}"
  is 'the control expires an upload address' 200 "$status"
  put "$url" 0 999 1000
  is 'the address has expired' 403 "$status"
  ask -X PUT -H 'Content-Type: video/mp4' -H 'Content-Range: bytes 0-999/1000' --data-binary "@$dir/part" "$ORIGIN/upload?upload_id=1&upload_token=2"
  is 'an unknown upload' 404 "$status"
  act '{"do":"set_audited","audited":false}'
  api "$token" post/publish/video/init/ "$(direct 1000 1000 1)"
  is 'an app without audit and a public account' '403 unaudited_client_can_only_post_to_private_accounts' "$status $(code)"
  act '{"do":"set_audited","audited":true}'
  api "$token" post/publish/video/init/ "$(direct 1000 1000 1)"
  is 'six inits a minute' '429 rate_limit_exceeded' "$status $(code)"
  act '{"do":"advance_clock","seconds":60}'
  api "$token" post/publish/video/init/ "$(direct 1000 1000 1)"
  is 'a minute later' '200 ok' "$status $(code)"
  ask -X POST -H 'Origin: https://evil.example' -H 'Content-Type: application/json' --data-binary '{"do":"revoke"}' "$ORIGIN/sandbox/control/act"
  is 'no other page drives the control' 403 "$status"
  ask -H 'Origin: https://evil.example' "$ORIGIN/sandbox/control/"
  is 'nor reads it' 403 "$status"
  act '{"do":"everything"}'
  is 'an act that does not exist' '400 *everything*' "$status $body"
  ask -H 'Host: evil.example' "$ORIGIN/"
  is 'another Host is refused' 421 "$status"
}

endings() {
  local old=$refresh
  oauth token/ grant_type=refresh_token "refresh_token=$old"
  refresh=$(text_of refresh_token) token=$(text_of access_token)
  is 'a refresh gives another refresh token' 'rft.*' "${refresh/"$old"/}"
  oauth token/ grant_type=refresh_token "refresh_token=$old"
  is 'the old one is dead' '*"error":"invalid_grant"*' "$body"
  ask -X POST -H 'Content-Type: application/json' --data-binary "{\"client_key\":\"$KEY\"}" "$ORIGIN/v2/oauth/token/"
  is 'JSON is no form' '*"error":"invalid_request"*' "$body"
  ask -X PUT -H 'Content-Type: application/json' --data-binary '{"tokens":{"accessSeconds":60}}' "$ORIGIN/sandbox/control/scenario"
  is 'a scenario is put' '200 *"accessSeconds":60,*' "$status $body"
  act '{"do":"expire_access"}'
  api "$token" post/publish/creator_info/query/ '{}'
  is 'an expired access token' '401 access_token_invalid' "$status $(code)"
  oauth token/ grant_type=refresh_token "refresh_token=$refresh"
  token=$(text_of access_token) refresh=$(text_of refresh_token)
  is 'and counts at once' 60 "$(number_of expires_in)"
  api "$token" post/publish/creator_info/query/ ''
  is 'refreshed, and without a body' '200 ok' "$status $(code)"
  oauth revoke/ "token=$token"
  is 'revoke' '200 {}' "$status $body"
  api "$token" post/publish/creator_info/query/ '{}'
  is 'a revoked access token' '401 access_token_invalid' "$status $(code)"
  oauth token/ grant_type=refresh_token "refresh_token=$refresh"
  is 'a revoked refresh token' '*"error":"invalid_grant"*' "$body"
}

token='' refresh='' few=''
sign_in
accounts
posting
refusals
endings
echo "$passed passed, $failed failed"
((failed == 0))
