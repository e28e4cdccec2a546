"""What the offline gate sends: a batch of scans and the pass of the roster they were made with, read from JSON."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Self
from uuid import NAMESPACE_URL, UUID, uuid5

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from redvest.core.errors import Invalid
from redvest.registry.models import Volunteer
from redvest.registry.rules.volunteer_number import normalise
from redvest.service.actions.attendance import ScanForm
from redvest.service.choices import Direction
from redvest.service.rules.offline import RosterPass

MOST = 200  # scans in one batch; a phone sends a hundred
FIRST_YEAR, LAST_YEAR = 1970, 2200


class BatchUnreadable(Invalid):
    """这批签到读不懂，请刷新页面后再传。没传上去的记录都还在手机上。"""

    code = "batch-unreadable"


def _of_our_time(moment: datetime) -> datetime:
    """In UTC; a phone that lost its date altogether says 1970, and no scan of ours is from then."""
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValueError("a moment of another age")
    return moment.astimezone(UTC)


Moment = Annotated[AwareDatetime, AfterValidator(_of_our_time)]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SentScan(_Shape):
    """A code as it was seen, a person ticked on the list, or a volunteer number typed in: exactly one of them."""

    nonce: str = Field(min_length=1, max_length=64)
    direction: Direction
    at: Moment
    code: str = Field("", max_length=200)
    volunteer: UUID | None = None
    number: str = Field("", max_length=40)
    device: str = Field("", max_length=64)

    @model_validator(mode="after")
    def names_somebody(self) -> Self:
        if sum(map(bool, (self.code, self.volunteer, self.number))) != 1:
            raise ValueError("one of code, volunteer and number")
        return self


class SentPass(_Shape):
    version: int
    activity: str = Field(max_length=40)
    account: str = Field(max_length=40)
    taken_at: str = Field(max_length=40)
    keep_until: str = Field(max_length=40)
    digest: str = Field(max_length=64)
    signature: str = Field(max_length=64)


class SentBatch(_Shape):
    roster: SentPass
    sent_at: Moment
    scans: Annotated[list[SentScan], Field(min_length=1, max_length=MOST)]


def read_batch(body: bytes) -> SentBatch:
    """The batch inside a request's body. Raises BatchUnreadable."""
    try:
        return SentBatch.model_validate_json(body)
    except ValidationError as fault:
        raise BatchUnreadable from fault


def pass_of(batch: SentBatch) -> RosterPass:
    return RosterPass(**batch.roster.model_dump())


def scans_of(batch: SentBatch, city: str) -> list[ScanForm]:
    """The scans as the domain takes them; numbers become people in one query, unknown ones nobody."""
    numbers = {normalise(scan.number) for scan in batch.scans if scan.number}
    found = Volunteer.objects.filter(city=city, number__in=numbers) if numbers else Volunteer.objects.none()
    people = dict(found.values_list("number", "id"))
    return [
        ScanForm(
            nonce=scan.nonce,
            direction=scan.direction,
            at=scan.at,
            code=scan.code,
            volunteer_id=scan.volunteer or _numbered(scan.number, people),
            device=scan.device,
        )
        for scan in batch.scans
    ]


def _numbered(number: str, people: dict[str, UUID]) -> UUID | None:
    if not number:
        return None
    return people.get(normalise(number)) or uuid5(NAMESPACE_URL, f"nobody:{number}")
