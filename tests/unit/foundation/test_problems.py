import dataclasses

import pytest

from evenhand.foundation.problems import Problem, ProblemKind

NO_SUCH_PLACE = ProblemKind(code="test.no-such-place", blame="missing", message="No place {place!r}. Add it first.")


class TestProblemKind:
    def test_fills_the_message_with_its_details(self):
        problem = NO_SUCH_PLACE(place="Sirte")

        assert isinstance(problem, Problem)
        assert str(problem) == "No place 'Sirte'. Add it first."
        assert problem.details == {"place": "Sirte"}

    def test_carries_code_and_blame_for_whoever_answers(self):
        problem = NO_SUCH_PLACE(place="Sirte")

        assert (problem.code, problem.blame) == ("test.no-such-place", "missing")

    def test_cannot_be_changed_once_declared(self):
        with pytest.raises(dataclasses.FrozenInstanceError):
            NO_SUCH_PLACE.code = "test.other"
