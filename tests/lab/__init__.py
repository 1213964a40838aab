"""The lab: a virtual machine in which kernel targets and initiators really run.

Builders' kernels often lack SCSI, NVMe and device-mapper, and hardware virtualisation that works;
so a Debian guest runs in QEMU's software emulation, needs no network at all, and is put back to
one saved moment between tests. It takes root, and on Debian 12
``apt-get install -y qemu-system-x86 qemu-utils mmdebstrap``.

``image`` builds the guest's disk, ``booted`` boots it once and saves that moment, ``machine`` runs
it, ``guest`` calls programs and functions in it, ``lab`` puts them together for the fixtures of
``conftest``; what runs inside stands in ``inside``, and the guest's own files in ``rootfs``.
Everything is kept in ``build/lab``: images by what decides them, machines while they run.
"""
