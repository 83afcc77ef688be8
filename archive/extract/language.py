"""Finds the language of a story."""

from __future__ import annotations

import re

from archive.extract.meta import Head
from archive.extract.structured import Stated

_TAG = re.compile(r"^([a-z]{2,3})(?:[-_][A-Za-z0-9]{2,8})*$", re.I)
_NAMES = {
    "english": "en",
    "deutsch": "de",
    "german": "de",
    "français": "fr",
    "french": "fr",
    "español": "es",
    "spanish": "es",
}
# Scripts that tell the language when the page's label contradicts what is written on it.
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("he", re.compile(r"[\u05d0-\u05ea]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("ka", re.compile(r"[\u10a0-\u10ff]")),
    ("hy", re.compile(r"[\u0530-\u058f]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
)
_ANY_SCRIPT = re.compile("[\u0370-\u10ff\u3040-\u9fff\uac00-\ud7af]")  # what those ranges lie in
_KIN = {
    "ru": {"ru", "uk", "bg", "sr", "mk", "be", "kk", "ky", "mn", "tg", "tt"},
    "ar": {"ar", "fa", "ur", "ps", "ckb", "ku", "sd", "ug"},
    "hi": {"hi", "mr", "ne", "sa", "kok", "mai", "bho"},
    "zh": {"zh", "yue", "ja"},
    "he": {"he", "yi", "iw"},
}
# Commonest short words: enough to tell the languages of the Latin script apart in running text.
_COMMON = {
    "en": "the and of to in that is was for with on by from",
    "de": "der die und das von den mit ist nicht auf dem eine",
    "fr": "le la les des et est une dans pour que qui sur du",
    "es": "el la los las de que y en del una por con se",
    "it": "il di che la e un per non della con del sono gli",
    "pt": "o de que e do da em um uma para com não os",
    "nl": "de het een van en in dat is op te zijn voor met",
    "sv": "och att det som en på är av för med den till",
    "no": "og det som er en på av for med at til ikke",
    "da": "og det som er en på af for med at til ikke",
    "pl": "i w na z do się nie to że jest przez",
    "cs": "a v se na je že z s do to o",
    "tr": "ve bir bu için da de ile olarak",
    "fi": "ja on ei että oli se hän ovat",
    "id": "yang dan di dengan untuk dari ini itu",
    "hu": "a az és hogy nem is egy meg van volt csak már ezt",
    "ro": "și în de la cu pe nu care din să este pentru mai",
    "hr": "i je u na se da su za od koji nije kao bi što",
    "sk": "a v na sa je že s do o ako aj pre by ktorý",
    "sl": "in je v na se za da so ki pa ne tudi kot",
    "ca": "el la els les de que i en del una per amb és al",
    "et": "ja on ei et see oli ka kui mis oma aga",
    "lv": "un ir ar no uz par kas lai tika arī",
    "lt": "ir yra kad į su iš tai bet kaip buvo",
    "sq": "të e në dhe për me një që nga është si",
    "vi": "và của là có trong được cho với các một không",
    "af": "die en van in het is dat nie vir op wat met",
    "sw": "ya na wa kwa ni katika za la kuwa hiyo",
    "tl": "ang ng sa na mga at ay para ito kay",
    "is": "og að í á er sem til við um það ekki með",
}
_WHOSE: dict[str, list[str]] = {}
for _code_of, _words in _COMMON.items():
    for _word in set(_words.split()):
        _WHOSE.setdefault(_word, []).append(_code_of)


def find_language(head: Head, stated: Stated, text: str) -> str | None:
    """The primary tag in lower case: as labelled, unless the text itself plainly says another."""
    sample = text[:1500]
    labels = [
        _code(head.language),
        _code(stated.language),
        _code(head.first("og:locale", "content-language", "language", "dc.language")),
    ]
    named = [label for label in labels if label]
    for code, pattern in _SCRIPTS if _ANY_SCRIPT.search(sample) else ():
        if len(pattern.findall(sample)) * 4 > len(sample.replace(" ", "")):
            kin = _KIN.get(code, {code})
            return next((label for label in named if label in kin), code)
    guess, share, runner = _guess(sample)
    if not named:
        return guess if share > 0.12 else None
    if guess and guess not in named and share > 0.2 and share > 2 * runner.get(named[0], 0.0):
        return guess
    return named[0]


def _code(label: str | None) -> str | None:
    if not label:
        return None
    label = label.strip().split(",")[0]
    match = _TAG.match(label)
    if match:
        code = match[1].lower()
        return "no" if code in {"nb", "nn"} else code
    return _NAMES.get(label.lower())


def _guess(sample: str) -> tuple[str | None, float, dict[str, float]]:
    words = re.findall(r"[^\W\d_]+", sample.lower())
    if len(words) < 20:
        return None, 0.0, {}
    counts = dict.fromkeys(_COMMON, 0)
    for word in words:
        for code in _WHOSE.get(word, ()):
            counts[code] += 1
    shares = {code: count / len(words) for code, count in counts.items()}
    best = max(shares, key=lambda code: shares[code])
    return best, shares[best], shares
