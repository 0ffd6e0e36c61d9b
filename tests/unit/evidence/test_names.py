import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.evidence.names import LENGTH, safe_name


class TestSafeName:
    @pytest.mark.parametrize(
        ("given_name", "safe", "warnings"),
        [
            ("bridge.jpg", "bridge.jpg", ()),
            ("جسر (2).jpg", "جسر (2).jpg", ()),
            ("桥.jpg", "桥.jpg", ()),
            ("../../etc/passwd", "passwd", ("name.path",)),
            ("C:\\Windows\\a.jpg", "a.jpg", ("name.path",)),
            ("/etc/shadow", "shadow", ("name.path",)),
            ("a.jpg\0.exe", ".exe".strip("."), ("name.path",)),
            ("photo\u202egpj.exe", "photogpj.exe", ("name.direction", "name.runs")),
            ("CON", "_CON", ("name.changed",)),
            ("lpt1.txt", "_lpt1.txt", ("name.changed",)),
            ("..", "file", ("name.changed",)),
            ("", "file", ()),
            (None, "file", ()),
            ("a\nb\r.jpg", "ab.jpg", ("name.changed",)),
            ("$(reboot).jpg", "_(reboot).jpg", ("name.changed",)),
            ('"><script>.jpg', "___script_.jpg", ("name.changed",)),
            ("page.html", "page.html", ("name.runs",)),
        ],
    )
    def test_keeps_what_is_a_label_and_says_what_it_left_out(self, given_name, safe, warnings):
        found = safe_name(given_name)

        assert (found.safe, found.warnings) == (safe, warnings)

    def test_of_a_long_name_the_end_stays(self):
        assert safe_name("x" * 1000 + ".jpg").safe == "x" * (LENGTH - 4) + ".jpg"

    @settings(deadline=None)
    @given(st.text(max_size=300))
    def test_whatever_comes_is_one_harmless_label(self, name):
        safe = safe_name(name).safe

        assert 0 < len(safe) <= LENGTH + 1
        assert not set(safe) & set('/\\\0<>:"|?*%')
        assert all(unicodedata.category(sign)[0] != "C" for sign in safe)
        assert safe not in {".", ".."}

    @settings(deadline=None)
    @given(st.text(max_size=300))
    def test_a_safe_name_stays_as_it_is(self, name):
        once = safe_name(name).safe

        assert safe_name(once).safe == once
