import datetime as dt

import msgspec
import pytest

from reknit.core.records import InteractionRecord, Origin, Participant, Skipped, Unreadable
from tests.exchange.linkedin_archive import IN, INVITATIONS, PROFILE, read, table, write_as

EVENTS = "Event Name,Event Time,Status,External Url\n"


def _invitations(tmp_path, *rows, header=INVITATIONS):
    return read(write_as(tmp_path, "Invitations.csv", header + table(*rows)))


def _row(message="We met at the harbour.", direction="INCOMING", sent="1/29/26, 2:37 PM"):
    return ("Dana Liu", "Maya Lindgren", sent, message, direction, IN + "dana-liu", IN + "maya")


def test_an_invitation_with_words_is_one_message(tmp_path):
    (record,) = _invitations(tmp_path, _row())
    assert record == InteractionRecord(
        origin=Origin("Invitations.csv", "row 2"),
        source="linkedin",
        key="invitation|dana-liu|maya|2026-01-29T14:37",
        at=dt.datetime(2026, 1, 29, 14, 37, tzinfo=dt.UTC),
        channel="message",
        participants=(
            Participant(role="from", name="Dana Liu", kind="profile", value=IN + "dana-liu"),
            Participant(role="to", name="Maya Lindgren", kind="profile", value=IN + "maya", ego=True),
        ),
    )


def test_the_words_of_an_invitation_are_not_kept(tmp_path):
    assert b"harbour" not in msgspec.json.encode(_invitations(tmp_path, _row()))


@pytest.mark.parametrize(
    ("direction", "egos"), [("OUTGOING", [True, False]), ("INCOMING", [False, True]), ("", [False, False])]
)
def test_the_direction_says_which_side_is_the_user(tmp_path, direction, egos):
    (record,) = _invitations(tmp_path, _row(direction=direction))
    assert isinstance(record, InteractionRecord)
    assert [party.ego for party in record.participants] == egos


def test_an_invitation_without_words_is_no_contact(tmp_path):
    (record,) = _invitations(tmp_path, _row(message=""))
    assert record == Skipped(
        origin=Origin("Invitations.csv", "row 2"), kind="interaction", reason="an invitation without a message"
    )


def test_the_older_file_has_names_only(tmp_path):
    header = "From,To,Sent At,Message,Direction\n"
    (record,) = _invitations(tmp_path, _row(sent="2021-05-10 09:41:00 UTC")[:5], header=header)
    assert isinstance(record, InteractionRecord)
    assert record.participants == (
        Participant(role="from", name="Dana Liu"),
        Participant(role="to", name="Maya Lindgren", ego=True),
    )


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (
            ("LinkedIn Member", "Maya Lindgren", "1/29/26, 2:37 PM", "Hi", "INCOMING", "", IN + "maya"),
            "with a member who has left LinkedIn",
        ),
        (_row(sent="1833-05-18 07:47:49 UTC"), "dated before LinkedIn existed"),
    ],
)
def test_an_invitation_that_tells_nothing_is_skipped(tmp_path, row, reason):
    (record,) = _invitations(tmp_path, row)
    assert isinstance(record, Skipped)
    assert record.reason == reason


@pytest.mark.parametrize(("sent", "reason"), [("", "the date is missing"), ("soon", "the date cannot be read")])
def test_an_invitation_without_a_date_cannot_be_read(tmp_path, sent, reason):
    (record,) = _invitations(tmp_path, _row(sent=sent))
    assert record == Unreadable(origin=Origin("Invitations.csv", "row 2"), reason=reason)


def _events(tmp_path, *rows):
    return read(write_as(tmp_path, "Events.csv", EVENTS + table(*rows)))


def test_an_event_is_attended_by_the_user_alone(tmp_path):
    write_as(tmp_path, "Profile.csv", PROFILE + "Maya,Lindgren,,,,,,,,,,,\n")
    (record,) = _events(tmp_path, ("Harbour Day", "2025-03-05 13:00:00 UTC", "ATTENDING", "https://example.org"))
    assert record == InteractionRecord(
        origin=Origin("Events.csv", "row 2"),
        source="linkedin",
        key="event|harbour day|2025-03-05T13:00:00",
        at=dt.datetime(2025, 3, 5, 13, tzinfo=dt.UTC),
        channel="event",
        participants=(Participant(role="attendee", name="Maya Lindgren", ego=True),),
        subject="Harbour Day",
    )


def test_an_event_with_two_times_has_a_length(tmp_path):
    (record,) = _events(tmp_path, ("Harbour Day", "Mar 5, 2025, 1:00 PM - Mar 5, 2025, 2:30 PM", "APPROVED", ""))
    assert isinstance(record, InteractionRecord)
    assert record.duration_minutes == 90


def test_an_event_with_a_day_only_is_all_day(tmp_path):
    (record,) = _events(tmp_path, ("Harbour Day", "05 Mar 2025", "", ""))
    assert isinstance(record, InteractionRecord)
    assert record.all_day


@pytest.mark.parametrize("status", ["INTERESTED", "RELINQUISHED", "DECLINED"])
def test_an_event_the_user_only_looked_at_is_skipped(tmp_path, status):
    (record,) = _events(tmp_path, ("Harbour Day", "2025-03-05 13:00:00 UTC", status, ""))
    assert record == Skipped(
        origin=Origin("Events.csv", "row 2"), kind="event", reason="an event you did not say you would attend"
    )
