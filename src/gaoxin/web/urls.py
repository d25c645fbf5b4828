"""Addresses of the web room."""

from django.urls import include, path

urlpatterns = [
    path("", include("gaoxin.web.portal.urls")),
    path("", include("gaoxin.web.users.urls")),
    path("registers/", include("gaoxin.web.registry.urls")),
    path("books/", include("gaoxin.web.treasury.urls")),
    path("", include("gaoxin.web.cases.urls")),
]
