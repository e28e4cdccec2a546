"""Who may do what with needs, pairings and crises, where in the tree."""

from __future__ import annotations

from redvest.core.errors import NotAllowed
from redvest.registry.rules.standing import KEEPING, Standing


def may_command(by: Standing, path: str) -> bool:
    """Switches a crisis of this place on and off, writes its brief, verifies and merges: its officers, or those above."""
    return by.governs(path)


def require_may_command(by: Standing, path: str) -> None:
    if not may_command(by, path):
        raise NotAllowed


def may_attend(by: Standing, path: str) -> bool:
    """Works at the staging areas: lets people in and out, types paper forms and reports. Keepers of stations there, too."""
    return may_command(by, path) or any(
        grant.role in KEEPING and grant.station_path is not None and grant.station_path.startswith(path)
        for grant in by.grants
    )


def require_may_attend(by: Standing, path: str) -> None:
    if not may_attend(by, path):
        raise NotAllowed
