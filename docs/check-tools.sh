#!/usr/bin/env bash
# Says in one line what this machine lacks for `make demo`, before anything is built:
#   check-tools.sh [--test] [--lab] [--install] [PYTHON]
# --test      what `make test` needs too
# --lab       what `make lab` needs too: QEMU, and what builds its guest
# --install   install what is lacking: Debian, as root
set -euo pipefail

tools=(losetup:mount mount:mount mkfs.ext4:e2fsprogs blkid:util-linux openssl:openssl make:make)
install=
while [[ ${1-} == --* ]]; do
  case $1 in
    # Cinder looks into every image with qemu-img; the table's web page is used in Chromium; Cinder's
    # services are killed one by one over RabbitMQ.
    --test) tools+=(qemu-img:qemu-utils chromium:chromium rabbitmq-server:rabbitmq-server) ;;
    --lab) tools+=(qemu-system-x86_64:qemu-system-x86 qemu-img:qemu-utils mmdebstrap:mmdebstrap
                   setpriv:util-linux) ;;
    --install) install=yes ;;
    *) echo "$0: there is no option $1" >&2; exit 2 ;;
  esac
  shift
done
python=${1:-python3}

fail() { echo "$1" >&2; exit 1; }

[ "$(id -u)" = 0 ] || fail "Loop devices and mounts need root: run it with sudo."

missing=()
for tool in "${tools[@]}"; do
  PATH="$PATH:/usr/sbin:/sbin" command -v "${tool%%:*}" >/dev/null || missing+=("${tool##*:}")
done
"$python" -c 'import ensurepip, venv' 2>/dev/null || missing+=(python3-venv)
if ((${#missing[@]})); then
  mapfile -t packages < <(printf '%s\n' "${missing[@]}" | sort -u)
  [ "$install" ] || fail "This machine lacks what blockctl needs. Install it with: apt-get install -y ${packages[*]}"
  apt-get update -qq
  # It waits where another one is at work.
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -qq -y --no-install-recommends "${packages[@]}"
fi
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
  fail "$python is $("$python" --version 2>&1), but blockctl needs Python 3.11 or later: make PYTHON=python3.11 …"
