"""Names of many cultures: which spellings may be one person, and which are two."""

import pytest

from reknit.core.identity import Record, propose

ONE_NAME = [
    ("Robert Smith", "Bob Smith"),
    ("William O'Brien", "Bill OBrien"),
    ("Dana Liu", "Liu, Dana"),
    ("Dana Liu", "Liu Dana"),
    ("Samwell TARLY", "Samwell Tarly"),
    ("Dr. Dana Liu, MBA", "Dana Liu"),
    ("J. R. Tolland", "John Tolland"),
    ("Jürgen Müller", "Juergen Mueller"),
    ("Jürgen Müller", "Jurgen Muller"),
    ("Prof. Dr. Hans-Peter Groß", "Hans Peter Gross"),
    ("Anna Schmidt (geb. Weiß)", "Anna Weiss"),
    ("Anna Weiß-Schmidt", "Anna Schmidt"),
    ("Юлия Чайковская", "Yulia Chaikovskaya"),
    ("Евгений Щербаков", "Evgeny Shcherbakov"),
    ("Евгений Щербаков", "Jewgeni Schtscherbakow"),
    ("Наталья Ковальчук", "Natalia Kovalchuk"),
    ("Dmitry Orlov", "Dima Orlov"),
    ("Αλέξης Παπαδόπουλος", "Alexis Papadopoulos"),
    ("Łukasz Wójcik", "Lukasz Wojcik"),
    ("Małgorzata Nowak", "Gosia Nowak"),
    ("Şahin Çağrı Yılmaz", "Sahin Yilmaz"),
    ("Søren Ægirsson", "Soren Aegirsson"),
    ("Jiří Dvořák", "Jiri Dvorak"),
    ("José García Márquez", "Jose Garcia"),
    ("García Márquez, José", "José García Márquez"),
    ("Pepe Carreño", "José Carreño"),
    ("Giovanni Bianchi", "Gianni Bianchi"),
    ("Ludwig van der Berg", "Ludwig Berg"),
    ("王小明", "Xiaoming Wang"),
    ("Wang Xiaoming", "Xiao-Ming Wang"),
    ("김민수", "Min-su Kim"),
    ("محمد حسن", "Mohammed Hassan"),
    ("Mohamed El Sayed", "Muhammad El-Sayed"),
    ("Ekaterina Ivanova", "Katya Ivanova"),
    ('Margaret "Peggy" Olsen', "Peggy Olsen"),
    ("Catherine Lefèvre", "Katherine Lefevre"),
    ("Jonathan Meadows", "Jonathon Meadows"),
    ("Tatiana Fernandes", "Tatiana Fernandez"),
]
TWO_NAMES = [
    ("Anna Meier", "Peter Meier"),
    ("Mia Keller", "Mila Keller"),
    ("Daniel Roth", "Daniela Roth"),
    ("Martin Huber", "Martina Huber"),
    ("Lisa Berger", "Betty Berger"),
    ("Alexander Frank", "Alexandra Frank"),
    ("Paul Simon", "Paula Simon"),
    ("J. Smith", "K. Smith"),
    ("Dana Liu", "Dana Fischer"),
    ("John Smith", "Joan Smith"),
    ("Wei Zhang", "Min Zhang"),
]


def person(number, name, **more):
    return Record(id=number, names=(name,), **more)


def outcomes(*records):
    return [(p.low, p.high, p.outcome) for p in propose(records)]


@pytest.mark.parametrize(("one", "other"), ONE_NAME)
def test_spellings_of_one_name_are_asked_about(one, other):
    assert outcomes(person(1, one), person(2, other)) == [(1, 2, "ask")]


@pytest.mark.parametrize(("one", "other"), ONE_NAME)
def test_spellings_of_one_name_with_one_birthday_are_one_person(one, other):
    both = {"birthday": "1970-05-12", "organisations": ("Norrland Robotics",)}
    assert outcomes(person(1, one, **both), person(2, other, **both)) == [(1, 2, "same")]


@pytest.mark.parametrize(("one", "other"), TWO_NAMES)
def test_two_names_are_never_merged_even_in_one_firm(one, other):
    both = {"organisations": ("Norrland Robotics",)}
    assert "same" not in {p.outcome for p in propose([person(1, one, **both), person(2, other, **both)])}


@pytest.mark.parametrize(("one", "other"), TWO_NAMES)
def test_two_names_alone_are_not_asked_about(one, other):
    assert outcomes(person(1, one), person(2, other)) == []


def test_father_and_son_are_asked_about_not_merged():
    both = {"place": "Lund", "organisations": ("Norrland Robotics",), "phones": ()}
    found = outcomes(person(1, "John Tolland Sr.", **both), person(2, "John Tolland Jr.", **both))
    assert found in ([], [(1, 2, "ask")])


def test_two_single_first_names_are_no_question():
    assert outcomes(person(1, "Maria"), person(2, "Maria")) == []


def test_initials_with_other_letters_are_two_people():
    both = {"organisations": ("Norrland Robotics",)}
    assert outcomes(person(1, "Mr J. Berg", **both), person(2, "Mrs K. Berg", **both)) == []


def test_mr_and_mrs_of_one_initial_are_not_merged():
    both = {"birthday": "1970-05-12"}
    found = outcomes(person(1, "Mr J. Bergqvist", **both), person(2, "Mrs J. Bergqvist", **both))
    assert "same" not in {outcome for _, _, outcome in found}


def test_middle_initials_that_differ_speak_against():
    alike = propose([person(1, "John A. Berg"), person(2, "John Berg")])
    apart = propose([person(1, "John A. Berg"), person(2, "John K. Berg")])
    assert [p.probability for p in apart] < [p.probability for p in alike]


def test_the_name_in_an_address_is_read_when_there_is_no_other():
    found = outcomes(
        Record(id=1, emails=("jorunn.haugland@fjordkraft.example",)),
        person(2, "Jorunn Haugland"),
    )
    assert found == [(1, 2, "ask")]
