#!/bin/sh
# Generates the Go, Python and TypeScript stubs from the protos of this checkout: generate.sh [go] [python] [typescript].
# Needs JDK 25 and the named languages (all three by default). Its output is not committed.
set -eu

here=$(CDPATH='' cd "$(dirname "$0")" && pwd -P)
root=$(dirname "$here")
target=$root/proto/target
languages=${*:-go python typescript}
JAVA_HOME=$(sh "$root/.mvn/find-jdk.sh") || exit 1
export JAVA_HOME

# The plugins, in versions that work together.
go_plugins='google.golang.org/protobuf/cmd/protoc-gen-go@v1.36.12 google.golang.org/grpc/cmd/protoc-gen-go-grpc@v1.6.2'

if [ "${PARLEY_NO_BUILD:-}" != 1 ]; then
  (cd "$root" && ./mvnw -q -Pquick,stub-tools -pl proto -DskipTests package)
fi

work=$target/stubs
protos=$work/protos
rm -rf "$work" && mkdir -p "$protos"
(cd "$protos" && "$JAVA_HOME/bin/jar" -xf "$target/parley-protos.zip")
chmod +x "$target/tools/protoc.exe"

# The part of the contract that clients need, with its comments.
(cd "$protos" && find parley -name '*.proto' -print | sort > "$work/all.txt")
(cd "$protos" && "$target/tools/protoc.exe" -I . --include_imports --include_source_info \
  --descriptor_set_out="$work/full.binpb" "@$work/all.txt")
"$JAVA_HOME/bin/java" -cp "$target/tools/protobuf-java.jar" "$here/LeanProtos.java" "$work/full.binpb" "$work/lean.binpb"
grep -Ev '^parley/(access|rules|[a-z]+/internal)/' "$work/all.txt" > "$work/lean.txt"
lean="--descriptor_set_in=$work/lean.binpb"
config=$root/proto/src/main/resources/parley/service_config.json

make_go() {
  cd "$here/go"
  for plugin in $go_plugins; do GOBIN="$here/go/.tools" go install "$plugin"; done
  find . -name '*.pb.go' -exec rm -f {} +
  PATH="$here/go/.tools:$PATH" "$target/tools/protoc.exe" "$lean" \
    --go_out=. --go_opt=module=parley.dev/go --go-grpc_out=. --go-grpc_opt=module=parley.dev/go "@$work/lean.txt"
  cp "$config" parley/service_config.json
  go build ./...
}

make_python() {
  cd "$here/python"
  [ -x .venv/bin/python ] || python3 -m venv .venv
  .venv/bin/python -m pip install -q --disable-pip-version-check -r requirements.txt -r requirements-dev.txt
  rm -rf gen && mkdir gen
  .venv/bin/python -m grpc_tools.protoc "$lean" --python_out=gen --pyi_out=gen --grpc_python_out=gen "@$work/lean.txt"
  cp "$config" parley_client/service_config.json
  .venv/bin/python -m compileall -q gen parley_client example.py test_feed.py
}

make_typescript() {
  cd "$here/typescript"
  npm install --silent --no-fund --no-audit --no-package-lock
  rm -rf src/gen && mkdir -p src/gen
  "$target/tools/protoc.exe" "$lean" --plugin=node_modules/.bin/protoc-gen-ts_proto --ts_proto_out=src/gen \
    --ts_proto_opt=env=node,esModuleInterop=true,importSuffix=.js,outputServices=grpc-js,oneof=unions-value,forceLong=bigint \
    "@$work/lean.txt" google/rpc/status.proto google/rpc/error_details.proto
  cp "$config" src/service_config.json
  npm run --silent build
}

for language in $languages; do
  case $language in
    go | python | typescript) (make_"$language") ;;
    *) echo "Unknown language: $language (use go, python or typescript)" >&2; exit 2 ;;
  esac
  echo "$language: done"
done
