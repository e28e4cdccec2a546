"""The paper, badge and credential of a granted star: what they say, who gets them, and what an end does to them."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from redvest.core import png
from redvest.honour.actions import star_paper
from redvest.honour.actions.star_publicity import grant_star
from redvest.honour.actions.star_review import flag_stars, review_star
from redvest.honour.choices import StarState
from redvest.honour.models import StarAward
from redvest.honour.star_errors import StarEnded, StarUnknown
from redvest.registry.models import Volunteer
from redvest.registry.policy import GUEST_STANDING
from redvest.service.actions.correction import void_entry
from redvest.service.actions.credential import give_status_bit, rotate_key, status_list_text
from redvest.service.choices import Grade
from redvest.service.models import HoursEntry, StatusBit, StatusList
from redvest.service.queries.credential_check import check_credential
from redvest.service.queries.file_check import check_file
from redvest.service.rules.credential_token import read
from redvest.service.rules.status_list import bit
from tests.factories import registry
from tests.factories.registry import CITY, NOW
from tests.factories.star import DAY, make_star, serve

pytestmark = pytest.mark.django_db
SITE = "https://xinyu.example/"


@pytest.fixture
def person() -> Volunteer:
    return registry.make_volunteer(name="李明霞")


@pytest.fixture
def award(person: Volunteer) -> StarAward:
    """Granted by the job, as stars are."""
    registry.make_region_tree()
    serve(person, 120)
    found = make_star(volunteer=person, state=StarState.IN_PUBLICITY)
    assert grant_star(star_id=found.pk, at=NOW + 9 * DAY)
    found.refresh_from_db()
    return found


def text_of(award: StarAward, **more: object) -> str:
    asked = {"number": str(award.number), "site_address": SITE, "at": NOW + 10 * DAY, **more}
    by = registry.volunteer_standing(award.volunteer)
    return star_paper.star_credential_text(by=by, **asked)  # type: ignore[arg-type]


def ended(award: StarAward) -> None:
    """As it ends: a void, the flag, and an approver who says so."""
    entry = HoursEntry.objects.get(volunteer=award.volunteer)
    void_entry(by=registry.make_centre(), entry=entry, reason="记错了", at=NOW + 10 * DAY)
    assert flag_stars(volunteer_id=award.volunteer_id, at=NOW + 10 * DAY) == 1
    officer = registry.make_officer()
    review_star(by=officer, key=award.pk, keep=False, reason="时长是记错的", at=NOW + 11 * DAY)
    award.refresh_from_db()


def test_a_grant_gives_a_number_that_nobody_guesses(award: StarAward) -> None:
    assert award.number is not None and award.number.startswith("ST-") and len(award.number) == 22


def test_the_credential_says_the_star_and_stands(award: StarAward) -> None:
    text = text_of(award)
    found = check_credential(text.encode(), NOW + 10 * DAY)
    assert found.holds and found.status == "valid" and found.number == award.number and not found.of_log
    told = read(text).payload
    assert (
        told["name"] == "渝水区一星志愿者" and told["id"] == f"{SITE}certificates/{award.number}/credential"
    )
    assert told["credentialSubject"]["achievement"]["criteria"]["narrative"].startswith(
        "累计经核验的志愿服务时间达到 100 小时"
    )
    assert "李明霞" not in json.dumps(told, ensure_ascii=False), "the name is masked unless its owner asks"
    whole = read(text_of(award, whole_name=True)).payload
    assert "李明霞" in json.dumps(whole, ensure_ascii=False)
    assert award.volunteer.number not in json.dumps(whole)
    assert text_of(award) == text


def test_the_badge_carries_its_credential(award: StarAward) -> None:
    by = registry.volunteer_standing(award.volunteer)
    picture = star_paper.star_badge(by=by, number=str(award.number), site_address=SITE, at=NOW + 10 * DAY)
    assert check_file(picture, NOW + 10 * DAY).holds
    redrawn = png.with_text(
        png.without_text(picture, "openbadgecredential") + b"", "openbadgecredential", "x"
    )
    assert not check_file(redrawn, NOW + 10 * DAY).holds


def test_the_paper_is_sealed_and_checks_itself(award: StarAward) -> None:
    by = registry.volunteer_standing(award.volunteer)
    asked = {"key": award.pk, "site": "新余志愿", "site_address": SITE, "at": NOW + 10 * DAY}
    number, pdf = star_paper.star_pdf(by=by, **asked)  # type: ignore[arg-type]
    assert number == award.number and pdf.startswith(b"%PDF-")
    found = check_file(pdf, NOW + 10 * DAY)
    assert found.holds and found.status == "valid" and found.number == number
    changed = pdf.replace(b"/Title", b"/Titel", 1)
    assert changed != pdf and not check_file(changed, NOW + 10 * DAY).holds
    ended(award)
    assert check_file(pdf, NOW + 11 * DAY).status == "revoked"
    with pytest.raises(StarEnded):
        star_paper.star_pdf(by=by, **asked)  # type: ignore[arg-type]


def test_an_ended_star_is_revoked_in_its_list_at_once(award: StarAward) -> None:
    text = text_of(award)
    place = StatusBit.objects.get(pk=award.pk)

    def revoked() -> bool:
        told = status_list_text(number=place.status_list_id, site_address=SITE, at=NOW + 11 * DAY)
        return bit(read(told).payload["credentialSubject"]["encodedList"], place.index)

    assert not revoked()
    ended(award)
    assert award.state == StarState.ENDED and revoked()
    found = check_credential(text.encode(), NOW + 11 * DAY)
    assert found.intact and found.status == "revoked" and not found.holds
    with pytest.raises(StarEnded):
        text_of(award)


def test_nobody_else_takes_it(award: StarAward) -> None:
    for by in (
        registry.volunteer_standing(registry.make_volunteer()),
        registry.make_centre(),
        GUEST_STANDING(CITY),
    ):
        with pytest.raises(StarUnknown):
            star_paper.star_credential_text(by=by, number=str(award.number), site_address=SITE, at=NOW)
        with pytest.raises(StarUnknown):
            star_paper.star_pdf(by=by, key=award.pk, site="新余志愿", site_address=SITE, at=NOW)
    assert not StatusBit.objects.exists()


@pytest.mark.parametrize("state", [StarState.APPLIED, StarState.IN_PUBLICITY, StarState.REFUSED])
def test_there_is_no_paper_before_the_grant(person: Volunteer, state: StarState) -> None:
    waiting = make_star(volunteer=person, state=state)
    by = registry.volunteer_standing(person)
    with pytest.raises(StarUnknown):
        star_paper.star_pdf(by=by, key=waiting.pk, site="新余志愿", site_address=SITE, at=NOW)


def test_bits_of_stars_lie_in_lists_of_their_own_and_a_full_one_is_followed(award: StarAward) -> None:
    """Every try misses in the first list: the next one is opened."""
    first = give_status_bit(key=award.pk, city=CITY, at=NOW, draw=lambda _size: 7)
    assert give_status_bit(key=award.pk, city=CITY, at=NOW).index == 7, "once and for all"
    other = make_star(volunteer=award.volunteer, level=2)
    second = give_status_bit(key=other.pk, city=CITY, at=NOW, draw=lambda _size: 7)
    assert second.index == 7 and second.status_list_id != first.status_list_id
    assert set(StatusList.objects.values_list("subject", flat=True)) == {"honour"}


def test_a_credential_of_a_leaked_key_counts_no_longer(award: StarAward) -> None:
    text = text_of(award)
    rotate_key(city=CITY, distrust=True, at=NOW + timedelta(days=10))
    assert not check_credential(text.encode(), NOW + 11 * DAY).holds


def test_a_credential_of_another_star_s_bit_is_none_of_ours(award: StarAward) -> None:
    text = text_of(award)
    StatusBit.objects.update(index=(StatusBit.objects.get().index + 1) % 131_072)
    found = check_credential(text.encode(), NOW + 10 * DAY)
    assert not found.intact and "登记册里没有" in found.reasons[0]


def test_grade_d_alone_gives_no_star_and_no_paper(person: Volunteer) -> None:
    serve(person, 500, grade=Grade.D)
    found = make_star(volunteer=person, state=StarState.IN_PUBLICITY)
    assert not grant_star(star_id=found.pk, at=NOW + 9 * DAY)
    found.refresh_from_db()
    assert found.number is None
