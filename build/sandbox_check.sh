#!/usr/bin/env bash
# Walks through the sandbox with curl alone, as somebody would who knows TikTok's documents and nothing of our code:
#   build/sandbox_check.sh http://127.0.0.1:8765
# It changes the scenario, so give it a sandbox of its own. Its last line counts.
set -euo pipefail
url=${1:?give the sandbox\'s address, such as http://127.0.0.1:8765}
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
passed=0 failed=0

# want NAME WORD TEXT: TEXT must hold WORD.
want() {
  if [[ $3 == *"$2"* ]]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'FAIL %s: no %s in %s\n' "$1" "$2" "${3:0:300}"
  fi
}
quiet() { curl --silent --show-error --max-time 20 "$@"; }
field() { sed -n "s/.*\"$1\":\"\\([^\"]*\\)\".*/\\1/p" | head -n 1 | sed 's/\\u0026/\&/g'; }
api() { quiet -X POST -H "Authorization: Bearer $1" -H 'Content-Type: application/json; charset=UTF-8' -d "$3" "$url$2"; }
act() { quiet -X POST -H 'Content-Type: application/json' -d "$1" "$url/sandbox/control/act" >/dev/null; }
token() { quiet "$url/v2/oauth/token/" --data-urlencode "client_key=sbpracticeapp0cuedrop" --data-urlencode "client_secret=practice-secret-opens-nothing-real" "$@"; }

verifier=curl-curl-curl-curl-curl-curl-curl-curl-curl-curl
callback=http://127.0.0.1:5123/callback/
# sign_in CHALLENGE SCOPES: the token reply.
sign_in() {
  local location code
  location=$(quiet -o /dev/null -w '%{redirect_url}' -G "$url/v2/auth/authorize/" --data-urlencode client_key=sbpracticeapp0cuedrop \
    -d response_type=code --data-urlencode "scope=$2" --data-urlencode "redirect_uri=$callback" -d state=st -d "code_challenge=$1" -d code_challenge_method=S256)
  [[ $location == "$callback"* && $location == *state=st* ]] || { echo "no redirect: $location"; return; }
  code=${location#*code=}
  code=${code%%&*}
  code=$(printf "%b" "${code//%/\\x}") # decoded once
  token --data-urlencode "code=$code" -d grant_type=authorization_code --data-urlencode "redirect_uri=$callback" --data-urlencode "code_verifier=$verifier"
}

quiet -X PUT -H 'Content-Type: application/json' -d '{"processing":{"polls":0,"postIdsAfterPolls":0},"tokens":{"accessSeconds":7200}}' "$url/sandbox/control/scenario" >/dev/null
hex=$(printf %s "$verifier" | sha256sum | cut -d' ' -f1)
all=user.info.basic,video.publish,video.upload,video.list

want 'a challenge in base64url fails at the token step' invalid_request "$(sign_in not-hex-at-all $all)"
reply=$(sign_in "$hex" $all)
access=$(field access_token <<<"$reply") refresh=$(field refresh_token <<<"$reply")
want 'an access token' act. "$access"
want 'the granted scopes' '"scope":"user.info.basic' "$reply"
want 'two hours' '"expires_in":7200' "$reply"
want 'who it is' '"display_name":"Practice creator"' "$(quiet -H "Authorization: Bearer $access" "$url/v2/user/info/?fields=open_id,display_name")"
want 'a field without its scope' scope_not_authorized "$(quiet -H "Authorization: Bearer $access" "$url/v2/user/info/?fields=follower_count")"
want 'creator_info' '"privacy_level_options":["PUBLIC_TO_EVERYONE"' "$(api "$access" /v2/post/publish/creator_info/query/ '{}')"
want 'a path without its last slash' 404 "$(quiet -o /dev/null -w '%{http_code}' -X POST "$url/v2/post/publish/creator_info/query")"
want 'no token' access_token_invalid "$(api nothing /v2/post/publish/creator_info/query/ '{}')"

init() { api "$access" /v2/post/publish/video/init/ "{\"post_info\":{\"privacy_level\":\"$1\",\"title\":\"by curl\"},\"source_info\":{\"source\":\"FILE_UPLOAD\",\"video_size\":$2,\"chunk_size\":$3,\"total_chunk_count\":$4}}"; }
want 'a privacy level that is none' 'invalid_params' "$(init PUBLIC 10 10 1)"
want 'ceil instead of floor' 'total chunk count is invalid' "$(init SELF_ONLY 12000000 5242880 3)"
want 'one chunk of another size' 'chunk size is invalid' "$(init SELF_ONLY 7000000 5242880 1)"

size=12000000 chunk=5242880
head -c $size /dev/urandom >"$dir/clip"
reply=$(init PUBLIC_TO_EVERYONE $size $chunk 2)
id=$(field publish_id <<<"$reply") to=$(field upload_url <<<"$reply")
want 'a publish_id' v_pub_file "$id"
# put FIRST LAST: status and headers of one chunk.
put() {
  tail -c +$(($1 + 1)) "$dir/clip" | head -c $(($2 - $1 + 1)) >"$dir/piece" || true
  quiet -D - -o /dev/null -w 'code %{http_code}' -T "$dir/piece" -H 'Expect:' -H 'Content-Type: video/mp4' -H "Content-Range: bytes $1-$2/$size" "$to"
}
want 'the second chunk first' 'code 416' "$(put $chunk $((size - 1)))"
want 'the first chunk' 'code 206' "$(put 0 $((chunk - 1)))"
want 'the first chunk again' 'bytes 0-5242879/12000000' "$(put 0 $((chunk - 1)))"
want 'still uploading' '"uploaded_bytes":5242880' "$(api "$access" /v2/post/publish/status/fetch/ "{\"publish_id\":\"$id\"}")"
want 'a token on an upload' 'code 400' "$(quiet -o /dev/null -w 'code %{http_code}' -T "$dir/piece" -H "Authorization: Bearer $access" -H 'Content-Type: video/mp4' -H "Content-Range: bytes $chunk-$((size - 1))/$size" "$to")"
want 'the last chunk' 'code 201' "$(put $chunk $((size - 1)))"
want 'published' PUBLISH_COMPLETE "$(api "$access" /v2/post/publish/status/fetch/ "{\"publish_id\":\"$id\"}")"
want 'its id, a bare number' 'publicaly_available_post_id":[7' "$(api "$access" /v2/post/publish/status/fetch/ "{\"publish_id\":\"$id\"}")"
want 'every byte' "$(sha256sum "$dir/clip" | cut -d' ' -f1)" "$(quiet "$url/received")"
want 'in the list' '"title":"by curl"' "$(api "$access" '/v2/video/list/?fields=id,title' '{"max_count":20}')"
want 'more than twenty' invalid_params "$(api "$access" '/v2/video/list/?fields=id' '{"max_count":21}')"
want 'an id that is not there' invalid_publish_id "$(api "$access" /v2/post/publish/status/fetch/ '{"publish_id":"v_none"}')"

reply=$(init SELF_ONLY $size $chunk 2)
to=$(field upload_url <<<"$reply")
act "{\"do\":\"expire_uploads\",\"publishId\":\"$(field publish_id <<<"$reply")\"}"
want 'an expired address' 'code 403' "$(put 0 $((chunk - 1)))"
to="$url/upload?upload_id=1&upload_token=2"
want 'an address that never was' 'code 404' "$(put 0 $((chunk - 1)))"
for _ in 1 2 3 4 5 6; do reply=$(init SELF_ONLY 10 10 1); done
want 'the seventh init in a minute' rate_limit_exceeded "$reply"

act '{"do":"expire_access"}'
want 'an expired access token' access_token_invalid "$(api "$access" /v2/post/publish/creator_info/query/ '{}')"
reply=$(token -d grant_type=refresh_token --data-urlencode "refresh_token=$refresh")
access=$(field access_token <<<"$reply")
want 'a new pair' rft. "$(field refresh_token <<<"$reply")"
want 'the old refresh token is dead' invalid_grant "$(token -d grant_type=refresh_token --data-urlencode "refresh_token=$refresh")"
want 'JSON to the token endpoint' invalid_request "$(quiet -H 'Content-Type: application/json' -d '{}' "$url/v2/oauth/token/")"
want 'revoked' '{}' "$(quiet "$url/v2/oauth/revoke/" -d client_key=sbpracticeapp0cuedrop -d client_secret=practice-secret-opens-nothing-real --data-urlencode "token=$access")"
want 'a revoked token' access_token_invalid "$(api "$access" /v2/post/publish/creator_info/query/ '{}')"
want 'a page that drives the control' 'code 403' "$(quiet -o /dev/null -w 'code %{http_code}' -H 'Origin: https://evil.example' "$url/sandbox/control/")"

printf '%d passed, %d failed\n' $passed $failed
[[ $failed == 0 ]]
