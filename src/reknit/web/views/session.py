"""Getting in by the one-time address that `reknit up` prints."""

from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from reknit.store.services.workspace import redeem_login_token


def enter(request: HttpRequest) -> HttpResponse:
    """Exchange the token for a session; the address is good once."""
    user = redeem_login_token(request.GET.get("token", ""))
    if user is None:
        return redirect("week" if request.user.is_authenticated else "signed-out")
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    return redirect("week")


def signed_out(request: HttpRequest) -> HttpResponse:
    """Says where the address to get in is found."""
    return render(request, "session/signed_out.html", status=403)
