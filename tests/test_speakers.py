"""Who speaks: sources of every form, read by the shipped model, resolved within their article."""

import pytest

from onrecord import Reader, Reading, Statement
from onrecord.reading.actors import Cast
from onrecord.reading.resolved import LEAST
from onrecord.statements.codec import check_grounding


def saying(reading: Reading, words: str) -> Statement:
    """The one outer statement whose content holds the words."""
    found = [s for s in reading.statements if s.within is None and any(words in span.text for span in s.content)]
    assert len(found) == 1, f"{len(found)} statements hold {words!r}"
    return found[0]


def speaker_of(reading: Reading, words: str) -> tuple[str | None, str | None, str | None]:
    """Name, type and via of who says the words."""
    speaker = saying(reading, words).speaker
    return speaker.name, speaker.type, speaker.via


@pytest.mark.parametrize("short", ["Mr Doyle", "Mr. Doyle", "Doyle", "Mr\u00a0Doyle"])
def test_a_surname_is_the_person_named_in_full_before(reader: Reader, short: str) -> None:
    reading = reader.read(f"Peter Doyle runs the harbour.\n\n{short} said the gates would stay shut until spring.")
    assert speaker_of(reading, "stay shut until spring") == ("Peter Doyle", "person", "name")


def test_a_full_name_after_the_surname_names_the_actor(reader: Reader) -> None:
    reading = reader.read(
        "Mr Doyle said the gates would stay shut until spring. The harbour, which Peter Doyle has run since 2012, is "
        "empty.\n\nPeter Doyle said nobody had asked him."
    )
    assert speaker_of(reading, "stay shut until spring")[0] == "Peter Doyle"
    assert {actor.name for actor in reading.actors} == {"Peter Doyle"}


@pytest.mark.parametrize(
    ("name", "pronoun"), [("Peter Doyle", "He"), ("Susan Hale", "She"), ("Mr Tarq", "He"), ("Mrs Tarq", "She")]
)
def test_a_pronoun_is_the_person_named_before(reader: Reader, name: str, pronoun: str) -> None:
    reading = reader.read(
        f"{name} opened the harbour on Monday. {pronoun} said the gates would stay open until spring."
    )
    bare = name.removeprefix("Mr ").removeprefix("Mrs ")
    assert speaker_of(reading, "stay open until spring") == (bare, "person", "pronoun")


def test_pronouns_tell_two_people_apart(reader: Reader) -> None:
    reading = reader.read(
        "Peter Doyle met Susan Hale at the clinic. She said the doors would open on Friday. He said they would not."
    )
    assert speaker_of(reading, "doors would open")[0] == "Susan Hale"
    assert speaker_of(reading, "they would not")[0] == "Peter Doyle"


def test_what_the_article_says_of_someone_outweighs_a_first_name(reader: Reader) -> None:
    reading = reader.read(
        "Mr Leslie Park opened the harbour on Monday. He cut the ribbon with his own knife.\n\n"
        "He said the gates would stay open until spring."
    )
    assert speaker_of(reading, "stay open until spring")[0] == "Leslie Park"


def test_a_pronoun_without_anyone_before_it_is_unattributed(reader: Reader) -> None:
    reading = reader.read("It was late in the evening. He said the road would open in the spring.")
    speaker = saying(reading, "open in the spring").speaker
    assert (speaker.name, speaker.type, speaker.via, speaker.actors) == (None, None, None, ())
    assert reading.actors == ()


def test_a_pronoun_never_goes_to_one_of_the_other_gender(reader: Reader) -> None:
    reading = reader.read("Mrs Susan Hale opened the clinic on Monday. He said the doors would stay open all winter.")
    assert speaker_of(reading, "stay open all winter") == (None, None, None)


@pytest.mark.parametrize("relative", ["His wife", "His lawyer", "Her aides"])
def test_a_possessive_is_not_its_owner(reader: Reader, relative: str) -> None:
    owner = "Susan Hale" if relative.startswith("Her") else "Peter Doyle"
    reading = reader.read(f"{owner} was at home that day. {relative} said the gates were shut that night.")
    assert saying(reading, "gates were shut").speaker.name != owner


@pytest.mark.parametrize(
    "opening",
    [
        "The Health Secretary, Susan Hale, visited the clinic in Leeds on Monday.",
        "Susan Hale, the Health Secretary, visited the clinic in Leeds on Monday.",
        "Health Secretary Susan Hale visited the clinic in Leeds on Monday.",
    ],
)
def test_a_title_is_whom_an_apposition_gave_it_to(reader: Reader, opening: str) -> None:
    reading = reader.read(f"{opening}\n\nThe Health Secretary said the clinic would open in May.")
    assert speaker_of(reading, "clinic would open in May") == ("Susan Hale", "person", "title")


def test_two_roles_are_kept_apart(reader: Reader) -> None:
    reading = reader.read(
        "Peter Doyle, the mayor of Leeds, and Susan Hale, a nurse, met on Monday. The mayor said the road would open. "
        "The nurse said it should not."
    )
    assert speaker_of(reading, "the road would open") == ("Peter Doyle", "person", "title")
    assert speaker_of(reading, "it should not") == ("Susan Hale", "person", "description")


def test_a_title_that_nobody_has_is_unattributed(reader: Reader) -> None:
    reading = reader.read("Lena Ruiz and Tom Park met in Leeds. The mayor said the road would open.")
    assert speaker_of(reading, "the road would open") == (None, None, None)


def test_a_former_holder_of_an_office_is_not_the_present_one(reader: Reader) -> None:
    reading = reader.read(
        "Susan Hale, the mayor of Leeds, opened the road on Monday. The former mayor said it was built too late."
    )
    assert saying(reading, "built too late").speaker.name != "Susan Hale"


def test_a_relative_pronoun_is_the_name_before_it(reader: Reader) -> None:
    reading = reader.read("Peter Doyle, who said the gates were safe, left the meeting early.")
    statement = saying(reading, "gates were safe")
    assert [span.text for span in statement.source] == ["who"]
    assert speaker_of(reading, "gates were safe") == ("Peter Doyle", "person", "pronoun")


def test_several_speakers(reader: Reader) -> None:
    reading = reader.read("Peter Doyle and Susan Hale said the gates would stay shut until spring.")
    speaker = saying(reading, "stay shut until spring").speaker
    assert (speaker.name, speaker.type) == ("Peter Doyle; Susan Hale", "person")
    names = {actor.id: actor.name for actor in reading.actors}
    assert [names[key] for key in speaker.actors] == ["Peter Doyle", "Susan Hale"]


def test_two_of_one_surname_are_not_confused(reader: Reader) -> None:
    reading = reader.read(
        "Peter Doyle and Anna Doyle came to the hearing in Leeds.\n\nDoyle said the harbour would reopen in spring."
    )
    speaker = saying(reading, "reopen in spring").speaker
    assert (speaker.name, speaker.actors) == (None, ())
    assert {name for name, _, _ in speaker.candidates} == {"Peter Doyle", "Anna Doyle"}


@pytest.mark.parametrize(("honorific", "name"), [("Mr", "Peter Doyle"), ("Ms", "Anna Doyle"), ("Mrs", "Anna Doyle")])
def test_an_honorific_tells_two_of_one_surname_apart(reader: Reader, honorific: str, name: str) -> None:
    reading = reader.read(
        f"Peter Doyle and Anna Doyle came to the hearing in Leeds.\n\n{honorific} Doyle said the harbour would reopen."
    )
    assert speaker_of(reading, "the harbour would reopen")[0] == name


def test_a_first_name_may_be_all_that_differs(reader: Reader) -> None:
    reading = reader.read(
        "Peter Doyle said the gates were safe. The hearing went on for hours.\n\n"
        "Anna Doyle said the gates were rusty and should be replaced."
    )
    assert speaker_of(reading, "gates were safe")[0] == "Peter Doyle"
    assert speaker_of(reading, "gates were rusty")[0] == "Anna Doyle"
    assert len(reading.actors) == 2


def test_a_possessive_before_a_noun_of_saying(reader: Reader) -> None:
    reading = reader.read("Peter Hill runs the harbour. Mr Hill’s claim that the gates were safe surprised nobody.")
    assert speaker_of(reading, "gates were safe") == ("Peter Hill", "person", "name")
    assert saying(reading, "gates were safe").framing == "doubting"


def test_an_acronym_is_what_the_text_says_it_stands_for(reader: Reader) -> None:
    reading = reader.read(
        "The Office for National Statistics (ONS) is in Newport. The ONS said 40 million trips were made last year."
    )
    assert speaker_of(reading, "40 million trips") == ("Office for National Statistics", "organisation", "name")


def test_an_organisation(reader: Reader) -> None:
    reading = reader.read("The World Bank said growth would slow next year.")
    assert speaker_of(reading, "growth would slow") == ("World Bank", "organisation", "name")


def test_a_noun_for_an_organisation_named_before(reader: Reader) -> None:
    reading = reader.read("The Bank of England raised rates on Thursday. “Growth will slow,” the Bank said.")
    assert speaker_of(reading, "Growth will slow")[:2] == ("Bank of England", "organisation")


def test_a_document(reader: Reader) -> None:
    reading = reader.read("The gates were built in 1911. The report said that the gates were rusty and unsafe.")
    assert speaker_of(reading, "rusty and unsafe") == ("report", "document", "description")


def test_unnamed_groups_are_no_persons(reader: Reader) -> None:
    reading = reader.read("Critics said the plan was rushed. Officials said the plan was sound.")
    assert speaker_of(reading, "was rushed")[:2] == ("Critics", "group")
    assert speaker_of(reading, "was sound")[:2] == ("Officials", "anonymous")


@pytest.mark.parametrize(
    "source", ["An official", "A senior official", "A woman who lives nearby", "A spokesman", "One witness"]
)
def test_an_unnamed_source_stays_anonymous(reader: Reader, source: str) -> None:
    reading = reader.read(f"Peter Doyle opened the harbour on Monday. {source} said the gates were rusty and unsafe.")
    speaker = saying(reading, "rusty and unsafe").speaker
    assert speaker.type == "anonymous"
    assert speaker.name != "Peter Doyle"


def test_a_spokesman_speaks_without_a_name(reader: Reader) -> None:
    reading = reader.read("A spokesman for the Home Office said the plan had been dropped.")
    assert speaker_of(reading, "plan had been dropped")[:2] == ("spokesman for the Home Office", "anonymous")


def test_the_writer_is_the_author(reader: Reader) -> None:
    reading = reader.read("I think the plan is a mistake, and I say that the council should withdraw it.")
    assert speaker_of(reading, "plan is a mistake") == ("author", "author", "pronoun")


def test_a_quotation_that_goes_on_keeps_its_speaker(reader: Reader) -> None:
    reading = reader.read(
        "Peter Doyle, the harbour master, said the gates were safe.\n\n“We tested them twice,” Mr Doyle said.\n\n"
        "“And we will test them again in the spring.”\n\nThe road is open."
    )
    assert speaker_of(reading, "tested them twice")[0] == "Peter Doyle"
    assert speaker_of(reading, "test them again")[0] == "Peter Doyle"


QUESTIONS = """Q: Why did you close the gates?

A: Because the sea was coming in and nobody else would do it.

Q: Who was with you on the quay that night?

A: Nobody was with me; I decided on my own that night."""


def test_answers_in_an_interview_are_whom_it_is_about(reader: Reader) -> None:
    reading = reader.read(f"Peter Doyle kept the gates for thirty years. Doyle retired in May.\n\n{QUESTIONS}")
    assert speaker_of(reading, "the sea was coming in")[:2] == ("Peter Doyle", "person")
    assert speaker_of(reading, "decided on my own")[:2] == ("Peter Doyle", "person")
    assert speaker_of(reading, "Why did you close")[:2] == ("author", "author")


def test_answers_of_nobody_known_are_unattributed(reader: Reader) -> None:
    assert speaker_of(reader.read(QUESTIONS), "the sea was coming in") == (None, None, None)


def test_turns_in_capitals_are_the_people_named_before(reader: Reader) -> None:
    reading = reader.read(
        "Mary Jones met David Park at the mill.\n\nJONES: Did you close the sluice yourself that night?\n\n"
        "PARK: I did not. I was at home with my daughter and the phone was off.\n\n"
        "JONES: Then who did close it, do you think?\n\nPARK: Ask the harbour master, because he was there all evening."
    )
    assert speaker_of(reading, "close the sluice yourself")[0] == "Mary Jones"
    assert speaker_of(reading, "at home with my daughter")[0] == "David Park"


def test_an_unattributed_statement_keeps_its_candidates(reader: Reader) -> None:
    reading = reader.read(
        "Peter Doyle met Paul Reed and Tom Park at the harbour on Monday, and all three inspected the gates. "
        "Nobody spoke for a while.\n\nPeter Doyle and Paul Reed and Tom Park sat down. "
        "He said the gates would stay shut until spring."
    )
    speaker = saying(reading, "stay shut until spring").speaker
    if speaker.name is None:
        assert (speaker.type, speaker.via, speaker.actors) == (None, None, ())
    assert {name for name, _, _ in speaker.candidates} & {"Peter Doyle", "Paul Reed", "Tom Park"}
    assert all(0 <= confidence <= 1 for _, _, confidence in speaker.candidates)


ARTICLE = (
    "Health Secretary Susan Hale visited the clinic in Leeds on Monday. Ms Hale said the clinic would open in May.\n\n"
    "Peter Doyle, a nurse at the clinic, said it was late. He said two wards were empty.\n\n"
    "The World Bank said the loan would be paid. A union official said nobody had been told."
)


def test_actors_list_their_mentions(reader: Reader) -> None:
    reading = reader.read(ARTICLE)
    actors = {actor.name: actor for actor in reading.actors}
    assert [span.text for span in actors["Susan Hale"].mentions] == ["Susan Hale", "Hale"]
    assert {span.text for span in actors["Peter Doyle"].mentions} == {"Peter Doyle"}
    assert any("Health Secretary" in role for role in actors["Susan Hale"].roles)
    assert any("nurse" in role for role in actors["Peter Doyle"].roles)
    assert {actor.type for actor in reading.actors} == {"person", "organisation", "anonymous"}


def test_speakers_and_actors_belong_together(reader: Reader) -> None:
    reading = reader.read(ARTICLE)
    check_grounding(reading)
    names = {actor.id: actor.name for actor in reading.actors}
    assert len(names) == len(reading.actors)
    spoken = set()
    for statement in reading.statements:
        speaker = statement.speaker
        if speaker.name is None:
            assert not speaker.actors
            continue
        assert speaker.name == "; ".join(names[key] for key in speaker.actors)
        assert speaker.confidence >= LEAST
        spoken |= set(speaker.actors)
    assert spoken == set(names)
    for actor in reading.actors:
        for span in actor.mentions:
            assert span.text == ARTICLE[span.start : span.end]


def test_a_report_opens_with_a_description_of_someone_it_names_later(reader: Reader) -> None:
    reading = reader.read(
        "The Housing Minister called the figures a triumph on Monday.\n\n“Rents fall,” Callum Brack told reporters."
    )
    assert speaker_of(reading, "triumph")[0] == "Callum Brack"


def test_a_title_that_fits_nobody_in_the_story_names_an_unnamed_office_holder(reader: Reader) -> None:
    reading = reader.read("The strike lasted a week. The Prime Minister said on Monday that talks would go on.")
    assert speaker_of(reading, "talks would go on") == ("Prime Minister", "person", "title")


def test_the_paragraph_says_who_the_former_chancellor_is(reader: Reader) -> None:
    reading = reader.read(
        "“I never wrote it,” Piers Dunmow said. “I thought of it,” the former chancellor told the Review last week."
    )
    assert speaker_of(reading, "I thought of it")[0] == "Piers Dunmow"


def test_someone_of_another_role_is_not_meant(reader: Reader) -> None:
    reading = reader.read("Susan Hale, a nurse, said the ward was full. The chancellor said more money was coming.")
    assert speaker_of(reading, "more money")[0] != "Susan Hale"


def test_a_possessive_names_whose_lawyer_it_is(reader: Reader) -> None:
    reading = reader.read("Tom Park was arrested on Monday. His lawyer said he had been asleep.")
    assert speaker_of(reading, "he had been asleep")[:2] == ("Tom Park's lawyer", "anonymous")


def test_the_officials_are_those_who_spoke_before(reader: Reader) -> None:
    reading = reader.read(
        "Two department officials said the bridge was unsafe. The officials said they had warned the minister in May."
    )
    assert speaker_of(reading, "they had warned the minister")[0] == "Two department officials"


def test_a_noun_for_what_an_apposition_called_an_organisation(reader: Reader) -> None:
    reading = reader.read(
        "The Carrow Institute, a think tank in Leeds, said growth would slow. The think tank said prices would rise."
    )
    assert speaker_of(reading, "prices would rise")[0] == "Carrow Institute"


def test_mrs_is_not_the_man_of_the_same_surname(reader: Reader) -> None:
    reading = reader.read(
        "“He left at noon,” Mr. Leonard Bacca said of his guest. Mrs. Bacca said that the guest had stayed until three."
    )
    assert speaker_of(reading, "stayed until three")[0] == "Mrs. Bacca"


def test_a_couple(reader: Reader) -> None:
    reading = reader.read(
        "“We asked them,” said Mrs. Verna Tull. “We did,” Mr. Orville Tull said.\n\nMr. and Mrs. Tull said they’d sell."
    )
    found = saying(reading, "they’d sell").speaker.name
    assert found is not None
    assert set(found.split("; ")) == {"Verna Tull", "Orville Tull"}


def test_a_number_as_a_name_costs_nothing(reader: Reader) -> None:
    reading = reader.read("Mr. III said he would sing on Monday.\n\nLena Ruiz said that the song was hers.")
    assert speaker_of(reading, "the song was hers")[0] == "Lena Ruiz"


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Zubair said the book was good. “I believe in \nZubair,” she wrote.", ["Zubair"]),
        ("Zubair said the book was good. “I believe in Zubair,” she wrote.", []),
        ("Zubair said the book was good. The Zubairese were proud.", []),
        ("Zubair said the book was good. The Zubairs were proud, and XZubairese not.", ["Zubair"]),
    ],
)
def test_a_name_with_a_people_is_a_country_s(text: str, people: list[str]) -> None:
    assert [person.name for person in Cast(text, [(0, 6)]).people] == people
