"""Reknit's own settings with a data folder of the test run's own, never the user's."""

import atexit
import os
import shutil
import tempfile

_home = tempfile.mkdtemp(prefix="reknit-test-")
os.environ["REKNIT_HOME"] = _home
atexit.register(shutil.rmtree, _home, ignore_errors=True)

from reknit.config.settings import *  # noqa: E402, F403

if "sqlite" in DATABASES["default"]["ENGINE"]:  # noqa: F405
    # A real file, as in use: an in-memory database has no WAL and no second process.
    DATABASES["default"]["TEST"] = {"NAME": os.path.join(_home, "test.sqlite3")}  # noqa: F405, PTH118
