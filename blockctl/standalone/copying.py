"""Copy what a sparse file holds, inside this process: a copy ends when its process does."""

import errno
import fcntl
import os
from collections.abc import Iterator

# linux/fs.h: _IOW(0x94, 9, int)
_FICLONE = 0x40049409
# The answers where blocks cannot be shared, or not between these two files: ioctl_ficlone(2).
_CANNOT_SHARE = {
    errno.EOPNOTSUPP, errno.ENOTTY, errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EPERM,
}  # fmt: skip
# sendfile(2) transfers no more at once.
_AT_MOST = 0x7FFFF000


def copy_content(source: int, target: int) -> None:
    """Make the empty file ``target`` hold what ``source`` holds; both are descriptors.

    Shares the blocks where the file system can (reflink), else copies the data and leaves
    holes as holes. Raises OSError.
    """
    try:
        fcntl.ioctl(target, _FICLONE, source)
    except OSError as refused:
        if refused.errno not in _CANNOT_SHARE:
            raise
        size = os.fstat(source).st_size
        os.ftruncate(target, size)
        for start, end in _data(source, size):
            _copy_range(source, target, start, end)


def _data(source: int, size: int) -> Iterator[tuple[int, int]]:
    """The ranges of the file that are no holes: lseek(2), SEEK_DATA and SEEK_HOLE."""
    end = 0
    while end < size:
        try:
            start = os.lseek(source, end, os.SEEK_DATA)
        except OSError as refused:
            if refused.errno == errno.ENXIO:  # nothing but a hole to the end
                return
            raise
        end = min(os.lseek(source, start, os.SEEK_HOLE), size)
        yield start, end


def _copy_range(source: int, target: int, start: int, end: int) -> None:
    os.lseek(target, start, os.SEEK_SET)
    while start < end:
        copied = os.sendfile(target, source, start, min(end - start, _AT_MOST))
        if copied == 0:
            raise OSError(errno.EIO, "the file became shorter while it was copied")
        start += copied
