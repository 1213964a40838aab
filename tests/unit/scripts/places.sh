#!/bin/bash
# cinder list is only a comment here
set -eu

make() {
	local name=$1   # the name
	cinder create "$SIZE" --name "$name" --volume-type 'fast ssd' >/dev/null
}

make db-01 && cinder show db-01 > /dev/null || echo "cinder show failed"
if ! cinder show "$1" >/dev/null 2>&1; then
    cinder create --image "$IMAGE" --poll 10 > /dev/null
fi
for v in $VOLS; do
    cinder backup-create --force --name "nightly-$v" "$v" | tee -a backup.log
done
( cinder extend "$1" 5 & ); { cinder delete "$2"; }
while read -r id rest; do cinder snapshot-delete "$id" ; done < ids.txt
! cinder delete "${VOLS[@]}"
case $1 in
    a|b) cinder set-bootable "$2" true;;
    *) cinder readonly-mode-update "$2" False ;;
esac
cinder delete `cat ids.txt`
cinder metadata "$1" set owner="$USER" 'a=b c'   "d=$(date +%F)"
cinder create \
    --volume-type "fast" \
    --name "db" \
    --description "a \"quoted\" \$word" \
    10 > /dev/null
cinder type-key "$TYPE" set 'volume_backend_name=a b' multiattach="<is> True"
trap - EXIT
