"""Cases."""

from django.urls import path, register_converter

from evenhand_web.cases.views import acting, board, case, notices, planner


class BoardFormat:
    """The formats in which the board is taken away."""

    regex = "csv|json"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(BoardFormat, "board_format")

app_name = "cases"
urlpatterns = [
    path("", board.board_view, name="board"),
    path("cases.<board_format:as_format>", board.export, name="export"),
    path("new/", acting.new, name="new"),
    path("planner/", planner.planner, name="planner"),
    path("notices/", notices.notices, name="notices"),
    path("<slug:case_id>/", case.case_view, name="case"),
    path("<slug:case_id>/print/", case.printed, name="print"),
    path("<slug:case_id>/take-back/", acting.take_back, name="take-back"),
    path("<slug:case_id>/step/<slug:step>/", acting.step, name="step"),
    path("<slug:case_id>/act/<slug:kind>/", acting.act, name="act"),
    path("<slug:case_id>/sources/<slug:interview>/", case.source, name="source"),
]
