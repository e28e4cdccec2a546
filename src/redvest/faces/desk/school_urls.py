"""Addresses of classes at the desk."""

from __future__ import annotations

from django.urls import path

from redvest.faces.desk import class_steps, classes

school_urls = [
    path("classes/", classes.classes, name="classes"),
    path("classes/new/", classes.new_class, name="class-new"),
    path("classes/counts/", classes.counts, name="class-counts"),
    path("classes/<uuid:key>/", classes.school_class, name="class"),
    path("classes/<uuid:key>/invite/", class_steps.invite, name="class-invite"),
    path("classes/<uuid:key>/sheet/", class_steps.sheet, name="class-sheet"),
    path("classes/<uuid:key>/sheet/<uuid:upload>/", class_steps.bad_rows, name="class-sheet-bad"),
    path("classes/<uuid:key>/remind/", class_steps.remind, name="class-remind"),
    path("classes/<uuid:key>/pupils/<uuid:pupil>/end/", class_steps.end, name="class-pupil-end"),
    path("classes/<uuid:key>/code/", class_steps.code, name="class-code"),
    path("classes/<uuid:key>/teachers/", class_steps.teacher, name="class-teacher"),
    path("classes/<uuid:key>/up/", class_steps.move_up, name="class-up"),
    path("classes/<uuid:key>/graduate/", class_steps.graduate, name="class-graduate"),
    path("classes/<uuid:key>/credits/", class_steps.export, name="class-credits"),
]
