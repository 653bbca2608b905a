#!/bin/sh
# Makes the stubs, tests the kits, and runs their examples against a server: check.sh [go] [python] [typescript] [http].
# Without arguments it takes what this machine has the tools for, and says what it skips. PARLEY_TARGET names a running
# server, with tokens of usr_alice and usr_bob in PARLEY_TOKEN_ALICE and PARLEY_TOKEN_BOB. Without it, a server with data
# of its own is started on a free port, and ended afterwards.
set -eu

here=$(CDPATH='' cd "$(dirname "$0")" && pwd -P)
root=$(dirname "$here")
began=$(date +%s)
languages=${*:-$(sh "$here/generate.sh" --available)}
if [ -z "$languages" ]; then exit 0; fi
# shellcheck disable=SC2086 # One word for each language.
sh "$here/generate.sh" $languages

check_go() {
  cd "$here/go" && go vet ./parley ./example && go test -count=1 ./parley && go run ./example
}

check_python() {
  cd "$here/python" && export PYTHONPATH=gen:. &&
    .venv/bin/mypy && .venv/bin/python -m unittest -q test_feed && .venv/bin/python example.py
}

check_typescript() {
  cd "$here/typescript" && npm test --silent && npm run --silent example
}

check_http() {
  cd "$here/http" && go vet . && go test -count=1 .
}

# Other languages, by the generators that protoc has itself: they must accept the contract without a warning.
stubs=$root/proto/target/stubs
protoc=$root/proto/target/tools/protoc.exe
for language in cpp csharp java kotlin objc php ruby; do
  mkdir "$stubs/$language"
  said=$("$protoc" "--descriptor_set_in=$stubs/full.binpb" "--${language}_out=$stubs/$language" "@$stubs/all.txt" 2>&1) ||
    said="$said (failed)"
  if [ -n "$said" ]; then
    echo "protoc for $language: $said" >&2
    exit 1
  fi
done

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ -z "${PARLEY_TARGET:-}" ]; then
  "$root/parley" up --port 0 --data-dir "$work/data" > "$work/server" 2>&1 &
  server=$!
  trap 'kill "$server" 2> /dev/null; wait "$server" 2> /dev/null; rm -rf "$work"' EXIT
  waited=0
  until PARLEY_TARGET=$(sed -n '/^Ready/,$ s/.*\(127\.0\.0\.1:[0-9][0-9]*\).*/\1/p' "$work/server" | head -n 1) \
      && [ -n "$PARLEY_TARGET" ]; do
    waited=$((waited + 1))
    if [ $waited -gt 600 ] || ! kill -0 "$server" 2> /dev/null; then
      cat "$work/server" >&2
      exit 1
    fi
    sleep 1
  done
  PARLEY_TOKEN_ALICE=$("$root/parley" token --data-dir "$work/data" --user usr_alice)
  PARLEY_TOKEN_BOB=$("$root/parley" token --data-dir "$work/data" --user usr_bob)
  export PARLEY_TARGET PARLEY_TOKEN_ALICE PARLEY_TOKEN_BOB
fi

for language in $languages; do
  if ! (check_"$language") > "$work/$language" 2>&1; then
    cat "$work/$language" >&2
    echo "$language: failed" >&2
    exit 1
  fi
  echo "$language: checked"
done
echo "The kits took $(($(date +%s) - began)) s."
