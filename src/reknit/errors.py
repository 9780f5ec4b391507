"""Every error Reknit raises on purpose.

::

    ReknitError
    ├── UsageError            the caller asked for something that makes no sense
    ├── NotFoundError         no such person, import, interaction … in this workspace
    ├── ConflictError         the row changed meanwhile; nothing was written
    ├── InvalidValueError     a value the user typed cannot be kept as it is
    ├── SettingError          an environment variable or setting that cannot be used
    ├── UnreadableFileError   a whole file that no reader can use
    └── UnreadableRecordError one record inside a file that is otherwise fine

A message says what is wrong, where, and what to do. Each edge (page, terminal)
maps the class to its own form once; nothing below an edge prints or exits.
"""


class ReknitError(Exception):
    """Root of the tree; `exit_code` is what the terminal returns for it."""

    exit_code = 1


class UsageError(ReknitError):
    """The call itself is wrong."""

    exit_code = 2


class NotFoundError(ReknitError):
    """Nothing by that name or number in this workspace."""


class ConflictError(ReknitError):
    """The rows changed since they were read, so the act was not carried out."""


class InvalidValueError(ReknitError):
    """A value that cannot be kept; `field` names where it was typed."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class SettingError(ReknitError):
    """A setting or environment variable with an unusable value."""

    exit_code = 2


class UnreadableFileError(ReknitError):
    """No record of the file can be read; the message is the reason alone."""


class UnreadableRecordError(ReknitError):
    """This record cannot be read; the file goes on. The message is the reason alone."""
