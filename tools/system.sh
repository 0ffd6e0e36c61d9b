#!/bin/sh
# Installs Debian packages that are missing; says what to do where it may not.
# usage: tools/system.sh PACKAGE...
set -eu
missing=""
for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -q '^installed$' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ]; then become=""; elif command -v sudo >/dev/null; then become="sudo"; else
    echo "These Debian packages are needed and this user may not install them:$missing" >&2
    exit 1
fi
echo "Installing Debian packages:$missing" >&2
$become apt-get update -qq >/dev/null
DEBIAN_FRONTEND=noninteractive $become apt-get install -y -qq --no-install-recommends $missing >/dev/null
