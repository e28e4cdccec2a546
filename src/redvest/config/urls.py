"""Every address of the house: each face brings its own."""

from __future__ import annotations

from django.urls import include, path

handler400 = "redvest.faces.shared.errors.bad_request"
handler403 = "redvest.faces.shared.errors.forbidden"
handler404 = "redvest.faces.shared.errors.not_found"
handler500 = "redvest.faces.shared.errors.server_error"

urlpatterns = [
    path("", include("redvest.faces.openapi.urls_root")),
    path("api/", include("redvest.faces.openapi.urls")),
    path("desk/", include("redvest.faces.desk.urls")),
    path("kiosk/", include("redvest.faces.kiosk.urls")),
    path("", include("redvest.faces.shared.urls")),
    path("", include("redvest.faces.site.urls")),
]
