"""The private PostgreSQL that Redvest runs for itself when no DATABASE_URL is set.

It owns the server's programs, data folder, socket and life time; it knows nothing of Django and tables.
"""

from __future__ import annotations

from redvest.core.embedded.cluster import Cluster, Status, socket_dir, status
from redvest.core.embedded.errors import EmbeddedDatabaseError
from redvest.core.embedded.lease import acquire, release, revive

__all__ = [
    "Cluster",
    "EmbeddedDatabaseError",
    "Status",
    "acquire",
    "release",
    "revive",
    "socket_dir",
    "status",
]
