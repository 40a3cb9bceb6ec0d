"""The addresses of consultations, beside the act that opens each."""

from django.urls import path

from oneplan.web.people.rules import for_everyone, needs
from oneplan.web.plan.consulting import views

HERE = "partners/plan/<int:number>/"
ONE = f"{HERE}comments/<int:comment>/"

addresses = [
    *for_everyone(
        path("plan/consultations/<int:number>/", views.consultation, name="consultation"),
        path("plan/consultations/<int:number>/<str:key>/", views.paragraph, name="paragraph"),
    ),
    *needs("plan.read", path(f"{HERE}comments/", views.comments, name="comments")),
    *needs("comment.write", path(f"{HERE}entry/<int:entry>/comment/", views.write, name="write-comment")),
    *needs("comment.judge", path(f"{ONE}judge/", views.judge, name="judge-comment")),
    *needs("comment.answer", path(f"{ONE}answer/", views.answer, name="answer-comment")),
]
