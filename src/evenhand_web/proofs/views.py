"""The pages of proofs: what can be proved of a record, one proof, erasing a person, and the record handed over."""

import tempfile
from http import HTTPStatus
from pathlib import Path

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.foundation.problems import Problem
from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.ledger import publishing
from evenhand_web.proofs import queries
from evenhand_web.proofs.services import erasing, handing, showing
from evenhand_web.web import clock, problems


@page(Capability.SEE_AGREEMENTS)
@require_safe
def about(request: HttpRequest, kind: str, subject: str) -> HttpResponse:
    """The entries about one record of which the reader may have a proof; none where it is not theirs to see."""
    rows = queries.about(actor_of(request), kind, subject)
    return render(request, "proofs/about.html", {"rows": rows, "kind": kind})


@page(Capability.SEE_AGREEMENTS)
@require_safe
def entry(request: HttpRequest, sequence: int) -> HttpResponse:
    """One entry, its proof in words, and what of it is to be shown."""
    actor = actor_of(request)
    proof = queries.proof_page(actor, sequence)
    others = queries.about_entry(actor, sequence)
    return render(request, "proofs/entry.html", {"proof": proof, "others": others})


@page(Capability.SEE_AGREEMENTS)
@require_POST
def bundle(request: HttpRequest, sequence: int) -> HttpResponse:
    """The proof as a file, with the fields that were chosen."""
    actor, now = actor_of(request), clock.now(request)
    if queries.proof_page(actor, sequence).state == "waiting":
        publishing.publish(clock.real())
    content = showing.give_proof(sequence=sequence, fields=request.POST.getlist("field"), actor=actor, now=now)
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="proof-{sequence}.json"'
    return response


@page(Capability.SEE_AGREEMENTS)
@require_POST
def words(request: HttpRequest, sequence: int) -> HttpResponse:
    """What was said, after its salt: the file of which the entry holds the digest."""
    content = showing.give_words(
        sequence=sequence,
        record_id=request.POST.get("record", ""),
        actor=actor_of(request),
        now=clock.now(request),
    )
    response = HttpResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="words-{sequence}.bin"'
    return response


@page(Capability.ADMINISTER)
@require_http_methods(["GET", "HEAD", "POST"])
def erasures(request: HttpRequest) -> HttpResponse:
    """Orders to erase a person; what one would take is shown before it is proposed."""
    actor, asked = actor_of(request), request.POST or request.GET
    username = asked.get("account", "").strip()
    problem, status = "", HTTPStatus.OK
    if request.method == "POST":
        try:
            erasing.propose(
                username=username,
                basis=asked.get("basis", ""),
                ordered_by=asked.get("ordered_by", ""),
                actor=actor,
                now=clock.now(request),
            )
        except Problem as found:
            problem, status = problems.say(found), problems.STATUS[found.blame]
        else:
            messages.success(request, _("Proposed. Another administrator has to carry it out."))
            return redirect("proofs:erasures")
    context = {
        "orders": queries.orders(actor),
        "asked": asked,
        "loss": queries.loss(actor, username) if username else None,
        "unknown": bool(username) and queries.loss(actor, username) is None,
        "problem": problem,
    }
    return render(request, "proofs/erasures.html", context, status=status)


@page(Capability.ADMINISTER)
@require_POST
def settle(request: HttpRequest, order: int) -> HttpResponse:
    """Carry an order out, or take it back."""
    actor, now = actor_of(request), clock.now(request)
    if request.POST.get("verb") == "carry-out":
        erasing.carry_out(order=order, actor=actor, now=now)
        messages.success(request, _("Erased. The entries stay, and every proof of everything else does."))
    else:
        erasing.take_back(order=order, actor=actor, now=now)
        messages.success(request, _("Taken back. Nothing was erased."))
    return redirect("proofs:erasures")


@page(Capability.HAND_OVER)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest) -> HttpResponseBase:
    """Make the archive for an organisation, and send it."""
    if request.method != "POST":
        standing = publishing.newest()
        size = 0 if standing is None else standing.checkpoint.size
        return render(request, "proofs/hand_over.html", {"receivers": queries.receivers(), "size": size})
    receiver = request.POST.get("receiver", "")
    out = Path(tempfile.mkdtemp(prefix="evenhand-archive-")) / "archive.zip"
    try:
        handing.hand_over(
            receiver=receiver,
            out=out,
            with_files=request.POST.get("files") == "yes",
            actor=actor_of(request),
            now=clock.now(request),
        )
        length = out.stat().st_size
    except BaseException:
        out.unlink(missing_ok=True)
        out.parent.rmdir()
        raise
    response = StreamingHttpResponse(handing.pieces(out), content_type="application/zip")
    response["Content-Length"] = str(length)
    response["Content-Disposition"] = f'attachment; filename="evenhand-archive-{receiver}.zip"'
    return response
