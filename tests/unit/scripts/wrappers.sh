#!/bin/sh
sudo -E cinder delete a
sudo -u cinder ls /etc/cinder
sudo -n -u root OS_REGION_NAME=two /usr/bin/cinder delete a
env -u OS_TOKEN OS_REGION_NAME="$R" cinder extend a 5
time cinder delete a
time -p nohup nice -n 5 cinder delete a &
timeout -k 5 "$T" cinder delete a
command cinder delete a
stdbuf -oL cinder delete a 2>> log
cat ids | xargs cinder delete
cat ids | xargs -n1 cinder snapshot-create --name x
cat ids | xargs -P 4 -I{} cinder extend {} 5
cat sizes | xargs -n1 cinder extend a
cat sizes | xargs -I% cinder extend a %
cat ids | xargs -i cinder delete {}
CINDER_ENDPOINT_TYPE=internalURL ALL_TENANTS=1 OS_REGION_NAME=r cinder list >> log
OS_VOLUME_API_VERSION=3.60 cinder --os_region_name "$R" delete a
CINDER_ENDPOINT=$E sudo cinder delete a
exec cinder delete a
