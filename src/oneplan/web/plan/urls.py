"""The addresses of the plan's pages."""

from django.urls import path

from oneplan.web.people.rules import for_everyone, needs
from oneplan.web.plan import entry_views, paper_views, views
from oneplan.web.plan.consulting.urls import addresses as consulting
from oneplan.web.plan.help import views as help_views
from oneplan.web.plan.writing.choosing import choose_draft
from oneplan.web.plan.writing.urls import addresses as writing

app_name = "plan"
urlpatterns = [
    *writing,
    *consulting,
    *needs(
        "plan.adopt",
        path("partners/plan/adopt/", choose_draft, name="choose-draft-first"),
        path("partners/plan/adopt/<str:family>/<str:group>/", choose_draft, name="choose-draft"),
    ),
    *for_everyone(
        path("plan/", views.agreed, name="plan"),
        path("plan/objectives/<str:id_>/", views.objective, name="objective"),
        path("plan/pillars/<str:id_>/", views.pillar, name="pillar"),
        path("plan/at-a-glance.csv", views.matrix_csv, name="matrix-csv"),
        path("plan/priorities/<str:id_>.csv", entry_views.priority_csv, name="priority-csv"),
        path("plan/priorities/<str:id_>.pdf", paper_views.priority_pdf, name="priority-pdf"),
        path("plan/activities.csv", entry_views.activities_csv, name="activities-csv"),
        path("plan/activities/<str:id_>/", entry_views.activity, name="activity"),
        path("plan/organisations/<str:id_>/", entry_views.organisation, name="plan-organisation"),
        path("plan/indicators.csv", entry_views.indicators_csv, name="indicators-csv"),
        path("plan/entries/<str:id_>/", entry_views.entry, name="plan-entry"),
        path("plan/thread/", entry_views.breaks, name="breaks"),
        path("plan/plan.pdf", paper_views.plan_pdf, name="plan-pdf"),
        path("plan/young-people.pdf", paper_views.young_pdf, name="young-people-pdf"),
        path("plan/young-people/", entry_views.young_people, name="young-people"),
        path("plan/editions/<int:number>/", views.edition, name="superseded"),
        path("plan/editions/<int:number>/compare/", views.compare_edition, name="since"),
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
