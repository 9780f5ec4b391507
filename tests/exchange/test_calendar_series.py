"""How repeating events are counted out."""

import datetime as dt
import time
from zoneinfo import ZoneInfo

import pytest

from reknit.core.records import InteractionRecord, Skipped, Unreadable
from reknit.exchange.calendar import FORMAT
from reknit.exchange.formats import ReadOptions
from reknit.exchange.sources import Source

AS_OF = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)
PEOPLE = "ORGANIZER:mailto:ada@brook.example\nATTENDEE:mailto:cy@dorn.example"


def event(*lines, start="DTSTART:20250303T100000Z", people=PEOPLE):
    return "\n".join(filter(None, ["BEGIN:VEVENT", "UID:one", start, people, *lines, "END:VEVENT"])) + "\n"


@pytest.fixture
def read(tmp_path):
    def _read(*events, me=(), zone="UTC"):
        path = tmp_path / "any.ics"
        path.write_text("BEGIN:VCALENDAR\n" + "".join(events) + "END:VCALENDAR\n", encoding="utf-8")
        options = ReadOptions(as_of=AS_OF, zone=ZoneInfo(zone), me=frozenset(me))
        return list(FORMAT.read(Source(str(path), path), options))

    return _read


def interactions(records):
    return [record for record in records if isinstance(record, InteractionRecord)]


def days(records):
    return [f"{record.at:%m-%d %H:%M}" for record in interactions(records)]


def reasons(records):
    return [record.reason for record in records if not isinstance(record, InteractionRecord)]


def test_a_counted_series_has_that_many_dates(read):
    records = read(event("RRULE:FREQ=WEEKLY;COUNT=3", "DURATION:PT45M"))
    assert days(records) == ["03-03 10:00", "03-10 10:00", "03-17 10:00"]
    assert {record.duration_minutes for record in records} == {45}
    assert len({record.key for record in records}) == 3
    assert {record.thread for record in records} == {"one"}


def test_a_series_for_ever_ends_a_year_ahead(read):
    records = read(event("RRULE:FREQ=MONTHLY"))
    assert interactions(records)[-1].at == dt.datetime(2026, 5, 3, 10, tzinfo=dt.UTC)
    assert max(record.at for record in records) <= AS_OF + dt.timedelta(days=366)
    assert len(records) == 15


def test_a_series_keeps_its_clock_time_over_the_change_of_clocks(read):
    records = read(event("RRULE:FREQ=WEEKLY;COUNT=5", start="DTSTART;TZID=Europe/Berlin:20250317T100000"))
    assert days(records) == ["03-17 09:00", "03-24 09:00", "03-31 08:00", "04-07 08:00", "04-14 08:00"]


def test_a_series_of_days_stays_one(read):
    records = read(event("RRULE:FREQ=WEEKLY;UNTIL=20250316T220000Z", start="DTSTART;VALUE=DATE:20250303"))
    assert [record.key for record in records] == ["one|20250303", "one|20250310"]
    assert all(record.all_day for record in records)


def test_the_last_day_of_a_rule_counts_in_full(read):
    records = read(event("RRULE:FREQ=WEEKLY;UNTIL=20250310", start="DTSTART;TZID=Europe/Berlin:20250303T100000"))
    assert days(records) == ["03-03 09:00", "03-10 09:00"]


def test_excluded_dates_are_left_out(read):
    rule = "RRULE:FREQ=DAILY;COUNT=5"
    assert days(read(event(rule, "EXDATE:20250304T100000Z,20250306T100000Z"))) == [
        "03-03 10:00",
        "03-05 10:00",
        "03-07 10:00",
    ]
    assert days(read(event(rule, "EXDATE;VALUE=DATE:20250304"))) == [
        "03-03 10:00",
        "03-05 10:00",
        "03-06 10:00",
        "03-07 10:00",
    ]


def test_additional_dates_are_taken_in_every_form(read):
    lines = (
        "DURATION:PT1H",
        "RDATE:20250304T120000Z",
        "RDATE;VALUE=DATE:20250305",
        "RDATE;VALUE=PERIOD:20250306T100000Z/PT2H,20250307T100000Z/20250307T103000Z",
    )
    records = read(event(*lines))
    assert days(records) == ["03-03 10:00", "03-04 12:00", "03-05 10:00", "03-06 10:00", "03-07 10:00"]
    assert [record.duration_minutes for record in records] == [60, 60, 60, 120, 30]


def test_an_additional_date_that_cannot_be_read_is_named(read):
    records = read(event("RDATE:20250304T120000Z,202503"))
    assert len(interactions(records)) == 2
    assert reasons(records) == ["an additional date (RDATE) cannot be read and was left out"]


def test_a_changed_date_replaces_the_one_it_changes(read):
    change = event("RECURRENCE-ID:20250310T100000Z", "SUMMARY:Moved", start="DTSTART:20250311T150000Z")
    records = read(change, event("RRULE:FREQ=WEEKLY;COUNT=3"))
    assert days(records) == ["03-03 10:00", "03-11 15:00", "03-17 10:00"]
    assert [record.key for record in records] == [
        "one|20250303T100000Z",
        "one|20250310T100000Z",
        "one|20250317T100000Z",
    ]
    assert records[1].subject == "Moved"


def test_a_cancelled_date_is_skipped(read):
    change = event("RECURRENCE-ID:20250310T100000Z", "STATUS:CANCELLED", start="DTSTART:20250310T100000Z")
    records = read(event("RRULE:FREQ=WEEKLY;COUNT=3"), change)
    assert days(records) == ["03-03 10:00", "03-17 10:00"]
    assert reasons(records) == ["the event was cancelled"]


def test_one_declined_date_of_an_accepted_series_is_skipped(read):
    mine = "ATTENDEE;PARTSTAT={}:mailto:me@here.example"
    change = event("RECURRENCE-ID:20250310T100000Z", mine.format("DECLINED"), start="DTSTART:20250310T100000Z")
    records = read(event("RRULE:FREQ=WEEKLY;COUNT=3", mine.format("ACCEPTED")), change, me=["me@here.example"])
    assert len(interactions(records)) == 2
    assert reasons(records) == ["you declined"]


def test_a_change_of_this_and_all_later_dates_moves_them(read):
    change = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20250310T100000Z", start="DTSTART:20250310T140000Z")
    records = read(event("RRULE:FREQ=WEEKLY;COUNT=3"), change)
    assert days(records) == ["03-03 10:00", "03-10 14:00", "03-17 14:00"]
    assert len({record.key for record in records}) == 3


def test_a_changed_date_without_its_series_stands_alone(read):
    (record,) = read(event("RECURRENCE-ID:20250310T100000Z", start="DTSTART:20250311T150000Z"))
    assert (record.key, record.at.day) == ("one|20250310T100000Z", 11)


def test_the_highest_sequence_wins(read):
    records = read(
        event("RRULE:FREQ=DAILY;COUNT=2", "SEQUENCE:2", "SUMMARY:new"),
        event("RRULE:FREQ=DAILY;COUNT=9", "SEQUENCE:1", "SUMMARY:old", start="DTSTART:20250303T080000Z"),
    )
    assert [record.subject for record in interactions(records)] == ["new", "new"]
    assert reasons(records) == ["an older version of an event in the same file"]


def test_events_that_share_a_uid_by_mistake_are_all_read(read):
    assert len(read(event(), event(start="DTSTART:20250305T100000Z"))) == 2


def test_a_copy_in_the_same_file_is_skipped(read):
    records = read(event(), event(people=""))
    assert len(interactions(records)) == 1
    assert interactions(records)[0].participants
    assert reasons(records) == ["a copy of an event in the same file"]


def test_a_series_without_other_people_is_one_record(read):
    (record,) = read(event("RRULE:FREQ=YEARLY", people=""))
    assert (record.channel, record.at.year) == ("event", 2025)


def test_the_one_record_is_the_first_date_that_takes_place(read):
    (record,) = read(event("RRULE:FREQ=DAILY", "EXDATE:20250303T100000Z", people=""))
    assert record.at.day == 4


def test_a_calendars_own_address_is_not_company(read):
    head = "X-WR-CALNAME:me@here.example\n"
    records = read(head, event("RRULE:FREQ=DAILY", people="ATTENDEE:mailto:me@here.example"))
    assert len(records) == 1


def test_a_changed_date_with_people_counts_in_a_series_without(read):
    plain = event("RECURRENCE-ID:20250304T100000Z", start="DTSTART:20250304T110000Z", people="")
    joint = event("RECURRENCE-ID:20250305T100000Z", start="DTSTART:20250305T110000Z")
    records = read(event("RRULE:FREQ=DAILY", people=""), plain, joint)
    assert [record.channel for record in interactions(records)] == ["event", "meeting"]
    assert reasons(records) == ["a further date of a series without other people"]


def test_a_changed_date_beyond_the_horizon_is_named(read):
    change = event("RECURRENCE-ID:20300101T100000Z", start="DTSTART:20300101T110000Z")
    (reason,) = reasons(read(event("RRULE:FREQ=MONTHLY"), change))
    assert reason.startswith("a changed date that its series does not hold")


def test_of_very_many_dates_the_latest_are_taken(read):
    records = read(event("RRULE:FREQ=DAILY", start="DTSTART:20000101T100000Z"))
    assert len(interactions(records)) == 5000
    assert interactions(records)[-1].at == dt.datetime(2026, 6, 1, 10, tzinfo=dt.UTC)
    (skipped,) = (record for record in records if isinstance(record, Skipped))
    assert skipped.reason == "more than 5,000 dates in one series: the older ones were left out"


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=MINUTELY;INTERVAL=2",
        "FREQ=DAILY;BYHOUR=1,2,3,4,5,6,7,8;BYMINUTE=0,1,2,3,4,5,6,7,8,9;BYSECOND=1,2,3,4,5,6,7,8",
    ],
)
def test_a_rule_that_ticks_without_end_does_not_hang(read, rule):
    began = time.process_time()
    records = read(event(f"RRULE:{rule}", start="DTSTART:20200101T100000Z"))
    assert time.process_time() - began < 2
    assert len(interactions(records)) == 1
    assert reasons(records) == ["the series repeats too often to be counted out, so only the first date was taken"]


def test_a_rule_that_never_comes_true_does_not_hang(read):
    began = time.process_time()
    records = read(event("RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"))
    assert time.process_time() - began < 2
    assert days(records) == ["03-03 10:00"]
    assert len(reasons(records)) == 1


def test_a_rule_that_cannot_be_read_costs_only_the_later_dates(read):
    records = read(event("RRULE:FREQ=SOMETIMES"))
    assert days(records) == ["03-03 10:00"]
    (loss,) = (record for record in records if isinstance(record, Unreadable))
    assert loss.reason == "the repetition rule (RRULE) cannot be read, so only the first date was taken"


def test_two_rules_of_one_event_are_both_followed(read):
    records = read(event("RRULE:FREQ=DAILY;COUNT=2", "RRULE:FREQ=WEEKLY;COUNT=2"))
    assert days(records) == ["03-03 10:00", "03-04 10:00", "03-10 10:00"]


def test_reading_later_adds_dates_and_changes_none(tmp_path):
    path = tmp_path / "any.ics"
    path.write_text(event("RRULE:FREQ=WEEKLY"), encoding="utf-8")
    source = Source(str(path), path)
    first = {record.key for record in FORMAT.read(source, ReadOptions(as_of=AS_OF))}
    later = {record.key for record in FORMAT.read(source, ReadOptions(as_of=AS_OF + dt.timedelta(days=30)))}
    assert first < later


def test_a_series_whose_every_date_was_excluded_is_named(read):
    assert reasons(read(event("RRULE:FREQ=DAILY;COUNT=2", "EXDATE:20250303T100000Z,20250304T100000Z"))) == [
        "every date of the series was changed or excluded"
    ]


def test_a_series_that_begins_with_a_changed_date_is_counted_out(read):
    lotus = event("RECURRENCE-ID;RANGE=THISANDFUTURE:20250303T100000Z", "RDATE:20250303T100000Z,20250310T100000Z")
    assert days(read(lotus)) == ["03-03 10:00", "03-10 10:00"]
