"""A table from the file to the reports, by a person in a browser."""

TABLE = "Date;Time;Observed;Count;Lat;Lon;What happened\n" + "".join(
    f"2020-12-{day:02d};14:30;explosion;{day};31.2;16.5;Explosions on day {day} %s\n" for day in range(1, 20)
)
"""With words that no other run has, so that the reports are new."""


def test_a_table_is_shown_before_it_is_taken_in(visit, tmp_path):
    path = tmp_path / "patrol log.csv"
    refused = "2020-12-20;26:00;explosion;1;;;Refused\n"
    path.write_text(TABLE.replace("%s", str(tmp_path)) + refused, encoding="utf-8")
    page = visit("/doors/tables/", user="monitor").page
    page.set_input_files("#file", path)
    page.click("main form .button.primary")
    page.wait_for_selector("#confirm", timeout=60_000)  # the page goes on by itself while rows are looked at

    assert "26:00" in page.inner_text("[aria-labelledby=refused]")
    page.click("button[value=confirm]")
    page.wait_for_selector(".message[data-kind=good]", timeout=60_000)


def test_a_letter_is_opened_by_keyboard(visit):
    page = visit("/doors/inbox/", user="duty").page
    page.keyboard.press("j")
    page.keyboard.press("Enter")

    page.wait_for_selector("#words")
