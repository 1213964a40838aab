"""A SCSI disk's own word about who it is: ``inquiry.py DEVICE SIZE`` prints its page 0x83.

A program of its own, as whoever asks a disk that is silent cannot be ended, only left.
"""

import ctypes
import fcntl
import os
import sys

_PAGE = 0x83
# How long a disk may take, by the kernel's word; a session that is lost is waited for beyond.
_MILLISECONDS = 10_000
# scsi/sg.h
_SG_IO = 0x2285
_FROM_DEVICE = -3


class _Request(ctypes.Structure):
    """sg_io_hdr of scsi/sg.h."""

    _fields_ = (
        ("interface_id", ctypes.c_int),
        ("dxfer_direction", ctypes.c_int),
        ("cmd_len", ctypes.c_ubyte),
        ("mx_sb_len", ctypes.c_ubyte),
        ("iovec_count", ctypes.c_ushort),
        ("dxfer_len", ctypes.c_uint),
        ("dxferp", ctypes.c_void_p),
        ("cmdp", ctypes.c_void_p),
        ("sbp", ctypes.c_void_p),
        ("timeout", ctypes.c_uint),
        ("flags", ctypes.c_uint),
        ("pack_id", ctypes.c_int),
        ("usr_ptr", ctypes.c_void_p),
        ("status", ctypes.c_ubyte),
        ("masked_status", ctypes.c_ubyte),
        ("msg_status", ctypes.c_ubyte),
        ("sb_len_wr", ctypes.c_ubyte),
        ("host_status", ctypes.c_ushort),
        ("driver_status", ctypes.c_ushort),
        ("resid", ctypes.c_int),
        ("duration", ctypes.c_uint),
        ("info", ctypes.c_uint),
    )


def ask(path: str, size: int) -> bytes:
    """The page as the disk at ``path`` gives it now, followed by zeros; nothing when it has none.
    Raises OSError.
    """
    answer = ctypes.create_string_buffer(size)
    sense = ctypes.create_string_buffer(32)
    inquiry = bytes((0x12, 1, _PAGE, size >> 8, size & 0xFF, 0))
    command = ctypes.create_string_buffer(inquiry, len(inquiry))
    request = _Request(
        interface_id=ord("S"),
        dxfer_direction=_FROM_DEVICE,
        cmd_len=len(inquiry),
        mx_sb_len=len(sense),
        dxfer_len=size,
        dxferp=ctypes.addressof(answer),
        cmdp=ctypes.addressof(command),
        sbp=ctypes.addressof(sense),
        timeout=_MILLISECONDS,
    )
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        fcntl.ioctl(descriptor, _SG_IO, request)
    finally:
        os.close(descriptor)
    is_one = not answer.raw[0] >> 5  # "peripheral qualifier": there is a disk at this LUN
    failed = request.status or request.host_status or answer.raw[1] != _PAGE
    return answer.raw if is_one and not failed else b""


if __name__ == "__main__":
    sys.stdout.buffer.write(ask(sys.argv[1], int(sys.argv[2])))
