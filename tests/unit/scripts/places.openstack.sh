#!/bin/bash
# cinder list is only a comment here
set -eu

make() {
	local name=$1   # the name
	openstack volume create --size "$SIZE" --type 'fast ssd' "$name" >/dev/null
}

make db-01 && openstack volume show db-01 > /dev/null || echo "cinder show failed"
if ! openstack volume show "$1" >/dev/null 2>&1; then
    cinder create --image "$IMAGE" --poll 10 > /dev/null
fi
for v in $VOLS; do
    openstack volume backup create --force --name "nightly-$v" "$v" | tee -a backup.log
done
( openstack volume set --size 5 "$1" & ); { openstack volume delete "$2"; }
while read -r id rest; do openstack volume snapshot delete "$id" ; done < ids.txt
! openstack volume delete "${VOLS[@]}"
case $1 in
    a|b) openstack volume set --bootable "$2";;
    *) openstack volume set --read-write "$2" ;;
esac
openstack volume delete `cat ids.txt`
openstack volume set --property owner="$USER" --property 'a=b c' --property "d=$(date +%F)" "$1"
openstack volume create \
    --size 10 --type "fast" \
    --description "a \"quoted\" \$word" \
    "db" > /dev/null
openstack volume type set --property 'volume_backend_name=a b' --property multiattach="<is> True" "$TYPE"
trap - EXIT
