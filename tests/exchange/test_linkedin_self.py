import pytest

from reknit.core.records import Affiliation, Anniversary, Channel, Name, PersonRecord, Skipped, Trait
from tests.exchange.linkedin_archive import PROFILE, read, table, write_as


def _own(tmp_path, name, text):
    records = read(write_as(tmp_path, name, text))
    assert all(isinstance(record, PersonRecord) and record.ego for record in records)
    return [record for record in records if isinstance(record, PersonRecord)]


def test_the_profile_describes_the_user(tmp_path):
    row = (
        *(
            "Maya",
            "Lindgren",
            "Olsen",
            "Storgata 1",
            "Dec 10, 1980",
            "Head of Design",
            "I like maps.",
            "Design",
            "0155",
        ),
        *("Oslo, Norway", "[mayal,maya_l]", "[PERSONAL:https://maya.example.org,COMPANY:https://studio.example.org]"),
        "[SKYPE:maya.l]",
    )
    (me,) = _own(tmp_path, "Profile.csv", PROFILE + table(row))
    assert me.name == Name(full="Maya Lindgren", given="Maya", family="Lindgren", maiden="Olsen")
    assert me.channels == (
        Channel(kind="postal", value="Storgata 1\n0155"),
        Channel(kind="handle", value="mayal", label="Twitter"),
        Channel(kind="handle", value="maya_l", label="Twitter"),
        Channel(kind="url", value="https://maya.example.org", label="personal"),
        Channel(kind="url", value="https://studio.example.org", label="company"),
        Channel(kind="handle", value="maya.l", label="skype"),
    )
    assert me.anniversaries == (Anniversary(kind="birthday", on="1980-12-10"),)
    assert me.notes == ("Head of Design",)


@pytest.mark.parametrize(("written", "kept"), [("Dec 10", ("--12-10",)), ("1815-12-10", ()), ("", ())])
def test_a_birthday_may_lack_its_year_but_not_be_impossible(tmp_path, written, kept):
    row = ("Maya", "Lindgren", "", "", written, "", "", "", "", "Oslo, Norway", "", "", "")
    (me,) = _own(tmp_path, "Profile.csv", PROFILE + table(row))
    assert tuple(day.on for day in me.anniversaries) == kept
    assert me.channels == (Channel(kind="postal", value="Oslo, Norway", label="location"),)


def test_positions_are_the_users_roles_with_their_months(tmp_path):
    header = "Company Name,Title,Description,Location,Started On,Finished On\n"
    rows = (
        ("Studio", "Designer", "Maps", "Oslo", "Jan 2018", "Dec 2020"),
        ("Meridian", "Lead", "", "", "Jan 2021", ""),
    )
    records = _own(tmp_path, "Positions.csv", header + table(*rows))
    assert [record.affiliations for record in records] == [
        (Affiliation(organisation="Studio", title="Designer", start="2018-01", end="2020-12"),),
        (Affiliation(organisation="Meridian", title="Lead", start="2021-01"),),
    ]


def test_studies_and_volunteering_are_roles_too(tmp_path):
    school = "School Name,Start Date,End Date,Notes,Degree Name,Activities\nUni Oslo,2001,2005,,MSc,Choir\n"
    cause = "Company Name,Role,Cause,Started On,Finished On,Description\nRed Tent,Driver,Health,Mar 2019,,\n"
    (study,) = _own(tmp_path, "Education.csv", school)
    (service,) = _own(tmp_path, "Volunteering.csv", cause)
    assert study.affiliations == (Affiliation(organisation="Uni Oslo", title="MSc", start="2001", end="2005"),)
    assert service.affiliations == (Affiliation(organisation="Red Tent", title="Driver", start="2019-03"),)


def test_skills_languages_and_certificates_are_offers_with_their_evidence(tmp_path):
    skills = _own(tmp_path, "Skills.csv", "Name\nCartography\n")
    languages = _own(tmp_path, "Languages.csv", "Name,Proficiency\nFinnish,Limited working proficiency\n")
    certificates = _own(
        tmp_path,
        "Certifications.csv",
        "Name,Url,Authority,Started On,Finished On,License Number\nFirst Aid,,Red Tent,May 2022,,7\n",
    )
    assert [record.traits for record in (*skills, *languages, *certificates)] == [
        (Trait(kind="offer", text="Cartography", evidence="a skill on your LinkedIn profile"),),
        (
            Trait(
                kind="offer",
                text="Finnish",
                evidence="a language on your LinkedIn profile: Limited working proficiency",
            ),
        ),
        (Trait(kind="offer", text="First Aid", on="2022-05", evidence="a certificate by Red Tent"),),
    ]


def test_a_project_says_when_it_was_finished(tmp_path):
    header = "Title,Description,Url,Started On,Finished On\n"
    (record,) = _own(tmp_path, "Projects.csv", header + "Harbour map,A long text,,08 Jan 2023,19 Nov 2023\n")
    assert record.traits == (
        Trait(
            kind="project",
            text="Harbour map",
            on="2023-01-08",
            evidence="a project on your LinkedIn profile, finished 2023-11-19",
        ),
    )


def test_own_addresses_are_channels_and_the_primary_one_is_preferred(tmp_path):
    header = "Email Address,Confirmed,Primary,Updated On\n"
    rows = "maya@example.org,Yes,No,2020-01-01 10:00:00 UTC\nm.l@example.net,Yes,Yes,2020-01-01 10:00:00 UTC\n"
    records = _own(tmp_path, "Email Addresses.csv", header + rows)
    assert [record.channels for record in records] == [
        (Channel(kind="email", value="maya@example.org"),),
        (Channel(kind="email", value="m.l@example.net", preferred=True),),
    ]


def test_an_address_that_was_never_confirmed_is_not_taken_for_the_users(tmp_path):
    text = "Email Address,Confirmed,Primary,Updated On\ntypo@example.org,No,No,\n"
    (record,) = read(write_as(tmp_path, "Email Addresses.csv", text))
    assert isinstance(record, Skipped)
    assert record.reason == "an address of yours that was never confirmed"


def test_phone_numbers_get_their_country_code_or_their_extension(tmp_path):
    text = "Extension,Number,Type\n+44,20 5550 0100,Mobile\n,+1 555 010 0123,Work\n12,+1 555 010 0199,Work\n"
    records = _own(tmp_path, "PhoneNumbers.csv", text)
    records += _own(
        tmp_path, "Whatsapp Phone Numbers.csv", "Number,Extension,Is_WhatsApp_Number\n5550 0100,+44,true\n"
    )
    assert [record.channels[0] for record in records] == [
        Channel(kind="phone", value="+44 20 5550 0100", label="mobile"),
        Channel(kind="phone", value="+1 555 010 0123", label="work"),
        Channel(kind="phone", value="+1 555 010 0199 ext. 12", label="work"),
        Channel(kind="phone", value="+44 5550 0100", label="WhatsApp"),
    ]


def test_a_row_about_the_user_that_says_nothing_is_skipped(tmp_path):
    text = "Extension,Number,Type\n,,Mobile\n"
    (record,) = read(write_as(tmp_path, "PhoneNumbers.csv", text))
    assert isinstance(record, Skipped)
    assert record.reason == "a row about you that says nothing"
