"""What kind of edit leads from one text of a story to the next."""

from __future__ import annotations

from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from revision_pages import HEADLINE, STORY

from archive.revisions import Change, change


def edited(*new: str, headline: str = HEADLINE) -> Change:
    return change(HEADLINE, STORY, headline, new)


def test_only_the_headline() -> None:
    assert edited(*STORY, headline="Osprey loses licence") is Change.HEADLINE


def test_only_the_source_line() -> None:
    assert edited(*STORY) is Change.CREDIT


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("withdrawn", "withdrwan"),
        ("replaced and tested", "replaced, and tested"),
        ("Petrel and asked", "Petrel, and askd"),
        ("the authority said", "authority said"),
    ],
)
def test_a_small_fix(old: str, new: str) -> None:
    assert edited(*(text.replace(old, new) for text in STORY)) is Change.TYPO


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("1,900 passengers", "2,900 passengers"),
        ("four fuel lines", "six fuel lines"),
        ("Maren Tolliver", "Ida Corran"),
        ("Tuesday", "Wednesday evening after a meeting"),
    ],
)
def test_another_fact_is_no_small_fix(old: str, new: str) -> None:
    assert edited(*(text.replace(old, new) for text in STORY)) is Change.UPDATE


NOTICES = [
    "Correction: an earlier version said the Osprey had six fuel lines.",
    "CORRECTION (March 12): The ship carries 1,900 passengers.",
    "Editor's note: This story has been changed to give the right number of fuel lines.",
    "This article was corrected on 12 March. The ship has four fuel lines, not six.",
    "An earlier version of this story misspelled the name of the inspector.",
    "Korrektur: In der ersten Fassung stand eine falsche Zahl.",
    "Anm. d. Red.: Die Zahl der Leitungen wurde berichtigt.",
    "In einer früheren Version dieses Textes hieß es, das Schiff habe sechs Leitungen.",
    "Rectificatif : le navire compte quatre conduites, et non six.",
    "Fe de erratas: el barco tiene cuatro conductos.",
    "Correção: o navio tem quatro condutas.",
    "Errata corrige: la nave ha quattro condotti.",
    "Rectificatie: het schip heeft vier leidingen.",
    "Rettelse: Skibet har fire rør.",
    "Rättelse: Fartyget har fyra ledningar.",
    "Oikaisu: Aluksessa on neljä putkea.",
    "Sprostowanie: statek ma cztery przewody.",
    "Oprava: loď má čtyři potrubí.",
    "Helyesbítés: a hajónak négy vezetéke van.",
    "Düzeltme: gemide dört boru var.",
    "Διόρθωση: το πλοίο έχει τέσσερις σωλήνες.",
    "Исправление: на судне четыре трубки.",
    "Уточнення: на судні чотири трубки.",
    "تصحيح: في السفينة أربعة أنابيب.",
    "תיקון: באונייה ארבעה צינורות.",
    "更正：该船有四条燃油管。",
    "【訂正】燃料管は四本でした。",
    "[정정] 연료관은 네 개입니다.",
    "Đính chính: tàu có bốn ống dẫn.",
]


@pytest.mark.parametrize("notice", NOTICES)
@pytest.mark.parametrize("place", [0, len(STORY)])
def test_a_correction_prints_its_notice(notice: str, place: int) -> None:
    text = [paragraph.replace("four", "six") for paragraph in STORY]
    assert edited(*text[:place], notice, *text[place:]) is Change.CORRECTION


@pytest.mark.parametrize(
    "paragraph",
    [
        "A correction on the stock market took 4 per cent off the shares of Northern Sound Lines.",
        "The company corrected its forecast for the year on Wednesday.",
        "Oprava mostu potrvá do jara, oznámilo město.",
        "Korrektur lesen ist ihr Beruf, sagt sie.",
    ],
)
def test_the_same_words_in_a_sentence_are_no_notice(paragraph: str) -> None:
    assert edited(*STORY, paragraph) is Change.UPDATE


def test_a_retraction_is_no_wall() -> None:
    gone = "This story has been withdrawn because its source could not be confirmed."
    assert edited(gone) is Change.CORRECTION


@pytest.mark.parametrize("live", [True, False])
def test_a_post_at_the_top_of_a_story_told_live(live: bool) -> None:
    posts = tuple(f"{9 + n}:3{n} {text}" for n, text in enumerate(STORY)) if live else STORY
    headline = HEADLINE if live else f"{HEADLINE} – live"
    post = "15:42 The Petrel has left Port Lanning with 240 people on board, the company says."
    assert change(headline, posts, headline, (post, *posts)) is Change.LIVE


def test_a_paragraph_more_in_an_ordinary_story_is_an_update() -> None:
    assert edited(*STORY, "The Osprey was built in 1988 in Helmstad.") is Change.UPDATE


def test_a_text_of_which_hardly_anything_is_left_is_rewritten() -> None:
    new = tuple(
        f"The Osprey, a ferry of Port Lanning, {word} on the way to Skerra last night, and nobody "
        f"knows when it will {word} again, say those who {word} every day."
        for word in ("stopped", "sailed", "waited", "travelled")
    )
    assert edited(*new) is Change.REWRITE


@pytest.mark.parametrize(
    "wall",
    [
        STORY[:1],
        (STORY[0], "Subscribe to continue reading. Already a subscriber? Log in."),
        ("We and our partners store and read information on your device. You can agree or choose "
         "what you allow, and change your mind at any time.",),
        ("Please confirm that you are human. This takes a few seconds.",),
        ("Weiterlesen mit einem Abo: vier Wochen kostenlos, danach 9,99 Euro im Monat.",),
        (),
    ],
)  # fmt: skip
def test_a_wall_is_no_edit(wall: tuple[str, ...]) -> None:
    assert edited(*wall) is Change.CUT


def test_chinese_typos_are_small_and_chinese_paragraphs_are_not() -> None:
    old = (
        "临海市港务局星期二宣布，检查人员在渡轮的四条燃油管中发现两条有裂缝。",
        "这艘船每天运送约一千九百名乘客前往白沙岛。",
    )
    assert change("渡轮停航", old, "渡轮停航", (old[0].replace("宣布", "宣佈"), old[1])) in (
        Change.TYPO,
        Change.UPDATE,
    )
    assert (
        change("渡轮停航", old, "渡轮停航", (*old, "检查处处长说没有人遇到危险。")) is Change.UPDATE
    )


def test_a_text_of_one_word_said_over_and_over_is_compared_quickly() -> None:
    start = process_time()
    change("a", ("spam " * 50_000,), "a", ("spam " * 49_999 + "egg",))
    assert process_time() - start < 5


TEXTS = st.lists(st.text(max_size=40), max_size=6).map(tuple)


@given(st.text(max_size=20), TEXTS, st.text(max_size=20), TEXTS)
@settings(deadline=None)
def test_any_two_texts_have_a_kind(
    one: str, old: tuple[str, ...], two: str, new: tuple[str, ...]
) -> None:
    assert isinstance(change(one, old, two, new), Change)
