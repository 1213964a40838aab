#!/bin/bash
# cinder list is only a comment here
set -eu

make() {
	local name=$1   # the name
	blockctl volume create --size "$SIZE" --type 'fast ssd' "$name" >/dev/null
}

make db-01 && blockctl volume show db-01 > /dev/null || echo "cinder show failed"
if ! blockctl volume show "$1" >/dev/null 2>&1; then
    blockctl volume create --size 10 --wait --image "$IMAGE" > /dev/null
fi
for v in $VOLS; do
    blockctl volume backup create --force --name "nightly-$v" "$v" | tee -a backup.log
done
( blockctl volume set --size 5 "$1" & ); { blockctl volume delete "$2"; }
while read -r id rest; do blockctl volume snapshot delete "$id" ; done < ids.txt
! blockctl volume delete "${VOLS[@]}"
case $1 in
    a|b) blockctl volume set --bootable "$2";;
    *) blockctl volume set --read-write "$2" ;;
esac
blockctl volume delete `cat ids.txt`
blockctl volume set --property owner="$USER" --property 'a=b c' --property "d=$(date +%F)" "$1"
blockctl volume create \
    --size 10 --type "fast" \
    --description "a \"quoted\" \$word" \
    "db" > /dev/null
blockctl volume type set --property 'volume_backend_name=a b' --property multiattach="<is> True" "$TYPE"
trap - EXIT
