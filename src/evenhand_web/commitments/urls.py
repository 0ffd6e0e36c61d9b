"""Commitments."""

from django.urls import path, register_converter

from evenhand_web.commitments.views import acting, board, calendar, commitment, due, plans, proposals


class ListFormat:
    """The formats in which lists are taken away."""

    regex = "csv|json"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(ListFormat, "plan_format")

app_name = "commitments"
urlpatterns = [
    path("", board.board_view, name="board"),
    path("commitments.<plan_format:as_format>", board.export, name="export"),
    path("timeline/", calendar.timeline, name="timeline"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("due/", due.due, name="due"),
    path("follow/", due.follow, name="follow"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/<slug:proposal_id>/", proposals.proposal, name="proposal"),
    path("plans/", plans.plans, name="plans"),
    path("plans/<slug:plan_key>/", plans.matrix, name="matrix"),
    path("plans/<slug:plan_key>/matrix.<plan_format:as_format>", plans.export, name="matrix-export"),
    path("plans/<slug:plan_key>/evaluation/", plans.evaluation, name="evaluation"),
    path("plans/<slug:plan_key>/gates/", plans.gates, name="gates"),
    path("plans/<slug:plan_key>/risks/", plans.risks, name="risks"),
    path("plans/<slug:plan_key>/say/", plans.say, name="plan-say"),
    path("plans/<slug:plan_key>/take-back/", plans.take_back, name="plan-take-back"),
    path("plans/<slug:plan_key>/release/", plans.release, name="plan-release"),
    path("plans/<slug:plan_key>/recall/", plans.recall, name="plan-recall"),
    path("<slug:commitment_id>/", commitment.commitment, name="commitment"),
    path("<slug:commitment_id>/do/<slug:verb>/", acting.do, name="do"),
    path("<slug:commitment_id>/take-back/", acting.take_back, name="take-back"),
]
