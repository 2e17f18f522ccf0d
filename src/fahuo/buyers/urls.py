"""The addresses that buyers get."""

from django.urls import path

from fahuo.buyers import pages

urlpatterns = [path("t/<str:token>/", pages.tracking, name="tracking")]
