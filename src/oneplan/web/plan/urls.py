"""The addresses of the plan's pages."""

from django.urls import path

from oneplan.web.people.rules import for_everyone
from oneplan.web.plan import views
from oneplan.web.plan.consulting.urls import addresses as consulting
from oneplan.web.plan.help import views as help_views
from oneplan.web.plan.writing.urls import addresses as writing

app_name = "plan"
urlpatterns = [
    *writing,
    *consulting,
    *for_everyone(
        path("plan/", views.agreed, name="plan"),
        path("plan/objectives/<str:id_>/", views.objective, name="objective"),
        path("plan/pillars/<str:id_>/", views.pillar, name="pillar"),
        path("plan/at-a-glance.csv", views.matrix_csv, name="matrix-csv"),
        path("plan/priorities/<str:id_>.csv", views.priority_csv, name="priority-csv"),
        path("plan/priorities/<str:id_>/", views.priority, name="priority"),
        path("plan/history.csv", views.history_csv, name="history-csv"),
        path("plan/history/", views.history, name="history"),
        path("plan/compare.csv", views.compare_csv, name="compare-csv"),
        path("plan/compare-counts.csv", views.counts_csv, name="counts-csv"),
        path("plan/compare/", views.compare, name="compare"),
        path("children/help/", help_views.right_help, name="help"),
        path("children/help.csv", help_views.right_help_csv, name="help-csv"),
        path("children/help-by-district.csv", help_views.districts_csv, name="help-by-district-csv"),
        path("plan/<str:id_>/", views.earlier, name="earlier"),
    ),
]
