"""A scripted phone with Collect's rules before the real server: fills, queues, loses the network, sends again."""

import http.client
import json
import re
import time
from contextlib import closing

import pytest

from evenhand.reports.codes import ReportKind
from evenhand_web.devices import codes
from simulators.collect import Finished, NetworkLost, Phone, Refused, settings_of
from simulators.house import SEED, House, house
from unit.reports.forms.samples import BODY, PHOTO, xml

pytestmark = pytest.mark.xdist_group("collect")

LOOK = """
import json, sys, django; django.setup()
from evenhand_web.intake.models import Report
print(json.dumps([
    [report.number, report.versions, report.waiting_for, report.conflict,
     [[file.name, file.size_bytes] for version in report.all_versions.all() for file in version.files.all()]]
    for report in Report.objects.order_by("number")
]))
"""
MEMORY = re.compile(r"VmHWM:\s+(\d+) kB")


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    with house(tmp_path_factory.mktemp("house")) as one:
        one.tokens = iter(json.loads(one.run(SEED, "12")))
        one.start()
        yield one


def phone(served: House, **more) -> Phone:
    """A phone set up by its code, as the app reads it."""
    chosen = codes.settings(
        server=f"{served.url}/collect/{next(served.tokens)}", label="Patrol 3", username="monitor", language="en",
        keep_sent=False,
    )  # fmt: skip
    found = settings_of(codes.packed(chosen))
    return Phone(server_url=found["general"]["server_url"], **more)


def finished(number: int, files: dict[str, bytes]) -> Finished:
    instance = f"uuid:{number:08d}-{time.time_ns()}"
    attached = "".join(PHOTO.replace("1607250000000.jpg", name) for name in files)
    body = BODY.replace(PHOTO, attached).replace("<serial>7", f"<serial>{number}")
    return Finished(instance=instance, xml=xml(body, instance=instance), files=files)


def test_the_phone_lists_and_loads_every_form(served):
    found = phone(served).refresh()
    assert [one.form_id for one in found] == [kind.value for kind in ReportKind]
    assert set(found[0].media) == {"places.csv", "parties.csv"}


def test_a_report_whose_network_was_lost_in_the_middle_of_a_photo_is_whole_after_all(served):
    one = phone(served)
    one.queue.append(finished(1, {"a.jpg": b"a" * 4_000_000, "b.m4a": b"b" * 50_000}))
    for kept in (3_000_000, 500):
        one.lose_network_after = kept
        with pytest.raises(NetworkLost):
            one.send_all()
    report = one.queue[0]
    one.send_all()
    one.send(report)
    one.send(report)

    number, versions, waiting, conflict, files = json.loads(served.run(LOOK))[-1]
    assert number in one.sent[report.instance]
    assert (versions, waiting, conflict) == (1, [], False)
    assert files == [["a.jpg", 4_000_000], ["b.m4a", 50_000]]
    assert one.queue == []


def test_the_queue_outlives_a_server_that_is_killed(served):
    one = phone(served)
    one.queue += [finished(number, {f"{number}.jpg": b"x" * 100_000}) for number in (1, 2, 3)]
    served.kill()
    with pytest.raises(OSError, match=r"refused|reset"):
        one.send_all()
    assert len(one.queue) == 3
    served.start()
    one.send_all()
    found = json.loads(served.run(LOOK))[-3:]
    assert [(versions, waiting) for _number, versions, waiting, _conflict, _files in found] == [(1, [])] * 3


def test_more_files_than_one_request_takes_come_in_several(served):
    one = phone(served)
    files = {f"{number:03d}.jpg": bytes([number]) * 2000 for number in range(150)}
    one.send(finished(1, files))
    _number, versions, waiting, _conflict, found = json.loads(served.run(LOOK))[-1]
    assert (versions, waiting, len(found)) == (1, [], 150)


def test_a_body_in_chunks_is_taken_and_its_limit_holds(served):
    one = phone(served, chunked=True)
    report = finished(1, {"a.jpg": b"a" * 1_000_000})
    one.send(report)
    assert report.instance in one.sent


def test_what_collect_would_not_believe_is_refused_by_the_simulator(served):
    with pytest.raises(Refused, match="Authentication"):
        Phone(server_url=f"{served.url}/collect/nonsense").refresh()
    with pytest.raises(Refused, match="unreachable"):
        Phone(server_url=f"{served.url}/elsewhere").refresh()
    with pytest.raises(Refused, match="redirect"):
        Phone(server_url=served.url)._document(f"{served.url}/devices/", "")


def test_a_phone_that_is_cut_off_is_told_so(served):
    token = next(served.tokens)
    served.run(
        "import django, sys; django.setup()\n"
        "from datetime import UTC, datetime\n"
        "from evenhand_web.devices.access import caller_of\n"
        "from evenhand_web.devices import services\n"
        "from evenhand_web.accounts.access import actor_for\n"
        "from evenhand_web.accounts.models import User\n"
        "duty = actor_for(User.objects.get(username='duty'))\n"
        "device = caller_of(sys.argv[1]).device_id\n"
        "services.cut_off(device_id=device, reason='Lost', actor=duty, now=datetime.now(UTC))\n",
        token,
    )
    with pytest.raises(Refused, match="Authentication"):
        Phone(server_url=f"{served.url}/collect/{token}").send(finished(1, {}))


@pytest.mark.parametrize("chunked", [False, True])
def test_memory_stays_flat_while_a_long_video_comes_in(served, chunked):
    one = phone(served, chunked=chunked)
    before = _peak_kb(served)
    one.send(finished(1, {"long.mp4": bytes(150_000_000)}))
    assert _peak_kb(served) - before < 60_000


def _peak_kb(served: House) -> int:
    """The most memory that any process of the server has had."""
    peaks = []
    for process in served.processes():
        with open(f"/proc/{process}/status") as status:
            peaks.append(int(MEMORY.search(status.read())[1]))
    return max(peaks)


def test_an_acknowledgement_is_http_and_text_xml(served):
    with closing(http.client.HTTPConnection("127.0.0.1", served.port)) as connection:
        connection.request("HEAD", f"/collect/{next(served.tokens)}/submission")
        answer = connection.getresponse()
        said = answer.read()
    assert (answer.status, answer.getheader("X-OpenRosa-Version"), said) == (204, "1.0", b"")
