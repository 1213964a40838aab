#!/bin/bash
cinder() { docker exec cli cinder "$@"; }
cinder list > log
command openstack volume delete a
