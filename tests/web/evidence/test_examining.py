import io
import json
import subprocess
import sys
import time

import pytest
from PIL import Image

from evenhand_web.accounts.access import SYSTEM
from evenhand_web.evidence import sandbox, services, worker
from evenhand_web.evidence.mapping import chain_of
from evenhand_web.evidence.storage import storage
from web.conftest import NOW
from web.evidence import samples


def examined(evidence):
    return services.examine(evidence_id=evidence.pk, actor=SYSTEM, now=NOW)


def keys(evidence) -> list[str]:
    return [f"{one['topic']}.{one['state']}" for one in evidence.findings]


class TestExamine:
    def test_reads_place_time_and_camera_and_makes_pictures(self, attach):
        evidence = examined(attach(samples.jpeg(exif=True), name="a.jpg"))

        assert keys(evidence) == ["exif.read", "place.stated", "time.stated", "credentials.none", "preview.made"]
        assert evidence.facts["exif"]["taken_at"] == "2020-12-06T04:15:00Z"
        assert {one.kind for one in evidence.derivatives.all()} == {"preview", "thumbnail"}

    def test_pictures_hold_pixels_and_nothing_else(self, attach):
        evidence = examined(attach(samples.jpeg(exif=True), name="a.jpg"))
        with storage().open(evidence.derivatives.get(kind="preview").digest) as file:
            preview = file.read()

        assert b"Acme" not in preview
        assert b"Exif" not in preview
        assert dict(Image.open(io.BytesIO(preview)).getexif()) == {}

    def test_leaves_the_original_alone_and_says_so_in_the_chain(self, attach):
        evidence = examined(attach(samples.jpeg(), name="a.jpg"))

        with storage().open(evidence.digest) as file:
            assert file.read() == samples.jpeg()
        assert [act.kind for act in chain_of(evidence)] == ["received", "examined"]
        assert set(chain_of(evidence)[1].details["derived"]) == {"preview", "thumbnail"}

    def test_a_second_look_that_finds_the_same_adds_nothing(self, attach):
        evidence = examined(attach(samples.jpeg(), name="a.jpg"))
        examined(evidence)

        assert evidence.acts.count() == 2

    @pytest.mark.parametrize(
        ("content", "last"),
        [
            pytest.param(samples.png_bomb(), "preview.too-large", id="png-bomb"),
            pytest.param(samples.png_text_bomb(), "preview.broken", id="png-text-bomb"),
            pytest.param(samples.jpeg_bomb(), "preview.too-large", id="jpeg-bomb"),
            pytest.param(samples.gif_bomb(), "preview.too-large", id="gif-bomb"),
            pytest.param(samples.jpeg()[:200], "preview.broken", id="cut-jpeg"),
            pytest.param(samples.picture("PNG")[:45], "preview.broken", id="cut-png"),
            pytest.param(samples.pdf()[:100], "preview.broken", id="cut-pdf"),
            pytest.param(b"%PDF-1.7\n" + b"[" * 100_000, "preview.broken", id="deep-pdf"),
            pytest.param(samples.SVG, "preview.no-tool", id="svg-with-script"),
            pytest.param(samples.HTML_JPG, "preview.broken", id="html-as-jpeg"),
            pytest.param(b"\0" * 1000, "preview.no-tool", id="nothing-known"),
            pytest.param(b"", "preview.no-tool", id="empty"),
        ],
    )
    def test_hostile_and_broken_files_are_findings_and_never_errors(self, attach, content, last):
        began = time.monotonic()
        evidence = examined(attach(content, name="a.jpg"))

        assert keys(evidence)[-1] == last
        assert time.monotonic() - began < 30

    def test_a_zip_bomb_in_a_proof_bundle_is_not_unpacked(self, attach):
        assert "proofmode.too-large" in keys(examined(attach(samples.zip_bomb(), name="proof.zip")))

    @pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP", "TIFF"])
    def test_every_kind_of_picture_is_shown_by_the_closed_off_worker(self, attach, kind):
        assert keys(examined(attach(samples.picture(kind))))[-1] == "preview.made"

    @pytest.mark.parametrize("content", ["hello", "a,b\n1,2\n", '{"a": 1}', "\ufeffسلام"])
    def test_texts_show_their_first_words(self, attach, content):
        evidence = examined(attach(content.encode(), name="a.txt"))

        assert keys(evidence)[-1] == "preview.excerpt"
        assert evidence.facts["excerpt"] == content.lstrip("\ufeff")


class TestWorker:
    """What the worker may do is tried in a process that is closed off as it is."""

    def run(self, program: str) -> subprocess.CompletedProcess:
        setup = "import resource, sys, os, socket\nfrom evenhand_web.evidence import confinement, worker\n"
        setup += "confinement.limit(cpu_s=worker.CPU_S, memory_bytes=worker.MEMORY_BYTES)\n"
        setup += "confinement.close_off()\n"
        return subprocess.run(
            [sys.executable, "-I", "-c", setup + program], capture_output=True, text=True, timeout=60, check=False
        )

    @pytest.mark.parametrize(
        "program",
        [
            pytest.param("open('/etc/passwd')", id="reads-no-file"),
            pytest.param("open('evenhand-test', 'w')", id="writes-no-file"),
            pytest.param("socket.socket()", id="opens-no-socket"),
            pytest.param("os.pipe()", id="opens-no-pipe"),
            pytest.param("os.listdir('/')", id="lists-no-folder"),
        ],
    )
    def test_can_open_nothing(self, program):
        done = self.run(f"try:\n    {program}\nexcept OSError as fault:\n    print(fault.errno)")

        assert done.stdout.strip() == "24"  # EMFILE

    def test_cannot_raise_its_limits_again_whoever_runs_the_server(self):
        done = self.run(
            "try:\n    resource.setrlimit(resource.RLIMIT_NOFILE, (10, 10))\n"
            "except (ValueError, OSError):\n    print('refused', os.getuid() != 0)"
        )

        assert done.stdout.strip() == "refused True"

    def test_is_refused_memory_beyond_its_limit(self):
        done = self.run("try:\n    bytearray(2**31)\nexcept MemoryError:\n    print('refused')")

        assert done.stdout.strip() == "refused"


class TestWaiting:
    def test_a_page_does_not_wait_for_ever_for_a_worker(self, attach, monkeypatch, settings):
        evidence = attach(samples.jpeg(), name="a.jpg")
        monkeypatch.setattr(sandbox, "WAIT_S", 0.1)
        with sandbox.slot(), sandbox.slot():
            busy = examined(evidence)

        assert (busy.examined_at, busy.acts.count()) == (None, 1)
        assert keys(examined(evidence))[-1] == "preview.made"


class TestSandbox:
    def outcome(self, tmp_path, monkeypatch, program: str, wall_s: float = 20):
        """What the parent makes of a worker that does as `program` says."""
        path = tmp_path / "stand_in.py"
        path.write_text(program)
        monkeypatch.setattr(sandbox, "_COMMAND", (sys.executable, str(path)))
        monkeypatch.setattr(sandbox, "WALL_S", wall_s)
        with (tmp_path / "file").open("w+b") as file:
            return sandbox.examine(file, {"media_type": "image/jpeg", "size_bytes": 0})

    @pytest.mark.parametrize(
        ("program", "finding"),
        [
            pytest.param("import time; time.sleep(60)", "preview.stopped", id="takes-too-long"),
            pytest.param("import os; os.kill(os.getpid(), 24)", "preview.stopped", id="out-of-processor-time"),
            pytest.param(f"import os; os._exit({worker.OUT_OF_MEMORY})", "preview.stopped", id="out-of-memory"),
            pytest.param("import os; os.kill(os.getpid(), 11)", "preview.failed", id="crashes"),
            pytest.param("raise SystemExit(1)", "preview.failed", id="gives-up"),
            pytest.param("print('x' * 100)", "preview.failed", id="answers-nonsense"),
            pytest.param("", "preview.failed", id="answers-nothing"),
            pytest.param(
                "import os\nwhile True: os.write(1, b'x' * 65536)", "preview.stopped", id="never-stops-writing"
            ),
        ],
    )
    def test_whatever_becomes_of_the_worker_there_is_an_answer(self, tmp_path, monkeypatch, program, finding):
        found = self.outcome(tmp_path, monkeypatch, program, wall_s=2)

        assert [one.key for one in found.findings] == [finding]
        assert found.preview is None

    def test_takes_nothing_but_known_findings_and_jpegs(self, tmp_path, monkeypatch):
        header = {
            "findings": [{"topic": "preview", "state": "made"}, {"topic": "<script>", "state": "x"}],
            "facts": {},
            "preview": {"size_bytes": 4, "width_px": 1, "height_px": 1},
            "thumbnail": {"size_bytes": 4, "width_px": 1, "height_px": 1},
        }
        told = json.dumps(header).encode()
        answer = len(told).to_bytes(8, "big") + told + b"<svg" + b"\xff\xd8\xff\xe0"
        found = self.outcome(tmp_path, monkeypatch, f"import sys; sys.stdout.buffer.write({answer!r})")

        assert [one.key for one in found.findings] == ["preview.made"]
        assert (found.preview, found.thumbnail.content) == (None, b"\xff\xd8\xff\xe0")
