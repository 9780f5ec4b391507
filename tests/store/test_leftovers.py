"""Files put aside for an import go after a week, at the start of `reknit up` and by `doctor --mend`."""

import datetime as dt
import os

import pytest

from reknit.store import clock
from reknit.store.services import health_check, leftovers


@pytest.fixture
def put(tmp_path):
    """Make an upload that was touched so many days ago."""

    def make(name, days):
        folder = tmp_path / name
        (folder / "files").mkdir(parents=True, mode=0o700)
        then = (clock.now() - dt.timedelta(days=days)).timestamp()
        for path in (folder / "files", folder):
            os.utime(path, (then, then))
        return folder

    return make


def test_only_what_nobody_touched_for_a_week_goes(put, tmp_path):
    old, young = put("uploads/old", 8), put("uploads/young", 6)
    half_read = put("staging/stage-x", 30)
    assert leftovers.sweep(tmp_path, now=clock.now()) == [old, half_read]
    assert (old.exists(), young.exists(), half_read.exists()) == (False, True, False)


def test_without_any_upload_there_is_nothing_to_sweep(tmp_path):
    assert leftovers.sweep(tmp_path, now=clock.now()) == []


def test_the_doctor_finds_and_mends(actor, put, tmp_path):
    folder = put("uploads/old", 8)
    found = [f for f in health_check.examine(actor, tmp_path, mend=False) if f.what == "leftovers"]
    assert [(f.mended, str(folder) in f.words) for f in found] == [(False, True)]
    assert folder.exists()
    health_check.examine(actor, tmp_path, mend=True)
    assert not folder.exists()
