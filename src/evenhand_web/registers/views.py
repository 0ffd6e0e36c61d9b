"""The pages of the registers."""

import csv
import io
import json
import re
import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from evenhand.foundation.problems import Problem, ProblemKind
from evenhand.foundation.spreadsheets import safe_cell
from evenhand.registers.model import Register
from evenhand.registers.values import read_values
from evenhand_web.accounts.access import Capability, actor_of, page
from evenhand_web.registers import access, queries, services
from evenhand_web.web import clock, problems

NO_SUCH_FORMAT = ProblemKind(
    code="registers.no-such-format",
    blame="missing",
    message="A register cannot be taken away as {value!r}. Choose one of: csv, json.",
)

may_see = page(Capability.SEE_REGISTERS, Capability.SEE_RELEASED_REGISTERS)
_KEY = re.compile(r"[0-9a-f]{32}")


@may_see
@require_safe
def shelves(request: HttpRequest) -> HttpResponse:
    """All registers."""
    return render(request, "registers/shelves.html", {"shelves": queries.shelves(actor_of(request))})


@may_see
@require_safe
def listing(request: HttpRequest, register: str) -> HttpResponse:
    """The records of one register, with its totals."""
    actor, rules = actor_of(request), access.register_for(register)
    search, state = request.GET.get("q", "").replace("\0", "").strip()[:200], request.GET.get("state", "open")
    found = queries.matching(actor, rules, search=search, state=state)
    context = {
        "register": rules,
        "page": queries.lines(actor, rules, found, request.GET.get("page")),
        "columns": queries.columns(rules),
        "totals": queries.totals(rules, found),
        "search": search,
        "state": state,
        "may_write": access.may_write(actor),
    }
    return render(request, "registers/list.html", context)


@may_see
@require_safe
def record(request: HttpRequest, register: str, entry_id: str) -> HttpResponse:
    """One record: what each organisation says, what changed, who sees it."""
    return _record(request, register, entry_id)


@page(Capability.WRITE_REGISTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, register: str) -> HttpResponse:
    """Enter a record."""
    actor, rules = actor_of(request), access.register_for(register)
    problem = None
    if request.method == "POST":
        try:
            made = services.enter(register=register, said=_said(request), actor=actor, now=clock.now(request))
        except Problem as found:
            if found.blame != "caller":
                raise
            problem = found
        else:
            return redirect("registers:record", register, made.key)
    form = _form(rules, request.POST.dict() if request.method == "POST" else {}, state=rules.states[0].id)
    form |= {"key": request.POST.get("key") or secrets.token_hex(16), "seen": 0}
    return _shown_form(request, rules, form, problem)


@page(Capability.WRITE_REGISTERS)
@require_http_methods(["GET", "HEAD", "POST"])
def say(request: HttpRequest, register: str, entry_id: str) -> HttpResponse:
    """Say anew what one's organisation holds of a record."""
    actor, rules = actor_of(request), access.register_for(register)
    shown = queries.record_page(actor, register, entry_id)
    problem = None
    if request.method == "POST":
        try:
            services.say(
                register=register, record_id=entry_id, said=_said(request), actor=actor, now=clock.now(request)
            )
        except Problem as found:
            if found.blame not in ("caller", "state"):
                raise
            problem = found
        else:
            return redirect("registers:record", register, entry_id)
    values = shown.own.values if shown.own else shown.views[0].version.values if shown.views else {}
    kept = {field.id: queries.written_value(field, values.get(field.id)) for field in rules.fields}
    state = shown.own.state if shown.own else shown.record.state
    form = _form(rules, request.POST.dict() if request.method == "POST" else kept, state=state)
    seen = request.POST.get("seen", "")
    form |= {"seen": seen if seen.isdecimal() else shown.own.number if shown.own else 0, "shown": shown}
    return _shown_form(request, rules, form, problem)


@page(Capability.WRITE_REGISTERS)
@require_POST
def release(request: HttpRequest, register: str, entry_id: str) -> HttpResponse:
    """Show a record to an organisation."""
    return _share(request, register, entry_id, services.release)


@page(Capability.WRITE_REGISTERS)
@require_POST
def recall(request: HttpRequest, register: str, entry_id: str) -> HttpResponse:
    """Show it to them no longer."""
    return _share(request, register, entry_id, services.recall)


@may_see
@require_safe
def export(request: HttpRequest, register: str, as_format: str) -> HttpResponse:
    """The records of the list as a file.

    Raises:
        NO_SUCH_FORMAT: neither CSV nor JSON.
    """
    if as_format not in ("csv", "json"):
        raise NO_SUCH_FORMAT(value=as_format[:20])
    actor, rules = actor_of(request), access.register_for(register)
    search, state = request.GET.get("q", "").replace("\0", "").strip()[:200], request.GET.get("state", "open")
    rows = list(queries.table(rules, queries.matching(actor, rules, search=search, state=state)))
    if as_format == "json":
        head, *rest = rows
        body = json.dumps([dict(zip(head, row, strict=True)) for row in rest], ensure_ascii=False, indent=1)
        response = HttpResponse(body, content_type="application/json; charset=utf-8")
    else:
        out = io.StringIO()
        csv.writer(out).writerows([safe_cell(cell) for cell in row] for row in rows)
        response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="evenhand-{rules.id}.{as_format}"'
    return response


def _record(request: HttpRequest, register: str, entry_id: str, problem: Problem | None = None) -> HttpResponse:
    shown = queries.record_page(actor_of(request), register, entry_id)
    context = {"shown": shown, "problem": problems.say(problem) if problem else "", "code": problem and problem.code}
    return render(request, "registers/record.html", context, status=400 if problem else 200)


def _share(request: HttpRequest, register: str, entry_id: str, verb: Any) -> HttpResponse:
    wanted = request.POST.get("organisation", "")
    try:
        verb(
            register=register, record_id=entry_id, organisation=wanted, actor=actor_of(request), now=clock.now(request)
        )
    except Problem as found:
        if found.blame != "caller":
            raise
        return _record(request, register, entry_id, found)
    return redirect(reverse("registers:record", args=(register, entry_id)) + "#shown-to")


def _said(request: HttpRequest) -> services.Said:
    seen, key = request.POST.get("seen", ""), request.POST.get("key", "")
    return services.Said(
        written=request.POST.dict(),
        state=request.POST.get("state", ""),
        note=request.POST.get("note", ""),
        key=key if _KEY.fullmatch(key) else secrets.token_hex(16),
        seen=int(seen) if seen.isdecimal() and len(seen) < 10 else 0,
    )


def _form(register: Register, written: dict[str, str], *, state: str) -> dict[str, Any]:
    """The fields of a form with what is in them, and what is wrong with it once it was sent."""
    sent = "csrfmiddlewaretoken" in written or "key" in written or "seen" in written
    wrong = read_values(register, written)[1] if sent else {}
    fields = [
        {
            "field": field,
            "value": written.get(field.id, ""),
            "problem": problems.say(wrong[field.id]) if field.id in wrong else "",
        }
        for field in register.fields
    ]
    return {"fields": fields, "state": written.get("state") or state, "note": written.get("note", "")}


def _shown_form(
    request: HttpRequest, register: Register, form: dict[str, Any], problem: Problem | None
) -> HttpResponse:
    context = {
        "register": register,
        "form": form,
        "problem": problems.say(problem) if problem else "",
        "code": problem.code if problem else "",
    }
    return render(request, "registers/form.html", context, status=400 if problem else 200)
