"""The feeds. Only the mission sees them; who may upload sends nothing here and is told so."""

from web.matrix.table import MISSION, Page, open_to
from web.observations.samples import a_file_in_the_catalogue

SEERS = (*MISSION, "administrator")
SENDERS = ("duty-officer", "analyst", "administrator")

PAGES = {
    "observations:feeds": Page(status=open_to(*SEERS)),
    "observations:file": Page(status=open_to(*SEERS), kwargs=a_file_in_the_catalogue),
    "observations:refused": Page(status=open_to(*SEERS), kwargs=a_file_in_the_catalogue),
    # Nothing was chosen: whoever may send files is told so on the form.
    "observations:upload": Page(status=open_to(*SENDERS, status=400), data={"source": "tower"}),
}
