from django.urls import path

from gaoxin.web.registry import views

urlpatterns = [
    path("", views.kinds, name="registers"),
    path("<str:kind>/", views.entities, name="register"),
    path("<str:kind>/<int:number>/", views.card, name="card"),
]
