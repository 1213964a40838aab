#!/usr/bin/env bash
# Says in one line what this machine lacks for `make demo` and `make test`, before anything is built.
set -euo pipefail
python=${1:-python3}

fail() { echo "$1" >&2; exit 1; }

missing=()
for tool in losetup:mount mount:mount mkfs.ext4:e2fsprogs blkid:util-linux openssl:openssl; do
  PATH="$PATH:/usr/sbin:/sbin" command -v "${tool%%:*}" >/dev/null || missing+=("${tool##*:}")
done
"$python" -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
if ((${#missing[@]})); then
  packages=$(printf '%s\n' "${missing[@]}" | sort -u | paste -sd ' ')
  fail "This machine lacks what blockctl needs. Install it with: apt-get install -y $packages"
fi
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  fail "$python is $("$python" --version 2>&1), but blockctl needs Python 3.11 or later: make PYTHON=python3.11 …"
[ "$(id -u)" = 0 ] || fail "Loop devices and mounts need root: run it with sudo."
