"""The page of the witnesses."""

from django.urls import path

from evenhand_web.witnesses import views

app_name = "witnesses"
urlpatterns = [
    path("", views.witnesses, name="page"),
    path("alarms/<str:alarm_id>.alarm", views.alarm, name="alarm"),
    path("alarms/<str:alarm_id>.<int:part>.checkpoint", views.evidence, name="evidence"),
    path("policy.txt", views.policy, name="policy"),
    path("demo/", views.demo, name="demo"),
]
