"""The JSON API put together: its topics, how it reads, how it answers failures."""

from __future__ import annotations

from ninja import NinjaAPI

from redvest.faces.openapi.calls import (
    activities,
    annual_reports,
    attendance,
    auth,
    awards,
    backfills,
    batches,
    bodies,
    body_life,
    calendar,
    certificates,
    channels,
    crises,
    grants,
    hand_overs,
    honour,
    hours,
    integrity,
    join_reasons,
    joining,
    letters,
    log,
    messages,
    my_needs,
    my_roster,
    needs,
    openings,
    parties,
    phone,
    places,
    presence,
    profile,
    projects,
    record,
    records,
    redeem,
    reliability,
    rosters,
    saved_searches,
    series,
    signups,
    suggestions,
    templates,
    volunteers,
)
from redvest.faces.openapi.problems import translate_errors
from redvest.faces.openapi.reading import StrictParser

TOPICS = (
    auth, volunteers, profile, activities, signups, openings, attendance, presence, hours, records, backfills,
    batches, certificates, bodies, body_life, annual_reports, joining, projects, places, record, log, integrity,
    grants, phone, series, templates, rosters, my_roster, needs, my_needs, messages, calendar, letters, channels, suggestions,
    saved_searches, join_reasons, hand_overs, parties, reliability,
    crises, honour, redeem, awards,
)  # fmt: skip

api = NinjaAPI(
    title="红马甲开放接口",
    version="1.0.0",
    description="一座城市志愿服务的数据和办理接口。出错时回答 problem+json，code 不变，detail 给人看。",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
    parser=StrictParser(),
)
translate_errors(api)
for topic in TOPICS:
    api.add_router("", topic.calls.router)
