"""Addresses of the public site and of a volunteer's own pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from redvest.faces.site import (
    activities,
    activity,
    cases,
    certificates,
    checkin,
    home,
    hours,
    inbox,
    join,
    login,
    me,
    pages,
    real_name,
    signups,
)
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
    path("me/consent/", me.consent, name="consent"),
    path("me/code/", checkin.my_code_page, name="code"),
    path("me/code/fresh", checkin.fresh_code, name="fresh-code"),
    path("me/scan/", checkin.scan, name="scan"),
    path("me/signups/", signups.signups, name="signups"),
    path("me/signups/<uuid:key>/", signups.signup, name="signup"),
    path("me/signups/<uuid:key>/cancel/", signups.cancel, name="cancel"),
    path("me/hours/", hours.hours, name="hours"),
    path("me/hours/<uuid:key>/confirm/", hours.confirm, name="confirm-hours"),
    path("me/certificates/", certificates.certificates, name="certificates"),
    path("me/certificates/<uuid:key>.pdf", certificates.paper, name="paper"),
    path("me/cases/", cases.cases, name="cases"),
    path("me/cases/<uuid:key>/", cases.case, name="case"),
    path("me/cases/<uuid:key>/say/", cases.say, name="case-say"),
    path("integrity/", cases.notice, name="integrity"),
    path("about/", pages.about, name="about"),
    path("help/", pages.help_page, name="help"),
    path("privacy/", pages.privacy, name="privacy"),
    path("dev/inbox/", inbox.inbox, name="inbox"),
]

# The address on a certificate is known to the whole house by its bare name.
urlpatterns: list[URLPattern | URLResolver] = [*verify_urls, path("", include((_pages, "site")))]
