"""Two revisions of a text are told apart without losing a letter, and within bounds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from archive.browse.diff import Block, Op, changes

_WORDS = st.lists(
    st.sampled_from(["the", "old", "bridge", "4", "€", "closes", ",", "—"]), max_size=9
)
_BLOCKS = st.lists(
    st.builds(
        Block,
        st.sampled_from(["headline", "lead", "paragraph", "heading"]),
        st.one_of(st.text(min_size=1, max_size=12), _WORDS.map(" ".join).filter(bool)),
    ),
    max_size=8,
)


def _side(old: list[Block], new: list[Block], op: Op) -> list[str]:
    sides = [
        "".join(piece.text for piece in change.side(op)) for change in changes(old, new)
    ]  # fmt: skip
    return [text for text in sides if text]


@given(_BLOCKS, _BLOCKS)
def test_each_side_reads_as_its_revision(old: list[Block], new: list[Block]) -> None:
    assert _side(old, new, Op.OLD) == [block.text for block in old]
    assert _side(old, new, Op.NEW) == [block.text for block in new]


@given(_BLOCKS)
def test_a_text_does_not_differ_from_itself(blocks: list[Block]) -> None:
    assert not any(change.changed for change in changes(blocks, blocks))


def _marked(old: list[str], new: list[str]) -> list[str]:
    signs = {Op.SAME: "{}", Op.OLD: "[-{}-]", Op.NEW: "[+{}+]"}
    found = changes(
        [Block("paragraph", text) for text in old], [Block("paragraph", text) for text in new]
    )
    return ["".join(signs[p.op].format(p.text) for p in change.pieces) for change in found]


def test_one_word_of_a_paragraph() -> None:
    assert _marked(["It costs four million."], ["It costs six million."]) == [
        "It costs [-four-][+six+] million."
    ]


def test_neighbouring_words_are_marked_as_one_stretch() -> None:
    assert _marked(
        ["The mayor of the town said on Friday no."], ["The head of the town said last week no."]
    ) == ["The [-mayor-][+head+] of the town said [-on Friday-][+last week+] no."]


def test_a_figure_is_one_word() -> None:
    assert _marked(["The meals cost 4.1 million."], ["The meals cost 14.1 million."]) == [
        "The meals cost [-4.1-][+14.1+] million."
    ]


def test_a_word_lost_among_changes_joins_them() -> None:
    opening = "Divers went down at slack water in the afternoon, the city said in a short notice. "
    old = opening + "If the footing is sound, a lane could open on Sunday."
    new = opening + "It is cracked and the bridge will stay shut until Monday."
    assert _marked([old], [new]) == [
        opening + "[-If the footing is sound, a lane could open on Sunday-]"
        "[+It is cracked and the bridge will stay shut until Monday+]."
    ]


def test_a_paragraph_put_in_does_not_shift_the_others() -> None:
    kept = ["The bridge is old and will close.", "A ferry runs every twenty minutes to town."]
    assert _marked(kept, [kept[0], "Nobody was hurt.", kept[1]]) == [
        kept[0], "[+Nobody was hurt.+]", kept[1],
    ]  # fmt: skip


def test_a_changed_paragraph_stands_beside_its_old_self_though_one_was_cut_before_it() -> None:
    old = ["First of all some words here.", "Drivers must use the motorway crossing at Westen."]
    new = ["Drivers must use the new motorway crossing at Westen."]
    assert _marked(old, new) == [
        "[-First of all some words here.-]",
        "Drivers must use the [+new +]motorway crossing at Westen.",
    ]


def test_headlines_stand_for_each_other_however_different() -> None:
    (change,) = changes([Block("headline", "Yes")], [Block("headline", "No")])
    assert [piece.op for piece in change.pieces] == [Op.OLD, Op.NEW]


def test_a_sub_heading_never_stands_for_a_paragraph() -> None:
    found = changes([Block("heading", "The cost")], [Block("paragraph", "The cost")])
    assert [change.role for change in found] == ["heading", "paragraph"]


def test_hostile_lengths_are_shown_as_replaced_and_do_not_hang() -> None:
    long_old = [Block("paragraph", "a b " * 50_000 + "x")]
    long_new = [Block("paragraph", "b a " * 50_000 + "y")]
    assert [piece.op for piece in changes(long_old, long_new)[0].pieces] == [Op.OLD, Op.NEW]
    many_old = [Block("paragraph", f"old {n}") for n in range(3000)]
    many_new = [Block("paragraph", f"new {n}") for n in range(3000)]
    assert len(changes(many_old, many_new)) == 6000


def test_the_same_word_again_and_again_does_not_hang() -> None:
    old = [Block("paragraph", "a " * 300 + "b " * 10) for _ in range(20)]
    new = [Block("paragraph", "b " * 10 + "a " * 310) for _ in range(20)]
    assert changes(old, new)
