"""What people of the demo city ask for: needs and small wishes in every state, with their story and who helps."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

import h3

from redvest.care.choices import (
    ENDED_NEEDS,
    ConfirmAnswer,
    ConfirmWay,
    DispatchState,
    DispatchWay,
    NeedChannel,
    NeedKind,
    NeedState,
    NeedUrgency,
    ServingState,
)
from redvest.care.models import Dispatch, Need, NeedConfirmation, NeedPicture, NeedServing, NeedStep
from redvest.care.rules.need_private import Private, as_text
from redvest.core.search import index_text
from redvest.faces.ops.demo.bodies import Team
from redvest.faces.ops.demo.chance import Keys, Weighted
from redvest.faces.ops.demo.menus import domain_of
from redvest.faces.ops.demo.names import person_name
from redvest.faces.ops.demo.need_words import ASKINGS, CANCELLED, RATED, REFUSED, WISHES, Asking
from redvest.faces.ops.demo.numbers import phone
from redvest.faces.ops.demo.people import Person
from redvest.faces.ops.demo.places import Place
from redvest.registry.queries import secret
from redvest.registry.rules.availability import CODES, encode

NEEDY = 9_000_000  # where the phones begin of those who ask
FEWEST, A_NEED_EVERY = 60, 200
CELL = 8
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
S = NeedState

_STATES = Weighted(
    [(S.SUBMITTED, 12), (S.QUEUED, 11), (S.OFFERED, 15), (S.ACCEPTED, 9), (S.SERVING, 4), (S.SERVED, 7),
     (S.CLOSED, 34), (S.REFUSED, 4), (S.CANCELLED, 4)]
)  # fmt: skip
# Wishes one after the other, so that the wall has some to claim, some on the way and some that came true.
_WISHED = (S.OFFERED, S.CLOSED, S.QUEUED, S.OFFERED, S.ACCEPTED, S.CLOSED, S.OFFERED, S.SUBMITTED, S.SERVED)
_CHANNELS = Weighted(
    [(NeedChannel.PHONE, 30), (NeedChannel.WEB, 22), (NeedChannel.VISIT, 18), (NeedChannel.STATION, 12),
     (NeedChannel.KIOSK, 8), (NeedChannel.RELATIVE, 6), (NeedChannel.DOOR, 4)]
)  # fmt: skip
_URGENCIES = Weighted([(NeedUrgency.ORDINARY, 60), (NeedUrgency.SOON, 32), (NeedUrgency.URGENT, 8)])
# The way that each state has come, and how many hours each step took at most.
_WAYS: dict[NeedState, tuple[tuple[str, NeedState], ...]] = {
    S.SUBMITTED: (),
    S.REFUSED: (("refuse_need", S.REFUSED),),
    S.CANCELLED: (("cancel_need", S.CANCELLED),),
    S.QUEUED: (("approve_need", S.QUEUED),),
    S.OFFERED: (("approve_need", S.QUEUED), ("open_for_grabbing", S.OFFERED)),
}
_WAYS[S.ACCEPTED] = (*_WAYS[S.OFFERED], ("accept_need", S.ACCEPTED))
_WAYS[S.SERVING] = (*_WAYS[S.ACCEPTED], ("begin_serving", S.SERVING))
_WAYS[S.SERVED] = (*_WAYS[S.SERVING], ("finish_serving", S.SERVED))
_WAYS[S.CLOSED] = (*_WAYS[S.SERVED], ("confirm_by_call", S.CLOSED))
_SERVING = {
    S.ACCEPTED: ServingState.ACCEPTED, S.SERVING: ServingState.SERVING, S.SERVED: ServingState.SERVED,
    S.CLOSED: ServingState.CONFIRMED,
}  # fmt: skip


@dataclass(slots=True)
class Asked:
    """Rows of the tables, in the order in which they stand on each other."""

    needs: list[Need] = field(default_factory=list)
    steps: list[NeedStep] = field(default_factory=list)
    dispatches: list[Dispatch] = field(default_factory=list)
    servings: list[NeedServing] = field(default_factory=list)
    confirmations: list[NeedConfirmation] = field(default_factory=list)
    pictures: list[NeedPicture] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Town:
    """What needs are drawn from: communities in town, who may help, which kinds of service there are, who is in office."""

    city: str
    communities: Sequence[Place]
    helpers: Sequence[Person]
    teams: Sequence[Team]
    domains: dict[str, str]
    menu: dict[str, list[UUID]]
    officers: dict[str, UUID]
    at: datetime

    def officer(self, place: Place) -> UUID:
        """Who answers for a place: its district's officer, or the centre's."""
        return self.officers.get(place.district, self.officers[""])


class Drawing:
    """Draws one need after the other out of a seeded stream."""

    def __init__(self, rng: random.Random, town: Town, into: Asked) -> None:
        self.rng, self.town, self.into, self.keys = rng, town, into, Keys(rng)
        self.serial = 0

    def needs(self, count: int) -> None:
        """Three requests for help to each small wish; of each text its share, so that no state lacks any."""
        states = [*_WAYS, *_STATES.picks(self.rng, max(0, count * 3 // 4 - len(_WAYS)))]
        self.rng.shuffle(states)
        for turn, state in enumerate(states):
            self._one(ASKINGS[turn % len(ASKINGS)], state, wish=False)
        for turn in range(count - len(states)):
            self._one(WISHES[turn % len(WISHES)], _WISHED[turn % len(_WISHED)], wish=True)

    def _one(self, asking: Asking, state: NeedState, *, wish: bool) -> None:
        rng, town = self.rng, self.town
        place = rng.choice(town.communities)
        days = rng.uniform(6, 60) if state in ENDED_NEEDS else rng.uniform(0.02, 0.9)
        asked_at = town.at - days * DAY - (0 if state in ENDED_NEEDS else len(_WAYS[state])) * 5 * HOUR
        need = self._need(asking, place, state, asked_at, NeedKind.WISH if wish else NeedKind.HELP)
        at, before = asked_at, ""
        self._step(need, asked_at, "ask_need", "", S.SUBMITTED)
        before = S.SUBMITTED.value
        for verb, after in _WAYS[state]:
            at = min(town.at, at + rng.uniform(0.5, 5) * HOUR)
            self._step(need, at, verb, before, after, words=need.reason if after == state else "")
            before = after.value
            self._trace(need, place, after, at)
        if need.state in ENDED_NEEDS:
            need.closed_at = at
        else:
            need.due_at = town.at + rng.uniform(1, 22) * HOUR
        self.into.needs.append(need)

    def _need(self, asking: Asking, place: Place, state: NeedState, at: datetime, kind: NeedKind) -> Need:
        rng, town = self.rng, self.town
        self.serial += 1
        channel = _CHANNELS.pick(rng)
        private = self._private(asking, place, channel)
        domain = domain_of(asking.kinds, town.domains)
        offered = town.menu.get(domain, []) if kind == NeedKind.HELP else []
        ordered = rng.choice(offered) if offered and rng.random() < 0.3 else None
        hands = asking.hands
        return Need(
            id=self.keys.at(at), city=town.city, number=self.number(), kind=kind, channel=channel, state=state,
            urgency=_URGENCIES.pick(rng), region_id=place.code, region_path=place.path,
            cell=h3.latlng_to_cell(private.lat, private.lon, CELL), domain_id=domain, menu_item_id=ordered,
            title=asking.title, private_sealed=secret.keyring().encrypt(as_text(private), context=secret.NEED_PRIVATE),
            phone_hash=secret.phone_hash(private.phone), phone_tail=private.phone[-4:], risks=asking.risks or "没有",
            declared_true_at=at, slots=encode(rng.sample(CODES, k=rng.randrange(2, 7))), minutes=asking.minutes,
            hands=hands, taken=hands if state in _SERVING else 0, desk_path=place.path, created_at=at,
            verified_at=at + 2 * HOUR if state not in (S.SUBMITTED, S.REFUSED, S.CANCELLED) else None,
            reason={S.REFUSED: rng.choice(REFUSED), S.CANCELLED: rng.choice(CANCELLED)}.get(state, ""),
            entered_by_id=None if channel == NeedChannel.WEB else town.officer(place), search=index_text(asking.title),
        )  # fmt: skip

    def _private(self, asking: Asking, place: Place, channel: NeedChannel) -> Private:
        rng = self.rng
        name, _pinyin = person_name(rng, rng.random() < 0.45)
        house = f"{place.short}{rng.randrange(1, 40)} 栋 {rng.randrange(1, 7)}0{rng.randrange(1, 5)}"
        relative = channel == NeedChannel.RELATIVE
        return Private(
            name=name, phone=phone(NEEDY + self.serial), address=house, words=asking.words,
            lon=round(place.lon + rng.uniform(-0.004, 0.004), 5), lat=round(place.lat + rng.uniform(-0.004, 0.004), 5),
            groups=asking.groups, asked_by=person_name(rng, True)[0] if relative else "",
            relation="儿子" if relative else "",
        )  # fmt: skip

    def number(self) -> str:
        """Eight digits that no other need of the city has."""
        return f"{20_000_000 + self.serial * 97 + self.rng.randrange(97)}"

    def _step(
        self, need: Need, at: datetime, verb: str, before: str, after: NeedState, words: str = ""
    ) -> None:
        self.into.steps.append(
            NeedStep(
                id=self.keys.at(at), need_id=need.pk, at=at, verb=verb, before=before, after=after,
                by_id=need.entered_by_id, desk_path=need.desk_path, words=words,
            )
        )  # fmt: skip

    def _trace(self, need: Need, place: Place, after: NeedState, at: datetime) -> None:
        """The rows that a step leaves beside its line."""
        if after == S.OFFERED:
            taken = need.state in _SERVING
            self.into.dispatches.append(
                Dispatch(
                    id=self.keys.at(at), city=need.city, need_id=need.pk, round=1, way=DispatchWay.GRAB,
                    state=DispatchState.ACCEPTED if taken else DispatchState.OPEN, made_at=at, due_at=at + 24 * HOUR,
                    made_by_id=self.town.officer(place), ended_at=at + HOUR if taken else None,
                )
            )  # fmt: skip
        elif after == S.ACCEPTED:
            self._servings(need, at)
        elif after == S.SERVED:
            need.served_at = at
        elif after == S.CLOSED:
            self._confirmed(need, place, at)

    def _servings(self, need: Need, at: datetime) -> None:
        rng, state = self.rng, _SERVING[S(need.state)]
        begun = state != ServingState.ACCEPTED
        ended = state in (ServingState.SERVED, ServingState.CONFIRMED)
        team = rng.choice(self.town.teams)
        for person in rng.sample(self.town.helpers, k=need.hands):
            start = min(self.town.at, at + 2 * HOUR)
            self.into.servings.append(
                NeedServing(
                    id=self.keys.at(at), city=need.city, need_id=need.pk, volunteer_id=person.id, body_id=team.id,
                    state=state, accepted_at=at, started_at=start if begun else None,
                    ended_at=start + timedelta(minutes=need.minutes) if ended else None,
                    minutes=need.minutes if ended else None,
                )
            )  # fmt: skip

    def _confirmed(self, need: Need, place: Place, at: datetime) -> None:
        need.score, need.score_words = self.rng.choice(RATED)
        need.rated_at = at
        self.into.confirmations.append(
            NeedConfirmation(
                need_id=need.pk, way=ConfirmWay.CALL, answer=ConfirmAnswer.DONE, called_by_id=self.town.officer(place),
                at=at,
            )
        )  # fmt: skip


def how_many(volunteers: int) -> int:
    """Some sixty in a small city, and slowly more in a larger one."""
    return FEWEST + volunteers // A_NEED_EVERY
