from django.urls import path

from gaoxin.web.cases import views

urlpatterns = [
    path("inbox/", views.inbox, name="inbox"),
    path("cases/", views.cases, name="cases"),
    path("cases/<int:number>/", views.case, name="case"),
    path("cases/<int:number>/step/", views.step, name="step"),
    path("apply/", views.apply, name="apply"),
    path("next-day/", views.next_day, name="next_day"),
]
