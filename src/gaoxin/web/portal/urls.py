from django.urls import path

from gaoxin.web.portal import views

urlpatterns = [
    path("", views.home, name="home"),
    path("policies/", views.policies, name="policies"),
]
