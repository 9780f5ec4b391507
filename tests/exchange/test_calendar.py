"""What becomes of the events in an .ics file."""

import codecs
import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reknit.core.records import InteractionRecord, Skipped, Unreadable
from reknit.exchange.calendar import FORMAT
from reknit.exchange.formats import ReadOptions
from reknit.exchange.sources import Source, walk

AS_OF = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)
PEOPLE = "ORGANIZER;CN=Ada Brook:mailto:ada@brook.example\nATTENDEE;CN=Cy Dorn:mailto:cy@dorn.example\n"


def event(*lines, uid="one", start="DTSTART:20250301T100000Z"):
    return "\n".join(filter(None, ["BEGIN:VEVENT", uid and f"UID:{uid}", start, *lines, "END:VEVENT"])) + "\n"


def calendar(*events, head=""):
    return f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{''.join(events)}END:VCALENDAR\n"


@pytest.fixture
def read(tmp_path):
    def _read(content, *, me=(), zone="UTC", as_of=AS_OF):
        path = tmp_path / "any.ics"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        options = ReadOptions(as_of=as_of, zone=ZoneInfo(zone), me=frozenset(me))
        return list(FORMAT.read(Source(str(path), path), options))

    return _read


@pytest.fixture
def recognised(tmp_path):
    def _recognised(content):
        path = tmp_path / "anything"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        source = Source(str(path), path)
        return FORMAT.recognise(source, source.head())

    return _recognised


def interactions(records):
    return [record for record in records if isinstance(record, InteractionRecord)]


def reasons(records):
    return [record.reason for record in records if not isinstance(record, InteractionRecord)]


def days(records):
    return [f"{record.at:%m-%d %H:%M}" for record in interactions(records)]


# Recognising


def test_a_calendar_is_recognised_by_its_first_line(recognised):
    assert recognised("\n\nbegin:vcalendar\nVERSION:2.0\nEND:VCALENDAR\n")
    assert recognised("BEGIN:VEVENT\nUID:1\nEND:VEVENT\n")
    assert recognised(codecs.BOM_UTF8 + b"BEGIN:VCALENDAR\r\n")
    assert recognised("BEGIN:VCALENDAR\nEND:VCALENDAR\n".encode("utf-16"))
    assert recognised("BEGIN:VCALENDAR\nEND:VCALENDAR\n".encode("utf-16-le"))
    assert recognised("BEGIN:X-BOX\nBEGIN:VEVENT\nEND:VEVENT\nEND:X-BOX\n")


def test_other_files_are_no_calendar(recognised):
    assert not recognised("BEGIN:VCARD\nFN:Ada\nEND:VCARD\n")
    assert not recognised("From: ada@brook.example\n\nBEGIN:VCALENDAR\n")
    assert not recognised("BEGIN:X-BOX\nEND:X-BOX\n")
    assert not recognised("")


# One event


def test_an_event_with_other_people_is_a_meeting(read):
    (record,) = read(
        calendar(event(PEOPLE, "SUMMARY:Budget\\, second round", "LOCATION:Room 5", "DTEND:20250301T113000Z"))
    )
    assert (record.channel, record.subject, record.place) == ("meeting", "Budget, second round", "Room 5")
    assert (record.at, record.duration_minutes, record.all_day) == (
        dt.datetime(2025, 3, 1, 10, tzinfo=dt.UTC),
        90,
        False,
    )
    assert [(p.role, p.name, p.value) for p in record.participants] == [
        ("organiser", "Ada Brook", "ada@brook.example"),
        ("attendee", "Cy Dorn", "cy@dorn.example"),
    ]
    assert record.origin.record == "event 1"


def test_an_event_without_other_people_is_no_meeting(read):
    (record,) = read(calendar(event("SUMMARY:Dentist")))
    assert record.channel == "event"
    assert record.participants == ()


def test_the_description_is_kept_nowhere(read):
    (record,) = read(calendar(event(PEOPLE, "SUMMARY:Budget", "DESCRIPTION:the secret figures", "COMMENT:secret too")))
    assert "secret" not in repr(record)


def test_more_than_twenty_attendees_make_an_audience(read):
    crowd = [f"ATTENDEE:mailto:p{number}@crowd.example" for number in range(21)]
    (record,) = read(calendar(event(*crowd)))
    assert record.channel == "event"
    assert len(record.participants) == 21
    (record,) = read(calendar(event(*crowd[:20])))
    assert record.channel == "meeting"


def test_the_key_is_the_uid_and_the_start(read):
    (first,) = read(calendar(event("SUMMARY:Lunch", start="DTSTART;TZID=Europe/Berlin:20250301T110000")))
    (second,) = read(calendar(event("SUMMARY:Lunch, renamed")))
    assert first.key == second.key == "one|20250301T100000Z"


def test_an_event_without_uid_has_a_key_from_its_content(read):
    bare = event("SUMMARY:Lunch", PEOPLE, uid="")
    (first,) = read(calendar(bare))
    (again,) = read(bare)
    (other,) = read(calendar(event("SUMMARY:Dinner", PEOPLE, uid="")))
    assert first.key == again.key != other.key


def test_a_day_stays_a_day_in_every_zone(read):
    (record,) = read(calendar(event(start="DTSTART;VALUE=DATE:20250301")), zone="Pacific/Auckland")
    assert (record.all_day, record.at, record.duration_minutes) == (True, dt.datetime(2025, 3, 1, tzinfo=dt.UTC), 1440)
    assert record.key == "one|20250301"


def test_days_that_outlook_writes_as_midnights_are_days(read):
    lines = ("DTEND;TZID=Europe/Berlin:20250303T000000", "X-MICROSOFT-CDO-ALLDAYEVENT:TRUE")
    (record,) = read(calendar(event(*lines, start="DTSTART;TZID=Europe/Berlin:20250301T000000")))
    assert (record.all_day, record.at.day, record.duration_minutes) == (True, 1, 2880)


def test_a_time_without_zone_is_in_the_users_zone_but_its_key_is_not(read):
    text = calendar(event(start="DTSTART:20250301T100000"))
    (here,) = read(text, zone="Europe/Berlin")
    (there,) = read(text, zone="Asia/Tokyo")
    assert (here.at.hour, there.at.hour) == (9, 1)
    assert here.key == there.key


def test_a_calendar_may_name_the_zone_of_its_bare_times(read):
    text = calendar(event(start="DTSTART:20250301T100000"), head="X-WR-TIMEZONE:Asia/Tokyo\n")
    (record,) = read(text, zone="Europe/Berlin")
    assert record.at.hour == 1


def test_an_end_before_the_start_gives_no_length(read):
    (record,) = read(calendar(event("DTEND:20250301T090000Z")))
    assert record.duration_minutes == 0
    (record,) = read(calendar(event("DURATION:-PT30M")))
    assert record.duration_minutes == 0


# What is not imported, and why


def test_cancelled_events_are_skipped(read):
    assert reasons(read(calendar(event(PEOPLE, "STATUS:CANCELLED")))) == ["the event was cancelled"]
    assert reasons(read(calendar(event(PEOPLE), head="METHOD:CANCEL\n"))) == ["the event was cancelled"]


def test_what_the_user_declined_is_skipped(read):
    text = calendar(event(PEOPLE, "ATTENDEE;PARTSTAT=DECLINED:mailto:Me@here.example"))
    assert reasons(read(text, me=["me@here.example"])) == ["you declined"]
    assert not reasons(read(text))


def test_what_others_declined_is_kept_with_their_refusal(read):
    (record,) = read(calendar(event(PEOPLE, "ATTENDEE;PARTSTAT=DECLINED:mailto:eve@far.example")))
    assert [person.declined for person in record.participants] == [False, False, True]


def test_a_meeting_that_everybody_else_declined_is_none(read):
    text = calendar(event("ORGANIZER:mailto:me@here.example", "ATTENDEE;PARTSTAT=DECLINED:mailto:eve@far.example"))
    assert interactions(read(text, me=["me@here.example"]))[0].channel == "event"


def test_tasks_journals_and_free_times_are_skipped_with_a_reason(read):
    parts = "".join(f"BEGIN:{name}\nUID:x\nEND:{name}\n" for name in ("VTODO", "VJOURNAL", "VFREEBUSY", "VALARM"))
    records = read(calendar(parts))
    assert all(isinstance(record, Skipped) and record.kind == "event" for record in records)
    assert [record.origin.record for record in records] == [
        "task 1",
        "journal entry 1",
        "free/busy entry 1",
        "alarm 1",
    ]


def test_a_counter_proposal_is_no_event(read):
    assert reasons(read(calendar(event(PEOPLE), head="METHOD:COUNTER\n"))) == ["a proposal that nobody has agreed to"]


def test_a_calendar_without_events_says_so(read):
    (record,) = read(calendar())
    assert (record.kind, record.reason) == ("file", "the calendar holds no events")


def test_an_event_without_a_start_is_named(read):
    (record,) = read(calendar(event("SUMMARY:Some day", start="")))
    assert isinstance(record, Unreadable)
    assert record.reason == "the start (DTSTART) is missing"


@pytest.mark.parametrize("start", ["DTSTART:TOMORROW", "DTSTART:20251340T100000Z", "DTSTART:00010101T000000Z"])
def test_a_start_that_is_no_date_is_named(read, start):
    assert reasons(read(calendar(event(start=start)))) == ["the start (DTSTART) is not a date"]


def test_one_bad_event_does_not_take_its_neighbours(read):
    bad = event("SUMMARY:?", start="DTSTART:never")
    records = read(calendar(event(uid="a"), bad, event(uid="c")))
    assert [record.origin.record for record in interactions(records)] == ["event 1", "event 3"]
    assert len(reasons(records)) == 1


# How files are broken


def test_an_event_without_a_calendar_around_it_is_read(read):
    assert days(read(event())) == ["03-01 10:00"]


def test_several_calendars_in_one_file_are_read(read):
    assert len(interactions(read(calendar(event(uid="a")) + calendar(event(uid="b"))))) == 2


def test_two_calendars_may_define_one_zone_name_differently(read):
    def zone(offset):
        return (
            "BEGIN:VTIMEZONE\nTZID:Ours\nBEGIN:STANDARD\nDTSTART:16010101T000000\n"
            f"TZOFFSETFROM:{offset}\nTZOFFSETTO:{offset}\nEND:STANDARD\nEND:VTIMEZONE\n"
        )

    start = "DTSTART;TZID=Ours:20250301T100000"
    text = calendar(event(uid="a", start=start), zone("+0300")) + calendar(zone("-0300"), event(uid="b", start=start))
    assert days(read(text)) == ["03-01 07:00", "03-01 13:00"]


def test_a_missing_end_is_added(read):
    text = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a\nDTSTART:20250301T100000Z\nBEGIN:VEVENT\nUID:b\nDTSTART:20250302T100000Z\n"
    assert days(read(text)) == ["03-01 10:00", "03-02 10:00"]


def test_what_is_nested_in_an_event_does_not_count_as_its_own(read):
    alarm = "BEGIN:VALARM\nSUMMARY:Alarm\nATTENDEE:mailto:me@here.example\nDURATION:PT5M\nEND:VALARM"
    (record,) = read(calendar(event(alarm, "SUMMARY:Lunch")))
    assert (record.subject, record.participants, record.duration_minutes) == ("Lunch", (), 0)


def test_lines_are_unfolded_whatever_stands_between(read):
    text = (
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID\r\n\r\n :a\r\nDTSTART\r\n ;VALUE=DATE\r\n :20250301\r\nSUMMARY:Gr\xfc"
    )
    data = text.encode() + b"\xc3\r\n \xb6\xc3\x9fe\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    (record,) = read(data)
    assert (record.subject, record.all_day) == ("Grüöße", True)


def test_an_indented_line_after_a_begin_is_a_line_of_its_own(read):
    text = calendar(event("SUMMARY:Lunch")).replace("BEGIN:VEVENT\nUID", "BEGIN:VEVENT\n  UID")
    assert read(text)[0].key == "one|20250301T100000Z"


def test_lone_carriage_returns_and_nul_bytes_are_no_obstacle(read):
    (record,) = read(calendar(event("SUMMARY:Lu\0nch")).replace("\n", "\r"))
    assert record.subject == "Lunch"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "latin-1"])
def test_encodings_are_told_apart(read, encoding):
    (record,) = read(calendar(event("SUMMARY:Café in Genève")).encode(encoding))
    assert record.subject == "Café in Genève"


def test_old_calendars_in_quoted_printable_are_read(read):
    lines = (
        "SUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Caf=C3=A9 at =\nnoon",
        "ATTENDEE;ROLE=OWNER;STATUS=ACCEPTED:Ada Brook <ada@brook.example>",
    )
    (record,) = read("BEGIN:VCALENDAR\nVERSION:1.0\n" + event(*lines) + "END:VCALENDAR\n")
    assert record.subject == "Café at noon"
    assert [(person.name, person.value) for person in record.participants] == [("Ada Brook", "ada@brook.example")]


def test_a_calendar_inside_a_zip_is_read(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "takeout.zip", "w") as archive:
        archive.writestr("Calendar/work.ics", calendar(event()))
    (source,) = walk([tmp_path / "takeout.zip"])
    (record,) = FORMAT.read(source, ReadOptions(as_of=AS_OF))
    assert record.origin.file.endswith("takeout.zip!Calendar/work.ics")


def test_line_ends_may_fall_between_two_reads(read, monkeypatch):
    monkeypatch.setattr("reknit.exchange.calendar_lines._CHUNK_BYTES", 7)
    text = calendar(*(event(f"SUMMARY:Nummer {n} – ja", uid=f"u{n}") for n in range(30))).replace("\n", "\r\n")
    records = read(text)
    assert [record.subject for record in records] == [f"Nummer {n} – ja" for n in range(30)]


_LINES = (
    "BEGIN:VCALENDAR",
    "END:VCALENDAR",
    "BEGIN:VEVENT",
    "BEGIN:VEVENT",
    "END:VEVENT",
    "BEGIN:VALARM",
    "END:VALARM",
    "BEGIN:VTIMEZONE",
    "TZID:Ours",
    "END:VTIMEZONE",
    "UID:a",
    "UID:b",
    "DTSTART:20250301T100000Z",
    "DTSTART;TZID=Ours:20250302T100000",
    "DTSTART;VALUE=DATE:20250303",
    "DTEND:20250301",
    "DURATION:P1H",
    "RRULE:FREQ=WEEKLY",
    "RRULE:FREQ=DAILY;COUNT=3",
    "RDATE:20250310",
    "RDATE;VALUE=PERIOD:20250311T100000/PT1H",
    "EXDATE:20250308T100000Z",
    "RECURRENCE-ID:20250308T100000Z",
    "RECURRENCE-ID;RANGE=THISANDFUTURE;VALUE=DATE:20250310",
    "SEQUENCE:2",
    "STATUS:CANCELLED",
    "ATTENDEE:mailto:ada@brook.example",
    " folded",
    "noise",
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(_LINES), max_size=40))
def test_every_event_is_accounted_for_whatever_the_lines(read, lines):
    records = read("\n".join(["BEGIN:VCALENDAR", *lines]))
    named = {record.origin.record for record in records if record.origin.record.startswith("event ")}
    begun = sum(line == "BEGIN:VEVENT" for line in lines)
    assert len(named) == begun
    keys = [record.key for record in interactions(records)]
    assert len(keys) == len(set(keys))
