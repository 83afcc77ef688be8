"""A newsroom's week of look-alikes: forms filled in anew, walls, failed pages. None is a repeat."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from archive.dedupe_stream import group

FORMS: dict[str, tuple[str, str, list[dict[str, object]]]] = {
    "dividend": (
        "{name} raises its dividend",
        "The board of {name} declared a quarterly dividend of {pay} crowns a share on {day}, "
        "payable on {due} to holders of record on {record}. The previous dividend was {old} "
        "crowns. {name} of {town} has {staff} employees and has paid a dividend each year since "
        "{since}. Its shares closed at {close} crowns in the main market before the news.",
        [
            {"name": "Halton Pumps", "pay": "0.42", "day": "Monday", "due": "1 April",
             "record": "15 March", "old": "0.40", "town": "Halton", "staff": 410, "since": 1988,
             "close": "31.20"},
            {"name": "Bexley Valves", "pay": "1.10", "day": "Monday", "due": "4 April",
             "record": "18 March", "old": "0.95", "town": "Bexley", "staff": "2,300", "since": 1971,
             "close": "88.05"},
            {"name": "Halton Pumps", "pay": "0.45", "day": "Thursday", "due": "1 July",
             "record": "15 June", "old": "0.42", "town": "Halton", "staff": 405, "since": 1988,
             "close": "29.75"},
        ],
    ),
    "match": (
        "{a} beat {b}",
        "{a} beat {b} by {goals} on {day} before {crowd} spectators. {first} scored after {minute} "
        "minutes and {second} made sure of it before the break. {coach} called it the best evening "
        "of the season. {a} are now {place} of the league with {points} points; on the next "
        "weekend they travel to {next}. {b} have won only {won} of their last ten games.",
        [
            {"a": "Ostrey", "b": "Lanning", "goals": "3-1", "day": "Saturday", "crowd": "4,212",
             "first": "Pell", "minute": 12, "second": "Reve", "coach": "Ida Holm", "place": "third",
             "points": 41, "next": "Kvalvik", "won": 2},
            {"a": "Kvalvik", "b": "Skerra", "goals": "2-0", "day": "Saturday", "crowd": "1,870",
             "first": "Brandt", "minute": 31, "second": "Moe", "coach": "Per Lund",
             "place": "seventh", "points": 29, "next": "Ostrey", "won": 4},
            {"a": "Lanning", "b": "Helmstad", "goals": "4-3", "day": "Sunday", "crowd": "6,005",
             "first": "Crane", "minute": 3, "second": "Aas", "coach": "Jo Berg", "place": "second",
             "points": 44, "next": "Skerra", "won": 1},
        ],
    ),
    "obituary": (
        "{name}, {age}",
        "{name}, {age}, of {town}, died on {day} at home among {whose} family. Born in {born} in "
        "{place}, {name} worked for {years} years at {work}. The funeral is on {funeral} at the "
        "church of {town}. The family asks for gifts to the lifeboat instead of flowers.",
        [
            {"name": "Edda Marlow", "age": 81, "town": "Ostrey", "day": "Friday", "whose": "her",
             "born": 1945, "place": "Lanning", "years": 33, "work": "the town library",
             "funeral": "Thursday"},
            {"name": "Tobias Crane", "age": 67, "town": "Skerra", "day": "Friday", "whose": "his",
             "born": 1959, "place": "Kvalvik", "years": 40, "work": "the ferry yard",
             "funeral": "Saturday"},
            {"name": "Ann Holm", "age": 92, "town": "Helmstad", "day": "Sunday", "whose": "her",
             "born": 1934, "place": "Helmstad", "years": 21, "work": "a bakery",
             "funeral": "Friday"},
        ],
    ),
    "police": (
        "Police log, {day} March",
        "Officers were called to {street} at {time}, where {what}. Nobody was hurt. A man of {age} "
        "was told to come to the station on {back}. In {town} a car of the make {make} was stopped "
        "with {speed} kilometres an hour where {limit} are allowed. The police ask for word under "
        "{phone} from anyone who saw {seen}.",
        [
            {"day": 9, "street": "Mill Street", "time": "2:15", "what": "a window had been broken",
             "age": 31, "back": "Tuesday", "town": "Ostrey", "make": "Volvo", "speed": 97,
             "limit": 50, "phone": "555-0141", "seen": "a red bicycle"},
            {"day": 10, "street": "Harbour Road", "time": "23:40", "what": "a boat had come loose",
             "age": 54, "back": "Friday", "town": "Lanning", "make": "Saab", "speed": 141,
             "limit": 100, "phone": "555-0178", "seen": "a white van"},
            {"day": 11, "street": "Quay Lane", "time": "4:05", "what": "an alarm had gone off",
             "age": 22, "back": "Monday", "town": "Skerra", "make": "Fiat", "speed": 88,
             "limit": 60, "phone": "555-0102", "seen": "two boys with a dog"},
        ],
    ),
}  # fmt: skip
WALLS = {
    "javascript": "Please enable JavaScript to view this page. Your browser does not support the "
    "features that are needed to show this article. Try again with another browser.",
    "not found": "We are sorry, the page that you are looking for could not be found. It may have "
    "been moved or deleted. Use the search above or go back to the front page.",
    "abo": "Jetzt weiterlesen mit einem Abo: vier Wochen kostenlos, danach 9,99 Euro im Monat, "
    "jederzeit kündbar. Sie haben schon ein Abo? Dann melden Sie sich hier an.",
    "cookies": "Nous et nos partenaires stockons et utilisons des informations sur votre appareil. "
    "Vous pouvez accepter, refuser ou choisir, et changer d'avis à tout moment.",
    "robot": "Checking if the site connection is secure. This process is automatic. You will be "
    "sent on to the content you asked for in a few seconds.",
}
HEADLINES = ("Ostrey buys mill for one crown", "Late goals beat national team", "Storm takes roof")


def lines(one_outlet: bool, one_day: bool) -> Iterator[dict[str, Any]]:
    for form, (headline, text, filled) in FORMS.items():
        for number, facts in enumerate(filled):
            yield _line(f"{form} {number}", headline.format(**facts), text.format(**facts),
                        number, one_outlet, one_day)  # fmt: skip
    for name, wall in WALLS.items():
        for number, headline in enumerate(HEADLINES):
            yield _line(f"{name} {number}", headline, wall, number, one_outlet, one_day)


def _line(
    id: str, headline: str, text: str, number: int, one_outlet: bool, one_day: bool
) -> dict[str, Any]:
    outlet = "ledger" if one_outlet else f"outlet{number}"
    day = 10 if one_day else 10 + number
    return {
        "id": id,
        "url": f"https://{outlet}.example/{id.replace(' ', '-')}",
        "headline": headline,
        "text": text,
        "published": f"2026-03-{day}T0{number}:00:00Z",
        "outlet": outlet,
    }


@pytest.mark.parametrize("one_outlet", [True, False])
@pytest.mark.parametrize("one_day", [True, False])
def test_look_alikes_stay_apart(one_outlet: bool, one_day: bool) -> None:
    given = list(lines(one_outlet, one_day))
    found = {out["id"]: out["group"] for out in group(given)}
    assert found == {line["id"]: line["id"] for line in given}


@pytest.mark.parametrize("form", FORMS)
def test_the_same_bulletin_in_two_papers_is_one(form: str) -> None:
    headline, text, filled = FORMS[form]
    said = [
        _line(f"{form} {n}", headline.format(**filled[0]), text.format(**filled[0]), n, False, True)
        for n in range(2)
    ]
    assert len({out["group"] for out in group(said)}) == 1
