# The headers of the credential come from Testcar's socket, for each request anew.
set -e
curl --silent --fail --get --unix-socket "$TESTCAR_CREDENTIALS_SOCKET" --header "accept: text/plain" \
  --data-urlencode "url=$TESTCAR_TARGET/health" http://testcar/headers |
  curl --silent --show-error --fail --header @- "$TESTCAR_TARGET/health"
