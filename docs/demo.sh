#!/usr/bin/env bash
# The main job on a real Cinder, as a user would type it: create, attach, write, snapshot, clone,
# read back. It works in a folder of its own and leaves nothing behind, whatever happens.
set -euo pipefail
exec 2>&1 # notes and results in the order in which they come

work=$(mktemp -d /tmp/blockctl-demo.XXXXXX)
export BLOCKCTL_STATE_DIR=$work/state BLOCKCTL_RUNTIME_DIR=$work/run BLOCKCTL_CACHE_DIR=$work/cache
unset "${!OS_@}"
mnt=$work/mnt
log=$work/cleanup.log

clean_up() {
  status=$?
  trap '' INT TERM HUP
  set +e
  mountpoint -q "$mnt" && umount "$mnt"
  {
    for volume in demo clone; do blockctl local detach --force "$volume"; done
    blockctl standalone down
  } >>"$log" 2>&1
  left=$(losetup --list --noheadings --output NAME,BACK-FILE | grep -F "$work/")
  if [ -n "$left" ] || mountpoint -q "$mnt"; then
    printf 'The demo left this behind:\n%s\n' "$left" >&2
    cat "$log" >&2
    exit 1
  fi
  rm -rf "$work"
  ((status == 0)) || echo "The demo did not finish; everything it made is gone again." >&2
  exit "$status"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

run() {
  printf '\n\033[1m$ %s\033[0m\n' "$*"
  "$@"
}
[ -t 1 ] && [ -z "${NO_COLOR:-}" ] || run() { printf '\n$ %s\n' "$*"; "$@"; }

port=$(python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
mkdir "$mnt"
head -c 4M /dev/urandom >"$work/letter"

run blockctl standalone up --port "$port"
run blockctl volume create --size 1 --wait demo -f value -c id -c status
run blockctl local attach demo
device=$(blockctl --quiet local attach demo -f value -c path)
run mkfs.ext4 -q "$device"
run mount "$device" "$mnt"
run cp "$work/letter" "$mnt/letter"
run sync --file-system "$mnt/letter"
written=$(sha256sum <"$work/letter" | cut -d ' ' -f 1)
run blockctl local list
run blockctl volume snapshot create --volume demo --wait monday -f value -c id -c status
run umount "$mnt"
run blockctl local detach demo
run blockctl volume create --snapshot monday --wait clone -f value -c id -c status
run blockctl local attach clone
device=$(blockctl --quiet local attach clone -f value -c path)
run mount "$device" "$mnt"
read_back=$(sha256sum <"$mnt/letter" | cut -d ' ' -f 1)
run umount "$mnt"
run blockctl local detach clone
run blockctl volume delete --cascade --wait clone demo
run blockctl standalone down

printf '\nwritten  sha256 %s\nread     sha256 %s\n' "$written" "$read_back"
[ "$written" = "$read_back" ] || { echo "The bytes differ." >&2; exit 1; }
