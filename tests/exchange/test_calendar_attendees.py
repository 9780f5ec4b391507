"""Who of those that an event lists is a person, and how to reach them."""

import pytest

from reknit.exchange.calendar_attendees import has_others, is_audience, participants_of
from reknit.exchange.calendar_mending import property_of


def people(*lines, me=()):
    return participants_of(map(property_of, lines), frozenset(me))


@pytest.mark.parametrize(
    "line",
    [
        "ATTENDEE;CUTYPE=RESOURCE;CN=Beamer:mailto:beamer@brook.example",
        "ATTENDEE;CUTYPE=room;CN=Room 5:mailto:room5@brook.example",
        "ATTENDEE;CUTYPE=GROUP;CN=All:mailto:all@brook.example",
        "ATTENDEE;CN=Room 5:mailto:x12@resource.calendar.google.com",
        "ATTENDEE;CN=Holidays:mailto:en.any#holiday@group.v.calendar.google.com",
        "ATTENDEE;CN=Team:mailto:abc@group.calendar.google.com",
        "ATTENDEE;CN=Imported:mailto:abc@import.calendar.google.com",
        "ATTENDEE;CUTYPE=INDIVIDUAL;CN=Contacts:mailto:4dhmurj@virtual",
        "ORGANIZER:mailto:unknownorganizer@calendar.google.com",
        "ORGANIZER:mailto:noreply@tickets.example",
        "ATTENDEE:invalid:nomail",
        "ATTENDEE:nobody",
    ],
)
def test_rooms_groups_calendars_and_machines_are_no_people(line):
    assert people(line) == ()


@pytest.mark.parametrize(
    ("line", "name", "value"),
    [
        ("ATTENDEE;CN=Ada Brook:MAILTO:Ada@Brook.example", "Ada Brook", "Ada@Brook.example"),
        ("ATTENDEE:ada@brook.example", "", "ada@brook.example"),
        ("ATTENDEE;CN=ada@brook.example:mailto:ada@brook.example", "", "ada@brook.example"),
        ("ATTENDEE;CN=\"'Ada Brook'\":mailto:ada@brook.example", "Ada Brook", "ada@brook.example"),
        ("ATTENDEE;CN=Ada;EMAIL=ada@brook.example:urn:uuid:1-2-3", "Ada", "ada@brook.example"),
        ('ATTENDEE;CN=Ada;EMAIL="ada@brook.example":/123/principal/', "Ada", "ada@brook.example"),
        ("ATTENDEE;CN=Ada:mailto:ada@ brook.example", "Ada", "ada@brook.example"),
        ("ATTENDEE;CN=Ada:mailto:ada%40brook.example?subject=x", "Ada", "ada@brook.example"),
        ("ATTENDEE;CN=Ada Brook:invalid:nomail", "Ada Brook", ""),
        ("ATTENDEE;CN=Ada Brook:mailto:invalid:nomail", "Ada Brook", ""),
        ("ATTENDEE;CN=Ada Brook:MAILTO:/O=FIRM/OU=SITE/CN=RECIPIENTS/CN=ADA", "Ada Brook", ""),
        ("ORGANIZER;CN=Ada Brook:mailto:no-reply@tickets.example", "Ada Brook", ""),
        ("ATTENDEE;ROLE=OWNER:Ada Brook <ada@brook.example>", "Ada Brook", "ada@brook.example"),
        ("ATTENDEE;CN=Ada:tel:+41446681800", "Ada", "+41446681800"),
    ],
)
def test_a_person_is_known_by_name_and_address(line, name, value):
    (person,) = people(line)
    assert (person.name, person.value) == (name, value)


def test_an_organiser_who_attends_is_one_person():
    found = people("ATTENDEE;CN=Ada Brook:mailto:ADA@brook.example", "ORGANIZER:mailto:ada@brook.example")
    assert [(person.role, person.name) for person in found] == [("organiser", "Ada Brook")]


def test_the_user_is_known_by_address():
    found = people("ORGANIZER:mailto:Me@here.example", "ATTENDEE:mailto:ada@brook.example", me=["me@here.example"])
    assert [person.ego for person in found] == [True, False]


def test_who_sent_somebody_else_counts_as_declined():
    found = people("ATTENDEE;PARTSTAT=DELEGATED:mailto:a@x.example", "ATTENDEE;PARTSTAT=declined:mailto:b@x.example")
    assert [person.declined for person in found] == [True, True]


@pytest.mark.parametrize(
    ("lines", "company"),
    [
        ([], False),
        (["ORGANIZER:mailto:a@x.example"], False),
        (["ORGANIZER:mailto:a@x.example", "ATTENDEE:mailto:a@x.example"], False),
        (["ORGANIZER:mailto:a@x.example", "ATTENDEE;CUTYPE=ROOM:mailto:r@x.example"], False),
        (["ATTENDEE:mailto:me@here.example"], False),
        (["ATTENDEE:mailto:named@after.example"], False),
        (["ORGANIZER:mailto:me@here.example", "ATTENDEE;PARTSTAT=DECLINED:mailto:a@x.example"], False),
        (["ATTENDEE:mailto:a@x.example"], True),
        (["ORGANIZER:mailto:a@x.example", "ATTENDEE:mailto:me@here.example"], True),
        (["ORGANIZER:mailto:me@here.example", "ATTENDEE:mailto:a@x.example"], True),
        (["ATTENDEE;CN=Ada Brook:invalid:nomail"], True),
    ],
)
def test_company_is_somebody_else_who_comes(lines, company):
    assert has_others(people(*lines, me=["me@here.example"]), "named@after.example") is company


def test_more_than_twenty_attendees_are_an_audience():
    lines = [f"ATTENDEE:mailto:p{number}@x.example" for number in range(21)]
    assert is_audience(people(*lines))
    assert not is_audience(people("ORGANIZER:mailto:o@x.example", *lines[:20]))
