"""Made-up stories for the dedupe tests."""

from __future__ import annotations

from typing import Any

from archive.dedupe import Telling

FERRY = (
    "The harbour authority of Port Lanning has withdrawn the licence of the ferry Osprey after "
    "inspectors found cracks in two of its four fuel lines, officials said on Tuesday.\n"
    "The 38-year-old ship, which carries about 1,900 passengers a day to the island of Skerra, "
    "will stay at its berth until the lines have been replaced and tested, the authority said.\n"
    '"Nobody was in danger, but we do not wait until somebody is," said Maren Tolliver, who heads '
    "the inspection office. She said the cracks were seen during a routine visit on 3 March.\n"
    "The operator, Northern Sound Lines, has chartered the smaller catamaran Petrel and asked "
    "travellers to expect queues of up to three hours at the weekend.\n"
    "Shopkeepers on Skerra said they feared for the Easter trade. The island, with 4,200 "
    "inhabitants, had 61,000 visitors in April last year.\n"
    "The cost of the repair was put at 640,000 crowns. Northern Sound Lines said its insurer would "
    "cover most of it, and that the Osprey should sail again before the end of the month."
)

OTHER_WORDS = (
    "Islanders on Skerra face weeks of disruption because their only large ferry has been tied up "
    "by safety inspectors.\n"
    "The Osprey failed a check of its fuel system on Tuesday. Maren Tolliver of the inspection "
    'office told reporters that "nobody was in danger", but that waiting was not an option.\n'
    "A catamaran hired by Northern Sound Lines can take fewer than half as many people, and hotel "
    "owners have begun to count cancelled bookings. One of them, Jory Penhale, said nine families "
    "had called him since breakfast.\n"
    "The company did not say when normal service would return. Repairs might take until April, "
    "according to a union that speaks for its 120 deck hands.\n"
    "Members of the council asked why a vessel of that age had not been replaced, as promised in "
    "2019, when fares were raised by a tenth to pay for a new one."
)

FOLLOW_UP = (
    "Northern Sound Lines will build two new ferries at a yard in Helmstad, its board decided on "
    "Friday, ten days after its oldest ship was taken out of service.\n"
    "The ships, for 450 passengers each, are to be delivered in 2028 and will run on batteries for "
    "the first half of each crossing. The order is worth 1.1 billion crowns, the largest in the "
    "history of the company, chief executive Ansel Brandt told a meeting of shareholders.\n"
    "Unions welcomed the decision. Their spokeswoman Ida Corran said crews had asked for it since "
    "the spring of 2021.\n"
    "The harbour authority of Port Lanning has withdrawn the licence of the ferry Osprey after "
    "inspectors found cracks in two of its four fuel lines.\n"
    "Shares of the yard rose 6 per cent."
)

DIGEST = (
    "Good morning. These are the stories of the day.\n"
    "The harbour authority of Port Lanning has withdrawn the licence of the ferry Osprey after "
    "inspectors found cracks in two of its four fuel lines, officials said on Tuesday.\n"
    "Parliament votes tonight on a bill that would halve the number of county courts.\n"
    "A baker in Ostrey has won the prize for the best rye bread of the north for the fifth time.\n"
    "The national team meets Estonia at eight o'clock; the coach has named Pell as goalkeeper.\n"
    "And it will rain: the weather office expects 20 millimetres before midnight."
)

CONSENT = (
    "We and our partners store and read information on your device to show you advertising and "
    "content that suits you, to measure it and to improve our products. You can agree, or choose "
    "what you allow, and change your mind at any time at the foot of each page. Some partners do "
    "not ask for consent because they claim a legitimate interest."
)


def telling(text: str = FERRY, **other: Any) -> Telling:
    """A story at the Morning Ledger on 10 March 2026, changed in what a test is about."""
    fields: dict[str, Any] = {
        "id": 1,
        "url": "https://ledger.example/2026/03/ferry-osprey-loses-licence",
        "headline": "Ferry Osprey loses its licence over cracked fuel lines",
        "published": "2026-03-10T09:00:00Z",
        "outlet": "Morning Ledger",
    }
    return Telling(text=text, **{**fields, **other})


def elsewhere(text: str = FERRY, **other: Any) -> Telling:
    """The same day at the Skerra Post, under another headline."""
    fields: dict[str, Any] = {
        "id": 2,
        "url": "https://skerrapost.example/news/8812",
        "headline": "Inspectors keep Skerra ferry in port",
        "published": "2026-03-10T13:30:00Z",
        "outlet": "Skerra Post",
    }
    return telling(text, **{**fields, **other})


def paragraphs(text: str, *numbers: int) -> str:
    """Only these paragraphs of a text."""
    all_of_them = text.split("\n")
    return "\n".join(all_of_them[number] for number in numbers)
