from django.urls import path

from evenhand_web.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.profile, name="profile"),
    path("language/", views.language, name="language"),
    path("theme/", views.theme, name="theme"),
    path("organisation/", views.organisation, name="organisation"),
]
