#!/bin/bash
cinder $VERB a
cinder $OPTIONS list
cinder list $OPTIONS
cinder create "$@"
cinder create 1 --metadata $PAIRS
cinder delete ${CASCADE:+--cascade} a
cinder create 1 > log --name a
cinder readonly-mode-update a "$FLAG"
cinder group-delete $GROUPS
cinder group-create T "$TYPES"
cinder reset-state --state error a b
cinder lst
cinder create 1 --nmae x
eval "cinder delete $1"
ssh "$HOST" 'cinder extend a 5'
bash -c "cinder delete a; echo done"
alias vols='cinder list'
trap 'cinder delete a' EXIT
find . -name '*.id' -exec cinder delete {} +
retry 5 cinder delete a
CMD="cinder --os-region-name two"
$CMD delete a
$CINDER delete a
command -v cinder >/dev/null || exit 1
which cinder
blockctl volume delete a
./cinder delete a
export CINDER_ENDPOINT=http://192.0.2.1:8776/v3
cat <<END
cinder list
END
bash <<'END'
cinder delete $(cinder list)
END
`cinder delete \$1`
service cinder-volume restart; systemctl restart cinder
apt-get install cinder
echo cinder list
