#!/bin/sh
sudo -E openstack volume delete a
sudo -u cinder ls /etc/cinder
sudo -n -u root OS_REGION_NAME=two openstack volume delete a
env -u OS_TOKEN OS_REGION_NAME="$R" openstack volume set --size 5 a
time openstack volume delete a
time -p nohup nice -n 5 openstack volume delete a &
timeout -k 5 "$T" openstack volume delete a
command openstack volume delete a
stdbuf -oL openstack volume delete a 2>> log
cat ids | xargs openstack volume delete
cat ids | xargs -n1 cinder snapshot-create --name x
cat ids | xargs -P 4 -I{} openstack volume set --size 5 {}
cat sizes | xargs -n1 cinder extend a
cat sizes | xargs -I% openstack volume set --size % a
cat ids | xargs -i cinder delete {}
OS_INTERFACE=internal OS_REGION_NAME=r openstack volume list --all-projects >> log
OS_VOLUME_API_VERSION=3.60 openstack --os-region-name "$R" volume delete a
CINDER_ENDPOINT=$E sudo cinder delete a
exec openstack volume delete a
