#!/bin/bash
id=$(blockctl volume create --size 1 "x $y" -f value -c id)
status=$(blockctl volume show "$id" -f value -c status 2>/dev/null)
size=`blockctl volume show $id -f value -c size`
[ "$(blockctl volume snapshot show s -f value -c status)" = available ]
blockctl volume show "$(blockctl volume snapshot show s -f value -c volume_id)" > log
blockctl volume set --size $(blockctl volume show b -f value -c size) $(blockctl volume show a -f value -c id)
cinder show a | awk '/ description / {print $4}'
cinder show a 2>&1 | awk '/ id / {print $4}'
cinder show a | grep ' status ' | cut -d'|' -f3
cinder list | awk '/db/ {print $2}'
for v in $(cinder list --all-tenants | awk '{print $2}'); do :; done
cinder list | grep -q db && exit
all=$(cinder list)
while read -r row; do :; done < <(cinder list)
for v in a b; do cinder show $v; done | grep -c available
cinder show a |   # which one
    awk '/ id / {print $4}'
