"""Every address of the site, room by room."""

from django.urls import include, path

urlpatterns = [
    path("", include("oneplan.web.publish.urls")),
    path("", include("oneplan.web.plan.urls")),
    path("", include("oneplan.web.understand.urls")),
    path("", include("oneplan.web.listen.urls")),
    path("", include("oneplan.web.people.urls")),
    path("", include("oneplan.web.people.sign_in.urls")),
]

handler400 = "oneplan.web.people.refusals.bad_request"
handler404 = "oneplan.web.publish.views.not_found"
handler500 = "oneplan.web.publish.views.went_wrong"
