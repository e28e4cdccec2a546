"""Addresses of the stations' screens, mounted at /kiosk/."""

from __future__ import annotations

from django.urls import URLPattern, path

from redvest.faces.kiosk import activities, assets, choose, identify, own, queue, register, start

app_name = "kiosk"
ONE = "<uuid:key>/"

urlpatterns: list[URLPattern] = [
    path("", choose.choose, name="choose"),
    path(ONE, start.start, name="start"),
    path(f"{ONE}pair/", start.pair, name="pair"),
    path(f"{ONE}offline/", start.offline, name="offline"),
    path(f"{ONE}end/", start.end, name="end"),
    path(f"{ONE}worker.js", assets.worker, name="worker"),
    path(f"{ONE}manifest.webmanifest", assets.manifest, name="manifest"),
    path(f"{ONE}who/", identify.identify, name="who"),
    path(f"{ONE}activities/", activities.activities, name="activities"),
    path(f"{ONE}activities/<uuid:activity>/", activities.activity, name="activity"),
    path(f"{ONE}presence/", queue.presence, name="presence"),
    path(f"{ONE}help/", queue.ask_help, name="help"),
    path(f"{ONE}flush/", queue.flush, name="flush"),
    path(f"{ONE}register/", register.register, name="register"),
    path(f"{ONE}hours/", own.hours, name="hours"),
    path(f"{ONE}papers/", own.papers, name="papers"),
    path(f"{ONE}papers/<uuid:paper>/", own.paper, name="paper"),
    path(f"{ONE}papers/<uuid:paper>/sheet.pdf", own.sheet, name="sheet"),
]
