"""What this host needs to attach volumes: looked at, never changed, and no program is started.

All is read from files, /proc and /sys, so that an ``iscsiadm`` or ``multipath`` that hangs cannot
hang the doctor. ``parts`` is the list of what is checked, as data; ``examine`` goes through it.
"""
