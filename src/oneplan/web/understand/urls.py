"""The addresses of the pages about children."""

from django.urls import path

from oneplan.web.understand import views

app_name = "understand"
urlpatterns = [
    path("children/", views.children, name="children"),
    path("children/hidden-gaps/", views.hidden_gaps, name="hidden-gaps"),
    path("children/hidden-gaps.csv", views.hidden_gaps_csv, name="hidden-gaps-csv"),
]
