"""Files that appear whole or not at all, and one process at a time."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from detente.errors import WrongCallError

_WINDOWS = os.name == "nt"

#: File systems without locks.
_UNLOCKED = (errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EINVAL)

_REASONS = {
    errno.EACCES: "there is no permission to write there",
    errno.EPERM: "there is no permission to write there",
    errno.EROFS: "the file system is read-only",
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file would be larger than is allowed",
    errno.ENOTDIR: "a part of the path is a file",
    errno.EEXIST: "a part of the path is a file",
    errno.EISDIR: "it is a folder",
    errno.ENAMETOOLONG: "the name is too long",
    errno.ELOOP: "a symbolic link leads back to itself",
    errno.ENOENT: "the folder does not exist",
}


class WriteError(WrongCallError, OSError):
    """A file that cannot be written, or must not be; the message names it and what to do."""


class BusyError(WrongCallError):
    """Another process has the file."""


def explain_os_error(why: OSError) -> str:
    """Why the system refused, in words."""
    return _REASONS.get(why.errno or 0) or why.strerror or str(why)


def write_whole(
    path: Path, content: bytes | memoryview | Callable[[BinaryIO], object], *, called: Path | None = None
) -> Path:
    """Write a file, or have it filled, and give it the name ``path`` when it is whole.

    Folders above are made; errors name it ``called``. Raises WriteError where it cannot be written; what was
    there stays then.
    """
    half = half_of(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with hold_lock(half) as handle:
            try:
                with os.fdopen(os.dup(handle), "wb") as file:
                    file.truncate()
                    file.write(content) if isinstance(content, bytes | memoryview) else content(file)
                    file.flush()
                    os.fsync(file.fileno())
                if not _WINDOWS:
                    half.replace(path)
            except BaseException:
                half.unlink(missing_ok=True)
                raise
        if _WINDOWS:  # where an open file cannot be renamed
            half.replace(path)
    except OSError as why:
        room = "make room there and try again; " if why.errno in (errno.ENOSPC, errno.EDQUOT) else ""
        raise WriteError(
            f"{called or path} cannot be written: {explain_os_error(why)}; {room}what was there is unchanged"
        ) from why
    except BusyError:
        raise WriteError(f"{path} is being written by another process; wait for it") from None
    return path


def check_free(path: Path, ours: Callable[[Path], bool], what: str) -> None:
    """Raise WriteError where a file cannot go to ``path``: what is there is not ``ours``, or not ``what``."""
    other = "name another file with --out"
    if path.is_symlink():
        raise WriteError(f"{path} is a symbolic link; {other}")
    try:
        if path.exists():
            if path.is_dir():
                raise WriteError(f"{path} is a folder; {other}")
            # a pipe or a device would never end
            if not path.is_file() or not ours(path):
                raise WriteError(f"{path} is not {what}, and is left unchanged; {other}")
        above = next(folder for folder in path.absolute().parents if folder.exists())
    except WriteError:
        raise
    except OSError as why:
        raise WriteError(f"{path} cannot be written: {explain_os_error(why)}; {other}") from why
    if not above.is_dir():
        raise WriteError(f"{path} cannot be written: {above} is a file; {other}")
    if not os.access(above, os.W_OK):
        raise WriteError(f"{path} cannot be written: {explain_os_error(OSError(errno.EACCES, ''))}; {other}")


def half_of(path: Path) -> Path:
    """What a file is called while it is written."""
    return path.with_name(f".{path.name}.half")


def clear_half(path: Path) -> None:
    """Remove the half file that a killed process left of ``path``."""
    half = half_of(path)
    if half.is_file() and not half.is_symlink():
        with suppress(BusyError), hold_lock(half):
            half.unlink()


@contextmanager
def hold_lock(path: Path) -> Iterator[int]:
    """Open a file, made where it is missing, for as long as no other process has it.

    The system lets go of it when the process ends, however it ends. Raises BusyError at once where another
    has it.
    """
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    while True:
        handle = os.open(path, flags, 0o666)
        try:
            _take(handle)
            # its last owner may have moved or removed it in between: then this is another file's lock
            if path.exists() and os.path.samestat(os.fstat(handle), path.lstat()):
                yield handle
                return
        finally:
            os.close(handle)


if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        # far behind the end, so that the content can still be read
        os.lseek(handle, 1 << 30, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            raise BusyError from None
        os.lseek(handle, 0, os.SEEK_SET)

else:
    import fcntl

    def _take(handle: int) -> None:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise BusyError from None
        except OSError as why:
            if why.errno not in _UNLOCKED:
                raise
