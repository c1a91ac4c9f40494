#!/usr/bin/env bash
# Sends one signed request: call.sh URL [JSON]. With JSON it is a POST.
# The Region is AWS_REGION; CONNECT_TO names the load balancer where DNS does not lead there.
set -euo pipefail

# A signature is over the sorted query, and older releases of curl do not sort it.
url="${1%%\?*}"
[[ "$1" == *\?* ]] && url+="?$(tr '&' '\n' <<<"${1#*\?}" | LC_ALL=C sort | paste -sd '&')"
options=()
[ $# -gt 1 ] && options+=(--data-raw "$2" --header 'content-type: application/json')
[ -n "${CONNECT_TO:-}" ] && options+=(--connect-to "::$CONNECT_TO")

# curl knows no profiles: version 2 of the AWS CLI turns the one that AWS_PROFILE names into keys.
if [ -z "${AWS_ACCESS_KEY_ID:-}" ]; then
  credentials="$(aws configure export-credentials --format env)"
  eval "$credentials"
fi

# On the command line everybody on the machine could read the keys.
keys() {
  echo "user = \"$AWS_ACCESS_KEY_ID:$AWS_SECRET_ACCESS_KEY\""
  [ -z "${AWS_SESSION_TOKEN:-}" ] || echo "header = \"x-amz-security-token: $AWS_SESSION_TOKEN\""
}
curl --silent --show-error --fail-with-body "${options[@]}" \
  --aws-sigv4 "aws:amz:$AWS_REGION:vpc-lattice-svcs" --header 'x-amz-content-sha256: UNSIGNED-PAYLOAD' \
  --config <(keys) "$url"
