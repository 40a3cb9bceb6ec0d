"""The address of the home page."""

from django.urls import path

from oneplan.web.publish import views

app_name = "publish"
urlpatterns = [path("", views.home, name="home")]
