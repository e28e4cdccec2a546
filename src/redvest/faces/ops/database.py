"""Makes the configured database available to one command. Owns no connection; Django keeps those."""

from __future__ import annotations

from django.conf import settings
from django.db import connections

from redvest.core.embedded import acquire, socket_dir


def embedded() -> bool:
    """Whether Redvest runs its own PostgreSQL, that is, no DATABASE_URL names a server."""
    return bool(settings.DATABASES["default"]["HOST"] == str(socket_dir(settings.REDVEST_DATA_DIR)))


def open_database() -> None:
    """Start or join the embedded database until this process ends. Raises EmbeddedDatabaseError."""
    if embedded():
        cluster = acquire(settings.REDVEST_DATA_DIR)
        connections["default"].settings_dict["HOST"] = str(cluster.socket_dir)
