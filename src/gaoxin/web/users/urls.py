from django.urls import path

from gaoxin.web.users import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("language/", views.choose_language, name="language"),
    path("act-as/", views.act_as, name="act_as"),
]
