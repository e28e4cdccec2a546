"""Addresses of contests at the desk. In the namespace of the desk."""

from __future__ import annotations

from django.urls import URLPattern, path

from redvest.faces.desk import contest_entries, contest_judging, contests

contest_urls: list[URLPattern] = [
    path("contests/", contests.contests, name="contests"),
    path("contests/new/", contests.new, name="contest-new"),
    path("contests/<uuid:key>/", contests.contest, name="contest"),
    path("contests/<uuid:key>/edit/", contests.edit, name="contest-edit"),
    path("contests/<uuid:key>/class/", contest_entries.send_class, name="contest-class"),
    path("contests/<uuid:key>/entries/", contest_entries.entries, name="contest-entries"),
    path("contests/<uuid:key>/hints/", contest_entries.hints, name="contest-hints"),
    path("contests/<uuid:key>/judges/", contest_judging.judges, name="contest-judges"),
    path("contests/<uuid:key>/judge/", contest_judging.judge, name="contest-judge"),
    path("contests/<uuid:key>/ranking/", contest_judging.ranking, name="contest-ranking"),
    path("contests/<uuid:key>/papers.pdf", contest_judging.papers, name="contest-papers"),
    path("contests/entries/<uuid:key>/", contest_entries.entry, name="contest-entry"),
    path(
        "contests/entries/<uuid:key>/pictures/<uuid:picture>/",
        contest_entries.picture,
        name="contest-entry-picture",
    ),
    path(
        "contests/marks/<uuid:key>/pictures/<uuid:picture>/",
        contest_judging.picture,
        name="contest-mark-picture",
    ),
]
