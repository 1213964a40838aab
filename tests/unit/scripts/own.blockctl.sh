#!/bin/bash
cinder() { docker exec cli cinder "$@"; }
cinder list > log
command blockctl volume delete a
