#!/bin/bash
id=$(cinder create 1 --name "x $y" | awk '/ id / {print $4}')
status=$(cinder show "$id" 2>/dev/null | awk '$2 == "status" { print $4; }')
size=`cinder show $id | awk '/ size /{print $4}'`
[ "$(cinder snapshot-show s|awk '/ status / {print $4}')" = available ]
cinder show "$(cinder snapshot-show s | awk '/ volume_id / {print $4}')" > log
cinder extend $(cinder show a | awk '/ id / {print $4}') $(cinder show b | awk '/ size / {print $4}')
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
