"""Writes the server's own configuration: who may connect, and settings fit for a small machine."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from redvest.core.embedded.account import SYSTEM_USER, Account, user_name

SUPERUSER = "postgres"
ROLE = "redvest"
DATABASE = "redvest"

_HBA = """\
# Written by Redvest at every start. One way in: the Unix socket, as an account that pg_ident.conf names.
local all all peer map=redvest
"""

_SETTINGS = """\
# Written by Redvest at every start. Your own changes belong in postgresql.local.conf beside this file.
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 120
password_encryption = 'scram-sha-256'
dynamic_shared_memory_type = {shared_memory}

shared_buffers = 256MB
effective_cache_size = 1GB
work_mem = 16MB
maintenance_work_mem = 128MB
random_page_cost = 1.1
jit = off

# One server without replicas; what was committed stays committed.
synchronous_commit = on
wal_level = minimal
max_wal_senders = 0
max_wal_size = 4GB
checkpoint_timeout = 15min

timezone = 'UTC'
log_timezone = 'UTC'
datestyle = 'iso, ymd'
lc_messages = 'C'
default_text_search_config = 'pg_catalog.simple'
log_checkpoints = off
log_line_prefix = '%m [%p] %u@%d '
log_lock_waits = on

include_if_exists = 'postgresql.local.conf'
"""

SMALL_SHARED_MEMORY = 256 * 1024 * 1024


def write_configuration(data: Path, account: Account) -> None:
    """Put the three configuration files into the data folder, owned by the server's account."""
    names = {user_name(os.geteuid()), user_name(0)}
    if account.name != SYSTEM_USER:  # the system user only runs servers; it is nobody's login
        names.add(account.name)
    ident = "".join(f'redvest "{name}" {role}\n' for name in sorted(names) for role in (SUPERUSER, ROLE))
    texts = {
        "pg_hba.conf": _HBA,
        "pg_ident.conf": ident,
        "postgresql.conf": _SETTINGS.format(shared_memory=_shared_memory()),
    }
    folder = os.open(data, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        for name, text in texts.items():
            _replace(folder, name, text, account)
    finally:
        os.close(folder)


def _replace(folder: int, name: str, text: str, account: Account) -> None:
    """Write beside and rename: neither follows a link that the server's account may have planted."""
    unfinished = f"{name}.{secrets.token_hex(4)}"
    opened = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=folder)
    with os.fdopen(opened, "w", encoding="utf-8") as file:
        file.write(text)
        if account.borrowed:
            os.fchown(file.fileno(), account.uid, account.gid)
    os.rename(unfinished, name, src_dir_fd=folder, dst_dir_fd=folder)


def _shared_memory() -> str:
    """Containers often give /dev/shm only 64 MB, too little for parallel queries."""
    try:
        room = os.statvfs("/dev/shm")  # noqa: S108 - only its size is asked
    except OSError:
        return "mmap" if os.uname().sysname == "Linux" else "posix"
    return "posix" if room.f_frsize * room.f_blocks >= SMALL_SHARED_MEMORY else "mmap"
