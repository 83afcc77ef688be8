"""The language of a story that no label names, told by its commonest words."""

from __future__ import annotations

import pytest

from archive.extract.language import find_language
from archive.extract.meta import Head
from archive.extract.structured import Stated

TEXTS = {
    "hu": "A kenyér ára az idén már nem csak a városban nőtt meg, és a tanács azt mondta, hogy ezt"
    " egy hónap alatt meg kell oldani, mert volt, aki nem is tudott venni.",
    "ro": "Prețul pâinii a crescut în oraș și nu este clar din ce cauză, pentru că brutarii spun că"
    " au de plătit mai mult la energie, iar primarul nu a răspuns la întrebare.",
    "hr": "Cijena kruha je narasla i u gradu i na selu, ali nije jasno od čega je to, jer su pekari"
    " za novine rekli da se ne isplati kao prije, a što će biti, to nitko ne zna.",
    "sw": "Bei ya mkate katika mji imepanda na wananchi wa mtaa huo wamesema kuwa ni vigumu kwa"
    " familia za watu wenye kipato cha chini, habari za soko zinasema hiyo ni kweli.",
    "de": "Der Preis für das Brot ist in der Stadt gestiegen, und die Bäcker sagen, dass das nicht"
    " von den Löhnen kommt, sondern mit dem Strom und auf die Mieten zurückgeht.",
}


@pytest.mark.parametrize("language", TEXTS)
def test_text_without_a_label_tells_its_language(language: str) -> None:
    assert find_language(Head(), Stated(), TEXTS[language]) == language


def test_a_label_stays_where_the_text_does_not_plainly_contradict_it() -> None:
    assert find_language(Head(language="sk"), Stated(), "Cena chleba v meste.") == "sk"
