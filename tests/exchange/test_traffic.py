import datetime as dt

import pytest

from reknit.core.records import Channel, InteractionRecord, Origin, Participant, PersonRecord
from reknit.exchange.traffic import Traffic

ME = "me@own.example"
ORIGIN = Origin("Inbox", "message 1")


def message(sender, *to, name="", bulk="", ego="", channel="mail"):
    parties = [Participant(role="from", name=name, kind="email", value=sender, ego=ego == sender)]
    parties += [Participant(role="to", kind="email", value=address, ego=ego == address) for address in to]
    at = dt.datetime(2024, 3, 5, tzinfo=dt.UTC)
    return InteractionRecord(
        origin=ORIGIN, source="mail", key="k", at=at, channel=channel, participants=tuple(parties), bulk=bulk
    )


def traffic(*records):
    found = Traffic()
    for record in records:
        found.add(record)
    return found


def own(found, limit=6):
    return [guess.address for guess in found.own_addresses(limit)]


def test_the_sender_of_a_folder_of_sent_mail_is_the_user():
    found = traffic(*[message(ME, f"p{n}@x.example", ego=ME) for n in range(9)])
    (guess,) = found.own_addresses(6)
    assert guess.address == ME
    assert guess.evidence == "9 messages in a folder of sent mail came from it"
    assert guess.confidence > 0.8


def test_the_address_that_mail_was_delivered_to_is_the_user():
    found = traffic(*[message(f"p{n}@x.example", ME, ego=ME) for n in range(9)])
    assert own(found) == [ME]


def test_one_mark_is_weaker_evidence_than_many():
    one = traffic(message(ME, "a@x.example", ego=ME)).own_addresses(6)[0]
    many = traffic(*[message(ME, "a@x.example", ego=ME)] * 50).own_addresses(6)[0]
    assert one.confidence < 0.6 < many.confidence
    assert one.evidence.startswith("1 message in")


def test_the_address_in_most_messages_both_ways_is_the_user():
    inbox = [message(f"p{n}@x.example", ME, "other@x.example") for n in range(8)]
    sent = [message(ME, f"p{n}@x.example") for n in range(8)]
    (guess,) = traffic(*inbox, *sent).own_addresses(6)
    assert guess.address == ME
    assert "16 of 16 messages" in guess.evidence


def test_a_note_to_oneself_counts_once():
    notes = [message(ME, ME)] * 12
    assert "12 of 12 messages" in traffic(*notes).own_addresses(6)[0].evidence


def test_two_who_write_only_to_each_other_cannot_be_told_apart():
    found = traffic(*[message("a@x.example", "b@x.example"), message("b@x.example", "a@x.example")] * 10)
    assert own(found) == []


def test_an_archive_of_many_peoples_mail_has_no_owner():
    found = traffic(*[message(f"p{n}@x.example", f"p{n + 1}@x.example") for n in range(40)])
    assert own(found) == []


def test_the_folders_of_many_people_have_no_owner():
    found = traffic(*[message(f"p{n}@x.example", "all@x.example", ego=f"p{n}@x.example") for n in range(20)])
    assert own(found) == []


def test_stray_marks_in_a_collection_show_no_owner():
    strangers = [message(f"a{n}@x.example", f"b{n}@x.example") for n in range(60)]
    assert own(traffic(*strangers, message("x@x.example", ME, ego=ME))) == []


def test_a_few_messages_show_nothing():
    assert own(traffic(*[message("p@x.example", ME), message(ME, "q@x.example")] * 2)) == []


def test_list_mail_shows_nothing():
    found = traffic(*[message("busy@x.example", "dev@list.example", bulk="a mailing list")] * 50)
    assert own(found) == []


def test_the_users_profile_names_own_addresses():
    profile = PersonRecord(
        origin=ORIGIN, source="linkedin", ego=True, channels=(Channel(kind="email", value="Me@Own.example"),)
    )
    (guess,) = traffic(profile).own_addresses(6)
    assert (guess.address, guess.evidence) == (ME, "it stands in your own profile")


def test_a_contact_is_not_the_user():
    contact = PersonRecord(origin=ORIGIN, source="vcard", channels=(Channel(kind="email", value="a@x.example"),))
    assert own(traffic(contact)) == []


def test_a_private_account_under_the_same_name_is_offered_with_less_confidence():
    sent = [message(ME, "a@x.example", name="Mara Lind", ego=ME)] * 20
    found = traffic(*sent, message("mara@home.example", "b@x.example", name="mara lind"))
    first, second = found.own_addresses(6)
    assert (first.address, second.address) == (ME, "mara@home.example")
    assert second.confidence < 0.8
    assert second.evidence == f"it writes under the same name as {ME}"


def test_no_more_addresses_are_named_than_asked_for():
    found = traffic(*[message(f"me{n}@own.example", "a@x.example", ego=f"me{n}@own.example") for n in range(4)])
    assert len(own(found)) == 4
    assert len(own(found, 2)) == 2


def test_a_machine_that_only_ever_writes_makes_no_person():
    found = traffic(*[message("info@shop.example", ME, name="Shop")] * 6)
    sender = found.one_way_senders({ME})["info@shop.example"]
    assert sender == (6, "writes often, never got an answer, and its address is a role")


@pytest.mark.parametrize(
    ("address", "name", "bulk", "words"),
    [
        ("hello@shop.example", "", "", "a role"),
        ("x17@mail.shop.example", "Shop", "", "a company's"),
        ("x17@shop.example", "The Shop", "a newsletter", "marked as sent by a machine"),
        ("x17@shop.example", "Shop notifications", "", "an automatic notification"),
    ],
)
def test_what_a_machine_looks_like(address, name, bulk, words):
    senders = traffic(*[message(address, ME, name=name, bulk=bulk)] * 5).one_way_senders({ME})
    assert words in senders[address].reason


def test_a_person_who_only_ever_writes_stays_a_person():
    assert traffic(*[message("mara@lind.example", ME, name="Mara Lind")] * 30).one_way_senders({ME}) == {}


def test_a_person_with_a_domain_of_their_own_name_stays_a_person():
    assert traffic(*[message("me@maralind.example", ME, name="Mara Lind")] * 30).one_way_senders({ME}) == {}


def test_few_messages_are_not_enough_to_call_it_a_machine():
    assert traffic(*[message("info@shop.example", ME)] * 4).one_way_senders({ME}) == {}


def test_a_role_that_was_answered_once_stays():
    found = traffic(*[message("info@shop.example", ME)] * 30, message(ME, "info@shop.example"))
    assert found.one_way_senders({ME}) == {}


def test_an_answer_by_somebody_else_does_not_count():
    found = traffic(*[message("info@shop.example", ME)] * 30, message("ann@x.example", "info@shop.example"))
    assert "info@shop.example" in found.one_way_senders({ME})


def test_posts_to_a_list_do_not_make_a_machine():
    posts = [message("info@shop.example", "dev@list.example", bulk="a mailing list")] * 30
    assert traffic(*posts).one_way_senders({ME}) == {}


@pytest.mark.parametrize("bulk", ["a delivery report", "an automatic reply"])
def test_a_person_whose_program_answers_by_itself_is_no_machine(bulk):
    answers = [message("mara@lind.example", ME, bulk=bulk)] * 30
    assert traffic(*answers).one_way_senders({ME}) == {}


def test_the_user_is_never_a_one_way_sender():
    assert traffic(*[message("info@own.example", "a@x.example")] * 30).one_way_senders({"Info@own.example"}) == {}


def test_meetings_and_calls_are_passed_over():
    assert len(traffic(message("a@x.example", ME, channel="meeting"))) == 0


def test_memory_grows_with_people_not_with_messages():
    found = traffic(*[message(f"p{n % 10}@x.example", ME) for n in range(5000)])
    assert len(found) == 11
