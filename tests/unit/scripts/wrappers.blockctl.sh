#!/bin/sh
sudo -E blockctl volume delete a
sudo -u cinder ls /etc/cinder
sudo -n -u root OS_REGION_NAME=two blockctl volume delete a
env -u OS_TOKEN OS_REGION_NAME="$R" blockctl volume set --size 5 a
time blockctl volume delete a
time -p nohup nice -n 5 blockctl volume delete a &
timeout -k 5 "$T" blockctl volume delete a
command blockctl volume delete a
stdbuf -oL blockctl volume delete a 2>> log
cat ids | xargs blockctl volume delete
cat ids | xargs -n1 cinder snapshot-create --name x
cat ids | xargs -P 4 -I{} blockctl volume set --size 5 {}
cat sizes | xargs -n1 cinder extend a
cat sizes | xargs -I% blockctl volume set --size % a
cat ids | xargs -i cinder delete {}
OS_INTERFACE=internal OS_REGION_NAME=r blockctl volume list --all-projects >> log
OS_VOLUME_API_VERSION=3.60 blockctl --os-region-name "$R" volume delete a
CINDER_ENDPOINT=$E sudo cinder delete a
exec blockctl volume delete a
