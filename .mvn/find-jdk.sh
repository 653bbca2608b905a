#!/bin/sh
# Prints the home of a JDK 25, or prints in one sentence what is missing and exits with 1.
# Order: JAVA_HOME, JDK25_HOME, `java` on PATH, then the usual installation directories. PARLEY_JDK_HOMES, a list of
# homes separated by colons, replaces these directories if it is set, even if it is empty.
set -u

# A home counts if it contains javac and its `release` file names feature version 25.
is_jdk25() {
  [ -x "$1/bin/javac" ] && grep -q '^JAVA_VERSION="25[".+-]' "$1/release" 2>/dev/null
}

found() {
  printf '%s\n' "$1"
  exit 0
}

missing() {
  echo "Parley needs a JDK 25: install one (for example Eclipse Temurin 25), or set JDK25_HOME to the home of the one you have." >&2
  exit 1
}

# Follows the links of a command manually, because `readlink -f` is not available everywhere.
home_of() {
  path=$1
  while [ -L "$path" ]; do
    link=$(readlink "$path")
    case $link in
      /*) path=$link ;;
      *) path=$(dirname "$path")/$link ;;
    esac
  done
  CDPATH='' cd "$(dirname "$path")/.." 2>/dev/null && pwd -P
}

for home in "${JAVA_HOME:-}" "${JDK25_HOME:-}"; do
  if [ -n "$home" ] && is_jdk25 "$home"; then found "$home"; fi
done

if java=$(command -v java); then
  home=$(home_of "$java") && is_jdk25 "$home" && found "$home"
fi

if [ -n "${PARLEY_JDK_HOMES+set}" ]; then
  IFS=:
  for home in $PARLEY_JDK_HOMES; do
    if is_jdk25 "$home"; then found "$home"; fi
  done
  missing
fi

if [ -x /usr/libexec/java_home ]; then
  home=$(/usr/libexec/java_home -v 25 2>/dev/null) && is_jdk25 "$home" && found "$home"
fi

for home in \
  /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /opt/java/* /opt/jdk* /opt/*jdk* \
  "${SDKMAN_DIR:-${HOME:-}/.sdkman}"/candidates/java/* \
  "${HOME:-}"/.jdks/* "${HOME:-}"/.gradle/jdks/* "${HOME:-}"/.gradle/jdks/*/Contents/Home \
  "${ASDF_DATA_DIR:-${HOME:-}/.asdf}"/installs/java/* \
  "${MISE_DATA_DIR:-${HOME:-}/.local/share/mise}"/installs/java/* \
  /Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
  /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
  /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
  if is_jdk25 "$home"; then found "$home"; fi
done

missing
