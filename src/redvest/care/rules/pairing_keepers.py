"""For which organisations somebody keeps pairings. Pure: it reads a standing."""

from __future__ import annotations

from uuid import UUID

from redvest.registry.choices import Role
from redvest.registry.rules.standing import Standing

KEEPERS = frozenset({Role.BRANCH_SECRETARY, Role.BODY_ADMIN})


def branches_of(by: Standing) -> tuple[UUID, ...]:
    """Those whose branch they are the secretary of, and those that they head."""
    kept = (grant.body_id for grant in by.grants if grant.role in KEEPERS)
    return tuple(dict.fromkeys(body_id for body_id in kept if body_id is not None))
