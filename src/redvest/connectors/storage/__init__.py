"""Where files live that the database only names: a protocol, and a folder of this machine as the default.

A file has a key such as ``certificates/360500/2026/x.pdf``. Contexts know this package, never a vendor.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from redvest.connectors.storage.local import LocalFolder
from redvest.connectors.storage.protocol import BadKey, FileMissing, Storage

__all__ = ["BadKey", "FileMissing", "LocalFolder", "Storage", "storage"]


def storage() -> Storage:
    """The storage of this installation: the files folder, until another is configured."""
    return LocalFolder(Path(settings.MEDIA_ROOT))
