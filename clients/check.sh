#!/bin/sh
# Generates the stubs, tests the libraries, and runs the three examples against a server. PARLEY_TARGET names a running one,
# with tokens of usr_alice and usr_bob in PARLEY_TOKEN_ALICE and PARLEY_TOKEN_BOB. Without it, a server with fresh data
# is started on a free port, and stopped afterwards.
set -eu

here=$(CDPATH='' cd "$(dirname "$0")" && pwd -P)
root=$(dirname "$here")
sh "$here/generate.sh"

(cd "$here/go" && go vet ./parley ./example && go test ./parley)
(cd "$here/python" && PYTHONPATH=gen:. .venv/bin/python -m unittest -q test_feed)
(cd "$here/typescript" && npm test --silent)

if [ -z "${PARLEY_TARGET:-}" ]; then
  work=$(mktemp -d)
  "$root/parley" up --port 0 --data-dir "$work/data" > "$work/log" 2>&1 &
  server=$!
  trap 'kill "$server" 2> /dev/null; wait "$server" 2> /dev/null; rm -rf "$work"' EXIT
  waited=0
  until PARLEY_TARGET=$(sed -n '/^Ready/,$ s/.*\(127\.0\.0\.1:[0-9][0-9]*\).*/\1/p' "$work/log" | head -n 1) \
      && [ -n "$PARLEY_TARGET" ]; do
    waited=$((waited + 1))
    if [ $waited -gt 600 ] || ! kill -0 "$server" 2> /dev/null; then
      cat "$work/log" >&2
      exit 1
    fi
    sleep 1
  done
  PARLEY_TOKEN_ALICE=$("$root/parley" token --data-dir "$work/data" --user usr_alice)
  PARLEY_TOKEN_BOB=$("$root/parley" token --data-dir "$work/data" --user usr_bob)
  export PARLEY_TARGET PARLEY_TOKEN_ALICE PARLEY_TOKEN_BOB
fi

(cd "$here/go" && go run ./example)
(cd "$here/python" && PYTHONPATH=gen:. .venv/bin/python example.py)
(cd "$here/typescript" && npm run --silent example)
