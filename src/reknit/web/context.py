"""What the frame of every page shows."""

from typing import Any

from django.http import HttpRequest

from reknit.store import clock


def shell(_request: HttpRequest) -> dict[str, Any]:
    """Values for `base.html`; `as_of` is the instant that human dates count from."""
    return {"as_of": clock.now()}
