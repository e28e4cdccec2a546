"""Who uses the embedded database: every process holds a shared lock for its life; the last stops the server.

The locks are flock(2) locks: the kernel drops them when a process dies, however it dies, so that nothing is
ever left to clean up.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import os
import threading
from collections.abc import Iterator
from pathlib import Path

from redvest.core.embedded import cluster
from redvest.core.embedded.cluster import Cluster
from redvest.core.embedded.errors import ForeignDataFolder
from redvest.core.embedded.place import Place

_held: dict[Path, tuple[int, Cluster]] = {}
_for_child: dict[Path, int] = {}
_threads = threading.RLock()


def acquire(data_dir: Path) -> Cluster:
    """Start or join the server under ``data_dir`` and keep it until this process ends or calls ``release``.

    Raises EmbeddedDatabaseError with a sentence for people.
    """
    place = Place(data_dir.resolve())
    with _threads:
        if place.root in _held:
            return _held[place.root][1]
        with _guard(place):
            lease = _lock(place.lease, fcntl.LOCK_SH)
            try:
                found = cluster.join_or_start(place)
            except BaseException:
                os.close(lease)
                raise
            _held[place.root] = (lease, found)
        return found


def revive(data_dir: Path) -> bool:
    """Start the server again when it died under this process's lease; False when there was nothing to do."""
    place = Place(data_dir.resolve())
    with _threads:
        if place.root not in _held or cluster.status(data_dir).state == "running":
            return False
        with _guard(place):
            lease, _ = _held[place.root]
            _held[place.root] = (lease, cluster.join_or_start(place))
    return True


def release() -> None:
    """Give up every lease of this process; stops each server that nobody else uses."""
    with _threads:
        while _held:
            root, (lease, _) = _held.popitem()
            place = Place(root)
            if not place.root.exists():  # the whole installation was deleted under us
                os.close(lease)
                continue
            with _guard(place):
                try:
                    if _alone(lease):
                        cluster.stop(place)
                finally:
                    os.close(lease)


@contextlib.contextmanager
def _guard(place: Place) -> Iterator[None]:
    """Only one process at a time starts, joins or stops the server."""
    lock = _lock(place.guard, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(lock)


def _lock(path: Path, kind: int) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Python opens it so that programs we start, PostgreSQL among them, do not inherit it.
        opened = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    except OSError as fault:
        raise ForeignDataFolder(
            f"{path} 打不开：{fault.strerror}。"
            "请用建这个文件夹的用户运行，或者用 REDVEST_DATA_DIR 指定一个自己的文件夹。"
        ) from fault
    fcntl.flock(opened, kind)
    return opened


def _alone(lease: int) -> bool:
    try:
        fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _before_fork() -> None:
    """A forked child shares its parent's lock and would lose it when the parent leaves: it gets one of its own.

    It is taken before the fork, while the parent surely holds the server, so that nothing can come between.
    """
    for root in list(_held):
        _for_child[root] = _lock(Place(root).lease, fcntl.LOCK_SH)


def _after_fork_in_parent() -> None:
    while _for_child:
        os.close(_for_child.popitem()[1])


def _after_fork_in_child() -> None:
    while _for_child:
        root, lease = _for_child.popitem()
        shared, found = _held[root]
        os.close(shared)
        _held[root] = (lease, found)


os.register_at_fork(
    before=_before_fork, after_in_parent=_after_fork_in_parent, after_in_child=_after_fork_in_child
)
atexit.register(release)
