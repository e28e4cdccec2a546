"""Addresses of the staff desk, mounted at /desk/."""

from __future__ import annotations

from django.urls import URLPattern, path

from redvest.faces.desk import (
    activities,
    attendance,
    bodies,
    edit,
    entries,
    grants,
    hours,
    importing,
    integrity,
    people,
    projects,
    review,
    roster,
    search,
    today,
)

app_name = "desk"
ONE = "activities/<uuid:key>/"

urlpatterns: list[URLPattern] = [
    path("", today.today, name="today"),
    path("search/", search.search, name="search"),
    path("activities/", activities.activities, name="activities"),
    path("activities/new/", edit.new_activity, name="activity-new"),
    path(ONE, activities.activity, name="activity"),
    path(f"{ONE}edit/", edit.edit_activity, name="activity-edit"),
    path(f"{ONE}submit/", review.submit, name="submit"),
    path(f"{ONE}approve/", review.approve, name="approve"),
    path(f"{ONE}refuse/", review.refuse, name="refuse"),
    path(f"{ONE}cancel/", review.cancel, name="cancel"),
    path(f"{ONE}close/", review.close, name="close"),
    path(f"{ONE}roster/", roster.roster, name="roster"),
    path(f"{ONE}roster/<uuid:signup>/remove/", roster.remove, name="roster-remove"),
    path(f"{ONE}gate/", attendance.gate, name="gate"),
    path(f"{ONE}gate/list/", attendance.gate_list, name="gate-list"),
    path(f"{ONE}gate/venue-code/", attendance.next_code, name="venue-code"),
    path(f"{ONE}gate/tick/", attendance.tick_person, name="tick"),
    path(f"{ONE}gate/stays/<uuid:stay>/end/", attendance.end_stay, name="end-stay"),
    path(f"{ONE}hours/", hours.activity_hours, name="activity-hours"),
    path("hours/", hours.second_officer, name="hours"),
    path("entries/<uuid:key>/", entries.entry, name="entry"),
    path("entries/<uuid:key>/void/", entries.void, name="entry-void"),
    path("entries/<uuid:key>/correct/", entries.correct, name="entry-correct"),
    path("people/", people.people, name="people"),
    path("people/<uuid:key>/", people.person, name="person"),
    path("bodies/", bodies.bodies, name="bodies"),
    path("bodies/new/", bodies.new_body, name="body-new"),
    path("bodies/<uuid:key>/", bodies.body, name="body"),
    path("bodies/<uuid:key>/decide/", bodies.decide, name="body-decide"),
    path("bodies/<uuid:key>/projects/new/", projects.new_project, name="project-new"),
    path("import/", importing.upload, name="import"),
    path("import/<uuid:key>/", importing.check, name="import-check"),
    path("import/<uuid:key>/bad/", importing.bad_rows, name="import-bad"),
    path("roles/", grants.roles, name="roles"),
    path("roles/<int:key>/revoke/", grants.revoke, name="role-revoke"),
    path("integrity/", integrity.cases, name="integrity"),
    path("integrity/<uuid:key>/", integrity.case, name="case"),
    path("integrity/<uuid:key>/take/", integrity.take, name="case-take"),
    path("integrity/<uuid:key>/decide/", integrity.decide, name="case-decide"),
    path("integrity/<uuid:key>/entries/<uuid:entry>/void/", integrity.void, name="case-void"),
]
