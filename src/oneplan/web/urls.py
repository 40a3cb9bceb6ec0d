"""Every address of the site, room by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("oneplan.web.publish.urls")),
    path("", include("oneplan.web.plan.urls")),
    path("", include("oneplan.web.understand.urls")),
]

handler404 = "oneplan.web.publish.views.not_found"
handler500 = "oneplan.web.publish.views.went_wrong"
