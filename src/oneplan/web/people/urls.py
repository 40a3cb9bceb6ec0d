"""The addresses of organisations, people and the log."""

from django.urls import URLPattern

app_name = "people"
urlpatterns: list[URLPattern] = []
