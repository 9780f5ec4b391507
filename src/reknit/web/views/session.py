"""Getting in by the one-time address that `reknit up` prints."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from reknit.store.services.workspace import redeem_login_token

BACKEND = "django.contrib.auth.backends.ModelBackend"


@require_safe
def enter(request: HttpRequest) -> HttpResponse:
    """Exchange the token for a session; the address is good once."""
    user = redeem_login_token(request.GET.get("token", ""))
    if user is not None:
        login(request, user, backend=BACKEND)
    return redirect("week" if request.user.is_authenticated else "signed-out")


@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """Says where the address to get in is found."""
    if request.user.is_authenticated:
        return redirect("week")
    return render(request, "session/signed_out.html")
