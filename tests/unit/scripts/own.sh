#!/bin/bash
cinder() { docker exec cli cinder "$@"; }
cinder list > log
command cinder delete a
