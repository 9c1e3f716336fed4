"""How kernels are compiled, and where their code is kept between runs.

It goes where it can be written: the folder that ``NUMBA_CACHE_DIR`` names, the one here, the user's cache,
a temporary folder of the user's own, or nowhere. Damaged code is compiled again, and so is a kernel when one
that it calls has changed.
"""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
import re
import stat
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, overload

from numba import config, njit
from numba.core.caching import CompileResultCacheImpl, FunctionCache, IndexDataCacheFile, InTreeCacheLocator
from numba.misc.appdirs import AppDirs

_HOME = Path(__file__).parent
_SHIPPED = _HOME / "__pycache__"
_CALLED = re.compile(rb"^from detente\.kernels\.([\w.]+) import", re.MULTILINE)
_DIGEST = hashlib.sha256().digest_size


_Function = TypeVar("_Function", bound=Callable[..., Any])


@overload
def kernel(function: _Function) -> _Function: ...
@overload
def kernel(**options: Any) -> Callable[[_Function], _Function]: ...
def kernel(function: Any = None, **options: Any) -> Any:
    """Compile a function on its first call, without the interpreter's lock, and keep its code.

    A decorator, bare or with numba's options.
    """
    if function is None:
        return lambda f: kernel(f, **options)
    made = njit(nogil=True, **options)(function)
    # numba's own cache=True refuses to start where nothing can be written, and trusts what it reads
    if not config.DISABLE_JIT and place() is not None:  # type: ignore[attr-defined]
        made._cache = _Cache(function)
    return made


@cache
def place() -> Path | None:
    """The folder in which compiled code is kept, None for nowhere; what is unusual is logged, once."""
    own = (f"{_SHIPPED.parent.parent.name}_{hashlib.sha256(bytes(_SHIPPED)).hexdigest()[:16]}",)
    told = config.CACHE_DIR  # type: ignore[attr-defined]
    named = [Path(told, *own)] if told else []
    users = Path(AppDirs("numba", appauthor=False).user_cache_dir, *own)
    # a home that is not there is not made; and none at all would be a folder called "~" in the working folder
    home = [users] if users.is_absolute() and any(p.exists() for p in list(users.parents)[:-1]) else []
    found = next((p for p in [*named, _SHIPPED, *home] if _writable(p)), None)
    if found is None:
        found = _temporary()
        where = "for this run alone" if found is None else f"in {found}"
        logging.getLogger("detente").warning(
            (
                "compiled models are kept %s: neither the installation nor the user's cache is writable; "
                "NUMBA_CACHE_DIR can name a folder for them"
            ),
            where,
        )
    return found


def compiled_before() -> bool:
    """Whether some kernel's code has been kept."""
    return any(any(p.glob("*.nbi")) for p in (place(), _SHIPPED) if p is not None)


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except OSError:
        return False
    return True


def _temporary() -> Path | None:
    """A folder that nobody else can write, since what is read from it is run."""
    try:
        above = Path(tempfile.gettempdir())
        # where it finds none, Python takes the working folder, which is the user's
        known = [os.environ.get(name) for name in ("TMPDIR", "TEMP", "TMP")] + ["/tmp", "/var/tmp"]  # noqa: S108
        if above.samefile(Path.cwd()) and str(above) not in known:
            return None
        folder = above / f"detente-{os.getuid() if hasattr(os, 'getuid') else 'cache'}"
        folder.mkdir(mode=0o700, exist_ok=True)
        about = folder.lstat()
    except OSError:
        return None
    mine = not hasattr(os, "getuid") or (about.st_uid == os.getuid() and not about.st_mode & 0o077)
    return folder if stat.S_ISDIR(about.st_mode) and mine and _writable(folder) else None


@cache
def _stamp(module: str) -> str:
    """A digest of the file of a kernel's module, as in ``settlement.nash``, and of all that it calls."""
    files: dict[str, bytes] = {}
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name not in files:
            files[name] = _HOME.joinpath(*name.split(".")).with_suffix(".py").read_bytes()
            waiting += [called.decode() for called in _CALLED.findall(files[name])]
    return hashlib.sha256(b"".join(files[name] for name in sorted(files))).hexdigest()


class _Locator(InTreeCacheLocator):
    def get_cache_path(self) -> str:
        return str(place())

    def get_source_stamp(self) -> str:
        return _stamp(".".join(Path(self._py_file).with_suffix("").parts[len(_HOME.parts) :]))

    @classmethod
    def from_function(cls, function: Any, file: str) -> _Locator:
        return cls(function, file)


class _Implementation(CompileResultCacheImpl):
    _locator_classes = [_Locator]  # noqa: RUF012  as numba declares it


class _Files(IndexDataCacheFile):
    """Numba's files, each with a digest: bytes that are not as they were written are never run."""

    def _dump(self, content: Any) -> bytes:
        data: bytes = super()._dump(content)
        return hashlib.sha256(data).digest() + data

    def _load_data(self, name: str) -> Any:
        return _intact(Path(self._data_path(name)).read_bytes())

    def _load_index(self) -> dict[Any, str]:
        try:
            with Path(self._index_path).open("rb") as file:
                if pickle.load(file) != self._version:  # noqa: S301  our own file
                    return {}
                stamp, overloads = _intact(file.read())
        except Exception:  # a damaged pickle can raise anything
            return {}
        return overloads if stamp == self._source_stamp else {}


def _intact(data: bytes) -> Any:
    if hashlib.sha256(data[_DIGEST:]).digest() != data[:_DIGEST]:
        raise OSError("damaged")
    return pickle.loads(data[_DIGEST:])  # noqa: S301  our own file, as it was written


class _Cache(FunctionCache):
    """Numba's cache of one kernel, which neither fails nor is trusted where a file is damaged."""

    _impl_class = _Implementation

    def __init__(self, function: Any) -> None:
        super().__init__(function)
        about = (self._impl.filename_base, self._impl.locator.get_source_stamp())
        self._cache_file = _Files(self._cache_path, *about)
        self._shipped = _Files(str(_SHIPPED), *about)

    def _load_overload(self, signature: Any, target: Any) -> Any:
        key = self._index_key(signature, target.codegen())
        data = self._cache_file.load(key) or self._shipped.load(key)
        return None if data is None else self._impl.rebuild(target, data)

    def _save_overload(self, signature: Any, made: Any) -> None:
        try:
            super()._save_overload(signature, made)
        except OSError:
            # a full disk: it is compiled again next time
            return
