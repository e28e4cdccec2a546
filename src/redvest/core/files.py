"""Writing files so that a reader sees the old content or the new, never half of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


def write_atomically(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Put data at path in one step, making the folders above it; a crash leaves the old file in place."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with _draft(path, data) as draft:
        draft.chmod(mode)
        draft.replace(path)
    _sync_folder(path.parent)


def write_once(path: Path, data: bytes) -> None:
    """Put data at path, for its owner alone to read, unless somebody was first: then theirs stands, whole."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with _draft(path, data) as draft, suppress(FileExistsError):
        os.link(draft, path)
    _sync_folder(path.parent)


@contextmanager
def _draft(path: Path, data: bytes) -> Iterator[Path]:
    """The data on disk beside ``path``, readable by its owner only (mkstemp makes it 0600); gone afterwards."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    draft = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make the rename itself survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
