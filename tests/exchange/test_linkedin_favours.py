from reknit.core.records import FavourRecord, Name, Origin, PersonRecord, Skipped, Trait, Unreadable
from tests.exchange.linkedin_archive import read, table, write_as

RECEIVED = (
    "Endorsement Date,Skill Name,Endorser First Name,Endorser Last Name,Endorser Public Url,Endorsement Status\n"
)
GIVEN = RECEIVED.replace("Endorser", "Endorsee")
RECOMMENDATIONS = "First Name,Last Name,Company,Job Title,Text,Creation Date,Status\n"
DANA = ("Dana", "Liu", "www.linkedin.com/in/dana-liu")


def _endorsed(skill, person=DANA, date="2024/02/01 15:02:55 UTC", status="ACCEPTED"):
    return (date, skill, *person, status)


def test_an_endorsement_received_is_a_favour_from_that_person(tmp_path):
    favour, _ = read(write_as(tmp_path, "Endorsement_Received_Info.csv", RECEIVED + table(_endorsed("Hiring"))))
    assert isinstance(favour, FavourRecord)
    assert (favour.direction, favour.kind, favour.text, favour.on) == (
        "received",
        "visibility",
        "Hiring",
        "2024-02-01",
    )
    assert (favour.person.key, favour.person.name.full) == ("linkedin:dana-liu", "Dana Liu")
    assert favour.person.channels[0].value == "www.linkedin.com/in/dana-liu"
    assert favour.person.traits == ()


def test_endorsements_received_say_what_the_user_offers_and_who_vouches_for_it(tmp_path):
    people = [
        ("Dana", "Liu", ""),
        ("Omar", "Haddad", ""),
        ("Wu", "Lei", ""),
        ("Zoë", "Brandt", ""),
        ("Ines", "Roth", ""),
    ]
    rows = [_endorsed("Hiring", person) for person in people] + [_endorsed("Maps", people[0], "01 May 2025")]
    *favours, me = read(write_as(tmp_path, "Endorsement_Received_Info.csv", RECEIVED + table(*rows)))
    assert len(favours) == 6
    assert me == PersonRecord(
        origin=Origin("Endorsement_Received_Info.csv", "rows up to 7"),
        source="linkedin",
        ego=True,
        traits=(
            Trait(
                kind="offer",
                text="Hiring",
                on="2024-02-01",
                evidence="endorsed on LinkedIn by Dana Liu, Omar Haddad, Wu Lei and 2 more",
            ),
            Trait(kind="offer", text="Maps", on="2025-05-01", evidence="endorsed on LinkedIn by Dana Liu"),
        ),
    )


def test_an_endorsement_given_says_what_that_person_offers(tmp_path):
    (favour,) = read(write_as(tmp_path, "Endorsement_Given_Info.csv", GIVEN + table(_endorsed("Hiring"))))
    assert isinstance(favour, FavourRecord)
    assert favour.direction == "given"
    assert favour.person.traits == (
        Trait(kind="offer", text="Hiring", on="2024-02-01", evidence="you endorsed them for Hiring on LinkedIn"),
    )


def test_an_endorsement_without_a_profile_address_is_known_by_name(tmp_path):
    header = "Endorsement Date,Skill Name,Endorser First Name,Endorser Last Name,Endorsement Status\n"
    row = ("2022/06/20 13:05:02 UTC", "Research", "Dana", "Liu", "ACCEPTED")
    favour, _ = read(write_as(tmp_path, "Endorsement_Received_Info.csv", header + table(row)))
    assert isinstance(favour, FavourRecord)
    assert (favour.person.key, favour.person.name) == ("", Name(full="Dana Liu", given="Dana", family="Liu"))


def test_each_endorsement_has_a_key_of_its_own_however_its_day_is_written(tmp_path):
    rows = (_endorsed("Hiring"), _endorsed("Maps"), _endorsed("Hiring", ("Omar", "Haddad", "")))
    one = read(write_as(tmp_path, "Endorsement_Given_Info.csv", GIVEN + table(*rows)))
    keys = [record.key for record in one if isinstance(record, FavourRecord)]
    again = read(
        write_as(tmp_path, "Endorsement_Given_Info.csv", GIVEN + table(_endorsed("Hiring", date="1 Feb 2024")))
    )
    assert len(set(keys)) == 3
    assert [record.key for record in again if isinstance(record, FavourRecord)] == keys[:1]


def test_endorsements_taken_back_or_by_nobody_are_skipped(tmp_path):
    rows = (
        _endorsed("Maps", status="REJECTED"),
        _endorsed("Maps", ("", "", "")),
        _endorsed("Maps", ("LinkedIn", "Member", "")),
    )
    records = read(write_as(tmp_path, "Endorsement_Given_Info.csv", GIVEN + table(*rows)))
    assert [record.reason for record in records if isinstance(record, Skipped)] == [
        "taken back or turned down",
        "with a member who has left LinkedIn",
        "with a member who has left LinkedIn",
    ]


def test_an_endorsement_of_nothing_cannot_be_read(tmp_path):
    (record,) = read(write_as(tmp_path, "Endorsement_Given_Info.csv", GIVEN + table(_endorsed(""))))
    assert record == Unreadable(origin=Origin("Endorsement_Given_Info.csv", "row 2"), reason="the skill is missing")


def test_recommendations_are_favours_and_their_text_is_not_kept(tmp_path):
    row = ("Dana", "Liu", "Meridian", "Head of Data", "She carries secrets well.", "01/05/21, 09:12 AM", "VISIBLE")
    (given,) = read(write_as(tmp_path, "Recommendations_Given.csv", RECOMMENDATIONS + table(row)))
    (received,) = read(write_as(tmp_path, "Recommendations_Received.csv", RECOMMENDATIONS + table(row)))
    assert isinstance(given, FavourRecord)
    assert isinstance(received, FavourRecord)
    assert (given.direction, received.direction) == ("given", "received")
    assert (given.text, given.kind, given.on) == ("recommendation", "visibility", "2021-01-05")
    assert given.person.affiliations[0].organisation == "Meridian"
    assert "secrets" not in repr(given)


def test_a_recommendation_from_before_linkedin_is_kept_without_its_date(tmp_path):
    row = ("Dana", "Liu", "", "", "Good.", "05 Jun 1833", "VISIBLE")
    (favour,) = read(write_as(tmp_path, "Recommendations_Given.csv", RECOMMENDATIONS + table(row)))
    assert isinstance(favour, FavourRecord)
    assert favour.on == ""


def test_a_renamed_file_of_recommendations_does_not_guess_the_direction(tmp_path):
    row = ("Dana", "Liu", "", "", "Good.", "05 Jun 2013", "VISIBLE")
    (record,) = read(write_as(tmp_path, "praise.csv", RECOMMENDATIONS + table(row)))
    assert isinstance(record, Unreadable)
    assert record.reason == "the file's name does not say whether you gave or received this recommendation"
