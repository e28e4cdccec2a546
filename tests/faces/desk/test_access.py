"""Who may enter each page of the desk: nobody uninvited, nobody from elsewhere, and no address is forgotten here."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from redvest.connectors.storage import storage
from redvest.faces.desk.urls import urlpatterns
from redvest.registry.actions import grid as registry_grid
from redvest.registry.actions.rights_request import ask_right
from redvest.registry.models import Grant, Membership
from redvest.service.actions.insured_roster import freeze_roster
from redvest.service.actions.report import report_error
from redvest.service.choices import AwardState, CaseSeverity, IntegrityRule, SubjectKind
from redvest.service.models import (
    Activity,
    Certificate,
    CertificateBatch,
    CertificateObjection,
    HoursEntry,
    IntegrityCase,
    Post,
)
from tests.faces.desk.conftest import Place, SignIn, make_place
from tests.factories import parts, registry, service
from tests.factories.registry import NOW
from tests.kept import Keep
from tests.service.actions.test_backfill import asked
from tests.service.actions.test_transfer import asked as asked_transfer

pytestmark = pytest.mark.django_db

LISTS = {
    "today", "search", "activities", "activity-new", "hours", "people", "bodies", "body-new", "overdue", "reports",
    "backfills", "backfill-new", "transfers", "awards", "integrity", "ledgers", "grids", "roles-why", "agreement", "sharing",
    "rights",
}  # fmt: skip
OF_ACTIVITY = {
    "activity", "activity-edit", "submit", "approve", "refuse", "cancel", "close", "roster", "gate", "gate-list",
    "venue-code", "tick", "activity-hours", "offline", "offline-manifest", "offline-roster", "offline-scans",
    "evaluations", "openings", "protection", "roster-file", "paper", "hour-codes",
}  # fmt: skip
POSTS = {
    "opening-off",
    "submit", "approve", "refuse", "cancel", "close", "roster-remove", "tick", "end-stay", "entry-void",
    "entry-correct", "body-decide", "role-revoke", "offline-roster", "offline-scans", "certificate-revoke",
    "objection-answer", "refuse-person", "reopen-person", "backfill-decide", "transfer-decide",
    "award-decide", "award-void", "course-end", "training-void", "case-take", "case-decide", "case-void",
    "ledger-file", "person-suspend",
}  # fmt: skip
LEADER_ONLY = {
    "gate", "gate-list", "venue-code", "roster-remove", "tick", "end-stay", "close", "offline", "offline-manifest",
    "offline-roster", "offline-scans", "evaluations", "paper", "hour-codes",
}  # fmt: skip
OF_GOVERNING = {"departments"}  # each officer's own place
OF_TRAIL = {"audit", "security"}  # the auditor, the centre; the security administrator: see test_governance
OPEN = {"offline-worker"}  # asked for without cookies, names nobody: see test_offline
REGISTER = {"certificates", "certificates-sheet", "certificate", "objections"}  # heads and officers
HEAD_ONLY = {"batches", "batch", "batch-progress", "batch-zip", "batch-refusals"}
REGISTER_LISTS = REGISTER - {"certificate"}
OF_OFFICERS = {"award-proof", "grid", "right"}  # what only who governs the place finds
OF_HEADS = {"person-record"}  # what a leader may not see, the head of the body may


FOR_OFFICERS = {"grid-new", "station-new"}  # any officer may open the form; nobody else
OF_UPLOAD = {"import-check", "import-bad"} | {  # see test_importing, test_ledgers
    "ledger-made",
    "ledger-progress",
    "ledger-download",
}


@dataclass(frozen=True)
class Rows:
    """One row of each kind, all of the place's body."""

    activity: Activity
    keys: dict[str, list[Any]]


@dataclass(frozen=True)
class Laid:
    """What is made once for the many who knock; what a test does to it is taken back."""

    place: Place
    rows: Rows
    folder: Path


@pytest.fixture(scope="module")
def laid(keep: Keep) -> Iterator[Laid]:
    with keep(lay) as made:
        yield made


@pytest.fixture
def place(laid: Laid) -> Place:
    return deepcopy(laid.place)


@pytest.fixture
def rows(laid: Laid, settings: Any) -> Rows:
    settings.MEDIA_ROOT = laid.folder
    return deepcopy(laid.rows)


def lay() -> Laid:
    place = make_place()
    return Laid(place, make_rows(place), settings.MEDIA_ROOT)


def make_rows(place: Place) -> Rows:
    running = service.make_activity(
        body=place.body, leader=place.leader, title="给养老院修剪花木", starts_at=NOW - service.HOUR
    )
    post: Post = service.make_post(activity=running)
    volunteer = registry.make_volunteer(region=place.tree.baihua)
    Membership.objects.create(
        city=place.body.city, body=place.body, volunteer=volunteer, joined_on=date(2025, 1, 1)
    )
    signup = service.make_signup(post=post, volunteer=volunteer)
    stay = service.make_stay(signup=signup, in_at=NOW)
    entry: HoursEntry = service.make_entry(volunteer=volunteer, body=place.body)
    grant = Grant.objects.get(account=place.leader)
    certificate = Certificate.objects.create(
        city=place.body.city, number="RV-1", volunteer=volunteer, body=place.body, starts_on=NOW, ends_on=NOW,
        minutes_by_grade={"B": 120}, issued_at=NOW, issued_by=place.admin, file="x.pdf", file_digest=b"",
    )  # fmt: skip
    objection = CertificateObjection.objects.create(
        city=place.body.city,
        certificate=certificate,
        raised_by=place.member,
        text="那天没有来",
        raised_at=NOW,
    )
    batch = CertificateBatch.objects.create(
        city=place.body.city,
        body=place.body,
        asked_by=place.admin,
        asked_at=NOW,
        moved_at=NOW,
        finished_at=NOW,
    )
    mine = service.make_entry(
        volunteer=volunteer, body=place.body, activity=running, starts_at=NOW - 9 * service.HOUR
    )
    report = report_error(
        by=registry.volunteer_standing(volunteer), entry=mine, text="少记了", wanted_minutes=None, at=NOW
    )
    backfill = asked(place.body, volunteer, by=registry.standing_of(place.leader))
    transfer = asked_transfer(volunteer, place.body)
    course = parts.make_course(body=place.body)
    training = parts.make_training(volunteer=volunteer, course=course)
    award = parts.make_award(volunteer=volunteer, state=AwardState.APPLIED)
    award.proof_key = "awards/360500/a.png"
    award.save()
    storage().write(award.proof_key, parts.PNG)
    freeze_roster(activity_id=running.pk, at=NOW)
    case = IntegrityCase.objects.create(
        city=place.body.city, region_path=place.body.region_path, at_path=place.body.region_path, body=place.body,
        rule=IntegrityRule.BULK, subject_kind=SubjectKind.PERSON, subject_key=str(volunteer.pk), volunteer=volunteer,
        severity=CaseSeverity.LOW, reason="一分钟录了五十条", innocent="集中补录", evidence_until=NOW, opened_at=NOW,
    )  # fmt: skip
    grid = registry_grid.add_grid(
        by=registry.standing_of(place.officer), community=place.tree.baihua, name="第一网格", at=NOW
    )
    right = ask_right(
        by=registry.volunteer_standing(volunteer),
        volunteer=volunteer,
        kind="deletion",
        words="请删除我的技能",
        at=NOW,
    )
    nowhere = [UUID("01900000-0000-7000-8000-000000000000")]
    one = [running.pk]
    keys: dict[str, list[Any]] = dict.fromkeys(OF_ACTIVITY, one) | {
        name: [] for name in LISTS | {"roles"} | OF_GOVERNING | OF_TRAIL
    }
    keys |= {
        "roster-remove": [running.pk, signup.pk], "opening": [post.pk], "opening-off": [post.pk],
        "end-stay": [running.pk, stay.pk],
        "entry": [entry.pk], "entry-void": [entry.pk], "entry-correct": [entry.pk],
        "person": [volunteer.pk], "person-suspend": [volunteer.pk],
        "right": [right.pk],
        "body": [place.body.pk], "body-decide": [place.body.pk], "project-new": [place.body.pk],
        "role-revoke": [grant.pk],
        **{key: [] for key in REGISTER_LISTS}, "certificate": [certificate.pk], "certificate-revoke": [certificate.pk],
        "objection-answer": [objection.pk], "batches": [place.body.pk],
        **{key: [batch.pk] for key in HEAD_ONLY - {"batches"}},
        "refuse-person": [running.pk, volunteer.pk], "reopen-person": [running.pk, volunteer.pk],
        "integrity": [], **{key: [case.pk] for key in ("case", "case-take", "case-decide")},
        "case-void": [case.pk, entry.pk], "person-card": [volunteer.pk],
        "report": [report.pk], "backfill": [backfill.pk], "backfill-decide": [backfill.pk],
        "evidence": [backfill.files.get().pk], "transfer-decide": [transfer.pk],
        "person-record": [volunteer.pk], "training": [place.body.pk], "course": [course.pk], "course-end": [course.pk],
        "training-void": [training.pk], "award-proof": [award.pk], "award-decide": [award.pk], "award-void": [award.pk],
        "ledger": ["body", place.body.pk], "ledger-file": ["body", place.body.pk],
        "grid-new": [], "station-new": [], "grid": [grid.pk],
        **dict.fromkeys(("ledger-made", "ledger-progress", "ledger-download"), nowhere),
        "import": [], "import-check": nowhere, "import-bad": nowhere,
    }  # fmt: skip
    return Rows(running, keys)


OF_KEEPERS = {
    "kiosks",
    "station-kiosks",
    "kiosk-off",
    "help-call",
}  # of stations, not of bodies: see test_kiosks
# Doors of places, people and a body's life: tests/access asks every role at each of them.
ASKED_BY_THE_MATRIX = {
    "pairings", "pairing-place", "pairing-zone", "pairing-branch", "pairing-member", "household-new", "household",
    "pairing-visits", "pairing-visit", "pairing",
    "need-dispatch", "need-body", "need-call", "need-recording", "need-activity", "dispatches", "dispatch", "serving-sign",
    "stations", "stations-compared", "station", "station-end", "station-standard", "station-prove", "station-assess",
    "station-proof", "station-proof-decide", "station-log", "station-loans", "station-loan", "station-holding",
    "station-service-end", "station-need", "duty", "qualifications", "qualification-decide", "qualification-proof",
    "recoveries", "recovery-confirm", "duplicates", "annual-reports", "annual-report", "annual-report-back",
    "body-changes-waiting", "body-facts", "brand-end", "body-changes", "body-change-decide", "body-change-proof", "members",
    "member-invite", "join-decide", "member-end", "body-register", "station-register", "station-session", "duty-slot",
    "guardians", "person-identity", "settings", "setting", "roster-answer",
    "change", "audience", "leader-add", "leader-remove", "template-keep", "template-retire", "series-list", "series",
    "series-submit", "series-approve", "series-refuse",
    "absence-answer", "absences", "activity-roster", "changes", "coming", "coming-choose", "join-reasons", "letter", "letters",
    "outlook", "roster-board", "roster-new", "roster-paper", "roster-shifts", "roster-why", "rosters", "sign-up-for",
    "sign-up-slip", "sign-up-who", "what-if",
    "needs", "need-new", "needs-alike", "need-doors", "need-door", "need", "need-picture", "matching",
    "ledger-cases", "ledger-case", "points", "stars", "star", "star-objection", "star-preview", "star-propose",
    "classes", "class-new", "class-counts", "class", "class-invite", "class-remind", "class-pupil-end", "class-code",
    "class-sheet", "class-sheet-bad",
    "class-teacher", "class-up", "class-graduate", "class-credits",
    "reflections", "reflection",
    "redeem", "redeem-partner-new", "redeem-partner", "redeem-item-new", "redeem-item", "redeem-call-off", "perk-new",
    "perk", "counter-codes",
    "contests", "contest-new", "contest", "contest-edit", "contest-class", "contest-entries", "contest-hints",
    "contest-judges", "contest-judge", "contest-ranking", "contest-papers", "contest-entry", "contest-entry-picture",
    "contest-mark-picture",
    "editions", "edition-new", "award-nominate", "edition", "edition-edit", "edition-copy", "category-new", "category-edit",
    "jury", "jury-mine", "jury-seal", "jury-entry", "jury-recuse", "edition-jury", "edition-freeze", "juror-release",
    "edition-votes", "edition-votes-look", "vote-decide",
    "category-remove", "nominations", "edition-winners", "award-objection", "nomination", "nomination-evidence", "story",
    "crises", "crisis-new", "crisis", "crisis-brief", "crisis-stop", "crisis-people", "crisis-gate", "crisis-areas",
    "crisis-times", "crisis-needs", "crisis-need", "crisis-likely", "crisis-paper", "crisis-sheet", "crisis-back",
    "menus", "menu-new", "menu-paper", "menu-item", "spotted", "spotted-one", "spotted-picture", "supply",
    "library", "plan-new", "plan", "tender-new", "tender", "contract-new", "contract", "deliverable", "contract-paper",
}  # fmt: skip
GUARDED = [pattern for pattern in urlpatterns if pattern.name not in OPEN | OF_KEEPERS | ASKED_BY_THE_MATRIX]
NAMES = [str(pattern.name) for pattern in GUARDED]


def ask(client: Client, rows: Rows, name: str) -> int:
    url = reverse(f"desk:{name}", args=rows.keys[name])
    response = client.post(url) if name in POSTS else client.get(url)
    return response.status_code


@pytest.mark.parametrize("pattern", GUARDED, ids=NAMES)
def test_every_page_says_that_it_is_for_staff(pattern: Any) -> None:
    assert pattern.callback.who_may_enter == "staff"


@pytest.mark.parametrize("name", NAMES)
def test_a_guest_is_sent_to_sign_in_and_back(rows: Rows, name: str) -> None:
    url = reverse(f"desk:{name}", args=rows.keys[name])
    client = Client()

    response = client.post(url) if name in POSTS else client.get(url)

    assert response.status_code == 302
    assert response["Location"].startswith("/login/?next=%2Fdesk%2F")


@pytest.mark.parametrize("name", NAMES)
def test_a_member_without_a_role_may_not_enter(place: Place, rows: Rows, sign_in: SignIn, name: str) -> None:
    assert ask(sign_in(place.member), rows, name) == 403


@pytest.mark.parametrize(
    "name", sorted(set(NAMES) - LISTS - REGISTER_LISTS - OF_GOVERNING - {"roles", "import"})
)
def test_the_leader_of_another_body_finds_nothing(
    place: Place, rows: Rows, sign_in: SignIn, name: str
) -> None:
    assert ask(sign_in(place.stranger), rows, name) in (403, 404)


@pytest.mark.parametrize(
    "name", sorted(set(NAMES) - LISTS - REGISTER_LISTS - OF_GOVERNING - FOR_OFFICERS - {"roles", "import"})
)
def test_the_officer_of_another_district_finds_nothing(
    place: Place, rows: Rows, sign_in: SignIn, name: str
) -> None:
    assert ask(sign_in(place.far_officer), rows, name) in (403, 404)


@pytest.mark.parametrize(
    "name", sorted(set(NAMES) - POSTS - LEADER_ONLY - HEAD_ONLY - OF_UPLOAD - OF_TRAIL - {"activity-edit"})
)
def test_the_officer_of_the_place_sees_its_pages(
    place: Place, rows: Rows, sign_in: SignIn, name: str
) -> None:
    assert ask(sign_in(place.officer), rows, name) == 200


@pytest.mark.parametrize("name", sorted(LEADER_ONLY))
def test_the_officer_of_the_place_does_not_lead(place: Place, rows: Rows, sign_in: SignIn, name: str) -> None:
    assert ask(sign_in(place.officer), rows, name) == 403


@pytest.mark.parametrize(
    "name",
    sorted(
        set(NAMES)
        - POSTS
        - OF_UPLOAD
        - REGISTER
        - HEAD_ONLY
        - OF_GOVERNING
        - OF_TRAIL
        - {"roles", "import", "activity-edit"}
    ),
)
def test_the_leader_sees_the_pages_of_the_body(place: Place, rows: Rows, sign_in: SignIn, name: str) -> None:
    refused = dict.fromkeys({"entry", "evidence", "case"} | OF_OFFICERS, 404) | dict.fromkeys(
        OF_HEADS | FOR_OFFICERS | {"sharing", "rights"}, 403
    )
    assert ask(sign_in(place.leader), rows, name) == refused.get(name, 200)


@pytest.mark.parametrize("name", sorted(REGISTER | HEAD_ONLY))
def test_the_head_of_the_body_sees_the_register_and_its_batches(
    place: Place, rows: Rows, sign_in: SignIn, name: str
) -> None:
    assert ask(sign_in(place.admin), rows, name) == 200


@pytest.mark.parametrize("name", sorted(REGISTER | HEAD_ONLY))
def test_a_leader_does_not(place: Place, rows: Rows, sign_in: SignIn, name: str) -> None:
    assert ask(sign_in(place.leader), rows, name) in (403, 404)


@pytest.mark.parametrize("name", sorted(HEAD_ONLY))
def test_the_officer_issues_nothing_for_a_body(place: Place, rows: Rows, sign_in: SignIn, name: str) -> None:
    assert ask(sign_in(place.officer), rows, name) in (403, 404)


@pytest.mark.parametrize("name", sorted(OF_HEADS))
def test_the_head_of_the_body_sees_what_a_leader_may_not(
    place: Place, rows: Rows, sign_in: SignIn, name: str
) -> None:
    assert ask(sign_in(place.admin), rows, name) == 200


def test_a_leader_gives_no_roles(place: Place, sign_in: SignIn) -> None:
    assert sign_in(place.leader).get(reverse("desk:roles")).status_code == 403
    assert sign_in(place.admin).get(reverse("desk:roles")).status_code == 200


def test_nothing_of_elsewhere_is_on_the_lists(place: Place, rows: Rows, sign_in: SignIn) -> None:
    client = sign_in(place.stranger)
    for name in sorted(LISTS | REGISTER_LISTS - {"certificates-sheet"}):
        page = client.get(reverse(f"desk:{name}"), {"q": ""}).content.decode()
        assert rows.activity.title not in page, name
        assert place.body.name not in page, name


def test_a_role_that_has_ended_opens_nothing(place: Place, sign_in: SignIn) -> None:
    client = sign_in(place.leader)
    assert client.get(reverse("desk:today")).status_code == 200

    Grant.objects.filter(account=place.leader).update(revoked_at=NOW)

    assert client.get(reverse("desk:today")).status_code == 403


@pytest.mark.parametrize("name", sorted(POSTS))
def test_what_writes_cannot_be_asked_by_a_link(place: Place, rows: Rows, sign_in: SignIn, name: str) -> None:
    url = reverse(f"desk:{name}", args=rows.keys[name])
    assert sign_in(place.leader).get(url).status_code == 405


def test_forms_are_refused_without_their_token(place: Place, rows: Rows) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(place.officer)

    response = client.post(reverse("desk:cancel", args=[rows.activity.pk]), {"reason": "下雨"})

    assert response.status_code == 403
    rows.activity.refresh_from_db()
    assert rows.activity.state == "published"
