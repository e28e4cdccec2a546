"""What is sent to calls and pages that read it before they ask who may: something that would be taken."""

from __future__ import annotations

from typing import Any

from tests.access.actors import Ground
from tests.access.rows import Rows
from tests.faces.openapi.test_bodies_and_projects import application
from tests.faces.openapi.test_records import form as backfill
from tests.factories import registry, service
from tests.factories.registry import NOW

ACTIVITY = "api/v1/activities/<uuidstr:activity_id>"


def letters_for(ground: Ground, rows: Rows) -> dict[str, dict[str, Any]]:
    """A body by the method and address of its call; the other calls get an empty one."""
    body: Any = ground.bodies.own
    who = str(rows.volunteer.pk)
    draft = {
        "project": str(service.make_project(body=body).pk), "title": "社区清洁", "domain": "邻里守望",
        "region": "百花湖社区", "starts_at": "2026-03-10T09:00:00+08:00", "ends_at": "2026-03-10T11:00:00+08:00",
    }  # fmt: skip
    scan = {"nonce": "n-1", "direction": "in", "at": NOW.isoformat(), "volunteer": who}
    return {
        "POST api/v1/activities": draft,
        f"PUT {ACTIVITY}": draft,
        f"POST {ACTIVITY}/attendance": {"scans": [scan]},
        f"POST {ACTIVITY}/cancel": {"reason": "暴雨"},
        f"POST {ACTIVITY}/hour-codes": {"count": 2, "minutes": 60},
        f"POST {ACTIVITY}/hours": {"entries": [{"volunteer": who, "minutes": 30}]},
        f"POST {ACTIVITY}/refusals": {"volunteer": who, "kind": "duty"},
        f"POST {ACTIVITY}/refusals/<uuidstr:volunteer_id>/reopen": {"reason": "看错了"},
        f"POST {ACTIVITY}/refuse": {"note": "请写清集合地点"},
        f"POST {ACTIVITY}/reports": {"text": "我去了"},
        f"POST {ACTIVITY}/pings": {},
        "POST api/v1/backfills/<uuidstr:backfill_id>/refuse": {"note": "不清楚"},
        "POST api/v1/bodies": application(),
        "POST api/v1/bodies/<uuidstr:body_id>/backfills": backfill(registry.make_volunteer()),
        "POST api/v1/bodies/<uuidstr:body_id>/annual-reports/<int:year>/send-back": {"note": "请写细一点"},
        "POST api/v1/bodies/<uuidstr:body_id>/brands": {"kind": "team", "name": "晨光", "began_on": "2020-01-01"},
        "POST api/v1/bodies/<uuidstr:body_id>/changes": {
            "fact": "responsible", "after": "王小路", "reason": "换届", "proof": "JVBERi0xLjQ=",
        },
        "POST api/v1/bodies/<uuidstr:body_id>/changes/<uuidstr:change_id>/decide": {"verb": "accept"},
        "POST api/v1/bodies/<uuidstr:body_id>/join": {"words": "住得近"},
        "POST api/v1/bodies/<uuidstr:body_id>/rosters": {"title": "排班", "shifts": [{"post": who}]},
        "POST api/v1/rosters/<uuidstr:roster_id>/shifts": {"shifts": [{"post": who}]},
        "POST api/v1/rosters/<uuidstr:roster_id>/proposals/<uuidstr:proposal_id>/lock": {"locked": True},
        "POST api/v1/me/roster/<uuidstr:proposal_id>/answer": {"yes": False},
        "POST api/v1/me/join-requests/<uuidstr:request_id>/answer": {"yes": True},
        "POST api/v1/bodies/<uuidstr:body_id>/decide": {"approve": True},
        "POST api/v1/certificates": {"volunteer": who, "body": str(body.pk)},
        "POST api/v1/certificates/batches": {"body": str(body.pk), "volunteers": [who]},
        "POST api/v1/entries/<uuidstr:entry_id>/correct": {"minutes": 60, "reason": "早退"},
        "POST api/v1/entries/<uuidstr:entry_id>/void": {"reason": "记错了人"},
        "POST api/v1/hours/<uuidstr:entry_id>/reports": {"text": "少记了"},
        "POST api/v1/me/backfills/<uuidstr:line_id>/answer": {"agrees": True},
        "POST api/v1/me/hour-codes": {"code": "none"},
        "POST api/v1/me/phone/codes": {"phone": "19907909991", "proof": "old"},
        "POST api/v1/signups/<uuidstr:signup_id>/answer": {"accept": True},
        "POST api/v1/projects": {
            "body": str(body.pk),
            "name": "新项目",
            "domain": "邻里守望",
            "region": "渝水区",
        },
        "POST desk/absences/<uuid:key>/answer/": {"verb": "refuse"},
        "POST desk/activities/<uuid:key>/roster/<uuid:signup>/answer/": {"verb": "decline"},
        "POST me/roster/<uuid:key>/answer/": {"verb": "no"},
        "POST api/v1/reports/<uuidstr:report_id>/answer": {"decision": "refuse", "reason": "没有依据"},
    }  # fmt: skip
