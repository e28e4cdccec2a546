"""Who asks: an account with its volunteer record and its grants on a day, as one frozen value.

Pure. ``queries/role.py`` reads it from the database, ``policy.py`` decides by it.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from redvest.core.audit import GUEST, SYSTEM, Actor
from redvest.registry.choices import Role

GOVERNING = frozenset({Role.CENTRE, Role.REGION_OFFICER})
LEADING = frozenset({Role.BODY_ADMIN, Role.ACTIVITY_LEADER})
KEEPING = frozenset({Role.STATION_KEEPER})
# Nobody holds two of these: who runs the machine, who guards the keys and who reads the trail are three people
# (GB/T 22239 level 3, see the domain notes 8.5).
SEPARATED = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
# In an organisation besides those who lead: a school's teachers, a party branch's secretary, who writes for it.
WORKING = frozenset({Role.EDITOR, Role.TEACHER, Role.BRANCH_SECRETARY})
# At a place besides those who govern it.
SERVING = frozenset({Role.EDITOR, Role.JUROR, Role.INSPECTOR}) | SEPARATED


@dataclass(frozen=True, slots=True)
class GrantAt:
    """One role at one place: a region (with its path), or a body or a station (with the path of its region)."""

    role: Role
    region_path: str | None = None
    body_id: UUID | None = None
    body_path: str | None = None
    station_id: UUID | None = None
    station_path: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody may be asked to do or refused: passed as ``by`` to every action."""

    account_id: UUID | None
    volunteer_id: UUID | None
    city: str
    name: str
    grants: tuple[GrantAt, ...] = ()
    system: bool = False
    # Roles that rest until the integrity agreement is signed: they give no power at all (see queries/pledge.py).
    waiting: tuple[GrantAt, ...] = ()
    # Other records of the same person, merged into theirs (see queries/merge.py).
    merged: tuple[UUID, ...] = ()
    # Somebody asks for this account on another phone (see actions/recovery.py): every page says so.
    recovering: bool = False

    @property
    def actor(self) -> Actor:
        """How the audit trail names this one."""
        if self.account_id is not None:
            return Actor.person(self.account_id)
        return SYSTEM if self.system else GUEST

    @property
    def records(self) -> tuple[UUID, ...]:
        """Everything that is this person's own on the register: their record and those merged into it."""
        return () if self.volunteer_id is None else (self.volunteer_id, *self.merged)

    def is_self(self, volunteer_id: UUID | None) -> bool:
        """Whether a record is this person's own."""
        return volunteer_id in self.records

    @property
    def signed_in(self) -> bool:
        return self.account_id is not None

    @property
    def is_staff(self) -> bool:
        """Has a role somewhere."""
        return bool(self.grants)

    @property
    def is_centre(self) -> bool:
        return any(grant.role == Role.CENTRE for grant in self.grants)

    def governs(self, path: str) -> bool:
        """Is an officer of this place or of one above it."""
        return any(path.startswith(own) for own in self.regions())

    def administers(self, body_id: UUID, body_region_path: str) -> bool:
        """Runs this body, or governs the place it belongs to."""
        return body_id in self.headed() or self.governs(body_region_path)

    def leads(self, body_id: UUID) -> bool:
        """Runs this body or leads its activities. An officer of its place does neither."""
        return any(grant.role in LEADING and grant.body_id == body_id for grant in self.grants)

    def keeps(self, station_id: UUID, station_region_path: str) -> bool:
        """Keeps this station, or governs the place it stands in."""
        keeper = any(grant.role in KEEPING and grant.station_id == station_id for grant in self.grants)
        return keeper or self.governs(station_region_path)

    def holds(self, role: Role, path: str) -> bool:
        """Has this role at this place or at one above it."""
        return any(
            grant.role == role and grant.region_path is not None and path.startswith(grant.region_path)
            for grant in self.grants
        )

    def regions(self) -> tuple[str, ...]:
        """The paths of the places governed."""
        paths = (grant.region_path for grant in self.grants if grant.role in GOVERNING)
        return tuple(dict.fromkeys(path for path in paths if path))

    def bodies(self) -> tuple[UUID, ...]:
        """The bodies that are run or whose activities are led; who teaches or writes there reaches none of it."""
        led = (grant.body_id for grant in self.grants if grant.role in LEADING)
        return tuple(dict.fromkeys(body_id for body_id in led if body_id is not None))

    def headed(self) -> tuple[UUID, ...]:
        """The bodies that are run; who only leads their activities runs none."""
        run = (grant.body_id for grant in self.grants if grant.role == Role.BODY_ADMIN)
        return tuple(dict.fromkeys(body_id for body_id in run if body_id is not None))

    def taught(self) -> tuple[UUID, ...]:
        """The schools where somebody is a teacher; which classes are theirs, rows say."""
        at = (grant.body_id for grant in self.grants if grant.role == Role.TEACHER)
        return tuple(dict.fromkeys(body_id for body_id in at if body_id is not None))

    def stations(self) -> tuple[UUID, ...]:
        """The stations kept."""
        kept = (grant.station_id for grant in self.grants if grant.role in KEEPING)
        return tuple(dict.fromkeys(station for station in kept if station is not None))


def guest(city: str) -> Standing:
    """Somebody who has not signed in."""
    return Standing(None, None, city, "")


def system(city: str) -> Standing:
    """The house itself: jobs and commands. It governs its city."""
    return Standing(None, None, city, "", (GrantAt(Role.CENTRE, f"{city}/"),), system=True)
