"""Addresses of the public site and of a volunteer's own pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from redvest.faces.site import (
    activities,
    activity,
    agreements,
    awards,
    cases,
    certificates,
    checkin,
    feedback,
    home,
    hours,
    inbox,
    join,
    leaving,
    login,
    me,
    pages,
    presence,
    publicity,
    real_name,
    record,
    records,
    signups,
    training,
    transfers,
)
from redvest.faces.site.credentials import credential_urls
from redvest.faces.site.log_raw import log_urls
from redvest.faces.site.verify import verify_urls

_pages: list[URLPattern] = [
    path("", home.home, name="home"),
    path("activities/", activities.activities, name="activities"),
    path("activities/<uuid:key>/", activity.activity, name="activity"),
    path("posts/<uuid:key>/sign-up/", signups.sign_up, name="sign-up"),
    path("join/", join.join, name="join"),
    path("login/", login.login, name="login"),
    path("logout/", login.logout, name="logout"),
    path("forgot/", login.forgot, name="forgot"),
    path("me/", me.me, name="me"),
    path("me/real-name/", real_name.real_name, name="real-name"),
    path("me/real-name/places/", real_name.places, name="places"),
    path("me/profile/", me.profile, name="profile"),
    path("me/leaving/", leaving.leaving, name="leaving"),
    path("me/consent/", me.consent, name="consent"),
    path("me/code/", checkin.my_code_page, name="code"),
    path("me/code/fresh", checkin.fresh_code, name="fresh-code"),
    path("me/scan/", checkin.scan, name="scan"),
    path("me/card/", presence.card, name="card"),
    path("me/hour-code/", presence.hour_code, name="hour-code"),
    path("me/signups/<uuid:key>/still-here/", presence.ping, name="ping"),
    path("me/signups/", signups.signups, name="signups"),
    path("me/signups/<uuid:key>/", signups.signup, name="signup"),
    path("me/signups/<uuid:key>/cancel/", signups.cancel, name="cancel"),
    path("me/hours/", hours.hours, name="hours"),
    path("me/hours/<uuid:key>/confirm/", hours.confirm, name="confirm-hours"),
    path("me/hours/missing/", records.missing, name="hours-missing"),
    path("me/hours/entries/<uuid:key>/", records.entry, name="hours-entry"),
    path("me/hours/backfills/<uuid:key>/answer/", records.answer, name="backfill-answer"),
    path("me/hours/activities/<uuid:key>/off-duty/", records.off_duty, name="off-duty"),
    path("me/transfers/", transfers.transfers, name="transfers"),
    path("me/certificates/", certificates.certificates, name="certificates"),
    path("me/certificates/<uuid:key>.pdf", certificates.paper, name="paper"),
    path("me/record/", record.record, name="record"),
    path("me/record.json", record.record_file, name="record-file"),
    path("me/awards/new/", awards.new_award, name="award-new"),
    path("me/signups/<uuid:key>/agreement/", agreements.agreement, name="agreement"),
    path("me/signups/<uuid:key>/feedback/", feedback.feedback, name="feedback"),
    path("training/<uuid:key>/", training.course, name="course"),
    path("me/notices/", publicity.notices, name="notices"),
    path("me/notices/<str:number>/", publicity.object_here, name="object"),
    path("me/cases/", cases.cases, name="cases"),
    path("me/cases/<uuid:key>/", cases.case, name="case"),
    path("me/cases/<uuid:key>/say/", cases.say, name="case-say"),
    path("integrity/", cases.notice, name="integrity"),
    path("about/", pages.about, name="about"),
    path("help/", pages.help_page, name="help"),
    path("privacy/", pages.privacy, name="privacy"),
    path("dev/inbox/", inbox.inbox, name="inbox"),
]

# The addresses on a certificate and of the log are known to the whole house by their bare names.
urlpatterns: list[URLPattern | URLResolver] = [
    *verify_urls,
    *credential_urls,
    *log_urls,
    path("", include((_pages, "site"))),
]
