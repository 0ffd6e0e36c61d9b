"""Preferences, language, theme; for whom one acts."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evenhand_web.accounts import queries, services
from evenhand_web.accounts.access import actor_of, public, signed_in

YEAR_S = 365 * 24 * 3600


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """How I like my pages."""
    if request.method != "POST":
        return render(request, "accounts/profile.html", {"time_displays": queries.time_displays()})
    services.set_preferences(
        user_id=request.user.pk,
        language=request.POST.get("language"),
        theme=request.POST.get("theme"),
        time_display=request.POST.get("time_display"),
    )
    if request.POST.get("language"):
        translation.activate(request.POST["language"])
    messages.success(request, _("Saved."))
    return redirect("accounts:profile")


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on: in this browser, and for this person wherever they sign in."""
    code = request.POST.get("language", "")
    response = redirect(_back(request))
    if code in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            services.set_preferences(user_id=request.user.pk, language=code)
        _remember(response, settings.LANGUAGE_COOKIE_NAME, code)
    return response


@public
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device."""
    value = request.POST.get("theme", "")
    response = redirect(_back(request))
    if value in queries.theme_values():
        if request.user.is_authenticated:
            services.set_preferences(user_id=request.user.pk, theme=value)
        _remember(response, "theme", value)
    return response


@signed_in
@require_POST
def organisation(request: HttpRequest) -> HttpResponse:
    """Act for another of one's organisations in this session."""
    chosen = request.POST.get("membership", "")
    own = {str(membership.pk) for membership in queries.memberships(actor_of(request).user_id)}
    if chosen in own:
        request.session["membership"] = int(chosen)
    return redirect("/")


def _back(request: HttpRequest) -> str:
    """Where the person came from, if that is one of our pages."""
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else "/"


def _remember(response: HttpResponse, name: str, value: str) -> None:
    response.set_cookie(name, value, max_age=YEAR_S, samesite="Lax", secure=settings.SECURE_COOKIES, httponly=True)
