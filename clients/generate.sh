#!/bin/sh
# Makes the stubs of the kits out of the protos of this checkout: see usage. Nothing that it makes is committed.
set -eu

usage() {
  cat << 'END'
Usage: clients/generate.sh [go] [python] [typescript] [http]

Makes the stubs out of the protos of this checkout, in the languages that are named, else in all.
It needs JDK 25, and for

  go          Go 1.25
  python      Python 3.10 with venv
  typescript  Node 20 with npm
  http        Go 1.25: a gateway for HTTP and JSON, and its OpenAPI document

  --available  prints those that this machine has the tools for, and says what it leaves out
  --help       prints this

PARLEY_NO_BUILD=1 takes the protos and the tools that Maven has put into proto/target.
END
}

# What a language needs and this machine has not; nothing when all is there.
lacks() {
  case $1 in
    go | http) go version 2> /dev/null | grep -Eq 'go(1\.(2[5-9]|[3-9][0-9])|[2-9])' || echo 'Go 1.25' ;;
    python)
      python3 -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))' 2> /dev/null ||
        echo 'Python 3.10 with venv'
      ;;
    typescript)
      { node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' && npm --version; } > /dev/null 2>&1 ||
        echo 'Node 20 with npm'
      ;;
    *) echo "No such language here: $1 (go, python, typescript, http)" >&2; exit 2 ;;
  esac
}

case ${1:-} in
  --help | -h) usage; exit ;;
  --available)
    for language in go python typescript http; do
      lacking=$(lacks $language)
      if [ -n "$lacking" ]; then echo "Skips the kit in $language: it needs $lacking" >&2; else echo $language; fi
    done
    exit
    ;;
esac

languages=${*:-go python typescript http}
for language in $languages; do
  lacking=$(lacks "$language")
  [ -z "$lacking" ] || { echo "$language needs $lacking, which is not here" >&2; exit 1; }
done

here=$(CDPATH='' cd "$(dirname "$0")" && pwd -P)
root=$(dirname "$here")
target=$root/proto/target
JAVA_HOME=$(sh "$root/.mvn/find-jdk.sh") || exit 1
export JAVA_HOME

if [ "${PARLEY_NO_BUILD:-}" != 1 ]; then
  (cd "$root" && ./mvnw -q -B -Pquick,stubs -pl proto -DskipTests package)
fi

work=$target/stubs
protos=$work/protos
protoc=$target/tools/protoc.exe
rm -rf "$work" && mkdir -p "$protos"
(cd "$protos" && "$JAVA_HOME/bin/jar" -xf "$target/parley-protos.zip")
chmod +x "$protoc"

# The contract as clients need it, with its comments.
(cd "$protos" && find parley -name '*.proto' -print | sort > "$work/all.txt")
(cd "$protos" && "$protoc" -I . --include_imports --include_source_info \
  --descriptor_set_out="$work/full.binpb" "@$work/all.txt")
"$JAVA_HOME/bin/java" -cp "$target/tools/protobuf-java.jar" "$here/LeanProtos.java" \
  "$work/full.binpb" "$work/lean.binpb"
grep -Ev '^parley/(access|rules|[a-z]+/internal)/' "$work/all.txt" > "$work/lean.txt"
lean="--descriptor_set_in=$work/lean.binpb"
config=$root/proto/src/main/resources/parley/service_config.json

# The plugins that are written in Go, in the versions of tools/go.mod.
install_plugins() {
  (cd "$here/tools" && GOBIN="$here/tools/bin" go install "$@")
  PATH=$here/tools/bin:$PATH
}

make_go() {
  cd "$here/go"
  install_plugins google.golang.org/protobuf/cmd/protoc-gen-go google.golang.org/grpc/cmd/protoc-gen-go-grpc
  find . -name '*.pb.go' -exec rm -f {} +
  "$protoc" "$lean" --go_out=. --go_opt=module=parley.dev/go \
    --go-grpc_out=. --go-grpc_opt=module=parley.dev/go "@$work/lean.txt"
  cp "$config" parley/service_config.json
  go build ./...
}

make_python() {
  cd "$here/python"
  [ -x .venv/bin/python ] || python3 -m venv .venv
  .venv/bin/python -m pip install -q --disable-pip-version-check -r requirements-dev.txt -r requirements.txt
  rm -rf gen && mkdir gen
  PATH=$PWD/.venv/bin:$PATH .venv/bin/python -m grpc_tools.protoc "$lean" --python_out=gen --pyi_out=gen \
    --grpc_python_out=gen --mypy_grpc_out=quiet:gen "@$work/lean.txt"
  cp "$config" parley_client/service_config.json
  .venv/bin/python -m compileall -q gen parley_client example.py test_feed.py
}

make_typescript() {
  cd "$here/typescript"
  npm ci --silent --no-fund --no-audit
  rm -rf src/gen && mkdir -p src/gen
  options=env=node,esModuleInterop=true,importSuffix=.js,outputServices=grpc-js,oneof=unions-value,forceLong=bigint
  "$protoc" "$lean" --plugin=node_modules/.bin/protoc-gen-ts_proto --ts_proto_out=src/gen "--ts_proto_opt=$options" \
    "@$work/lean.txt" google/rpc/status.proto google/rpc/error_details.proto
  cp "$config" src/service_config.json
  npm run --silent build
}

# It calls the stubs of Go. Paths stand in the whole contract only.
make_http() {
  [ "$here/go/parley/service_config.json" -nt "$work/lean.txt" ] || (make_go)
  cd "$here/http"
  install_plugins github.com/grpc-ecosystem/grpc-gateway/v2/protoc-gen-grpc-gateway \
    github.com/grpc-ecosystem/grpc-gateway/v2/protoc-gen-openapiv2
  rm -rf gen && mkdir gen
  "$protoc" "--descriptor_set_in=$work/full.binpb" \
    --grpc-gateway_out=gen --grpc-gateway_opt=module=parley.dev/go,standalone=true \
    --openapiv2_out=gen --openapiv2_opt=allow_merge=true,merge_file_name=parley,openapi_naming_strategy=fqn \
    --openapiv2_opt=openapi_configuration=openapi.yaml "@$work/lean.txt"
  go build ./...
}

for language in $languages; do
  (make_"$language")
  echo "$language: done"
done
