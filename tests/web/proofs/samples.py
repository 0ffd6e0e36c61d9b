"""Acts that the tests of proofs need beside those of the world."""

from evenhand_web.evidence import services as evidence
from evenhand_web.ledger.models import Entry
from web.conftest import NOW
from web.world import ALERTS


def take_copy(world, side="south"):
    """A party takes the redacted copy that it was shown in place of an original of its own; the entry of that."""
    duty, who = world.actors["duty"], world.actors[f"liaison.{side}"]
    claim = evidence.Claim(subject_kind="alert", subject=ALERTS[side], name="faces.txt", protection="restricted")
    pk = evidence.attach(content=[b"the faces of those who spoke"], claim=claim, actor=duty, now=NOW).evidence
    masked = evidence.CopyClaim(name="masked.txt", note="Faces.")
    copy = evidence.add_copy(evidence_id=pk, content=[b"masked"], claim=masked, actor=duty, now=NOW)
    evidence.release(evidence_id=pk, organisation=side, copy_id=copy, reason="Faces.", actor=duty, now=NOW)
    evidence.hand_out(evidence_id=pk, what="copy", copy_id=copy, reason="To read.", actor=who, now=NOW)
    return Entry.objects.get(action="evidence.downloaded", subject=pk)
