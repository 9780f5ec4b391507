"""Compare the whole of a large book in the background: who might be one person?"""

from collections.abc import Callable
from typing import Any

from reknit.store.services import identity
from reknit.store.services.jobs import JobView

Progress = Callable[[str, int, int], None]


def look(job: JobView, progress: Progress) -> dict[str, Any]:
    """result: ``open``, how many questions wait for an answer now."""
    progress("Comparing people", 0, 0)
    return {"open": identity.look(job.actor)}


HANDLERS = {"identity": look}
