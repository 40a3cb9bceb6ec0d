"""The addresses of jobs in the background."""

from django.urls import path

from oneplan.web.people.jobs import views
from oneplan.web.people.rules import needs

addresses = [
    *needs(
        "job.read",
        path("partners/jobs/", views.jobs, name="jobs"),
        path("partners/jobs/<int:number>/", views.job, name="job"),
        path("partners/jobs/<int:number>/file/", views.file, name="job-file"),
    ),
    *needs("job.start", path("partners/jobs/start/", views.start, name="start-job")),
    *needs("job.cancel", path("partners/jobs/<int:number>/cancel/", views.cancel, name="cancel-job")),
]
