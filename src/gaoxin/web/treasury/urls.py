from django.urls import path

from gaoxin.web.treasury import views

urlpatterns = [path("", views.books, name="books")]
