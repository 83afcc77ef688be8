"""The words by which pages label the parts of a comment, and those they print round them."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml.html import HtmlElement


def _any_of(*lists: str) -> re.Pattern[str]:
    """A label's words: each stands alone, between hyphens, blanks or digits."""
    alternatives = "|".join(word for words in lists for word in words.split())
    return re.compile(rf"(?<![a-z])(?:{alternatives})(?![a-z])")


# Reviews that readers write below a recipe, a book or a product are comments; a critic's is none.
REVIEWS = (
    r"(?<![a-z])(?:products?|customers?|users?|readers?|buyers?|visitors?|recipes?|kunden|leser|nutzer)"
    r"[-_ ]?(?:reviews|bewertungen|rezensionen)(?![a-z])"
)
# What sites call their comments in class and id: comment, Kommentar, comentario, reactie, forum…
COMMENT = re.compile(
    r"(?<![a-z])[a-z]{0,12}?(?:[ck]om+en[tz])|" + REVIEWS + "|"
    r"(?<![a-z])(?:forum|reacti|reacci|yorum|disqus|leser-?(?:brief|post|meinung|beitrag)"
    r"|postings?(?![a-z]))"
)
_REVIEWED = re.compile(REVIEWS)
# Boxes of comments on all kinds of stories; they are no thread.
ELSEWHERE = re.compile(
    r"recent|latest|neu?este|letzte|(?<![a-z])last[-_ ]?comment|derni[eè]r|ultim[oai]|widget"
    r"|sidebar|trending|most[-_ ]?comment|meist[-_ ]?komment|ticker|newest[-_ ]?comment"
)
# An element that is such a box itself
_WIDGET = re.compile(r"widget|sidebar|recent|trending|(?<![a-z])rail(?![a-z])")
THREAD = re.compile(
    r"(?<![a-z])comments?[-_ ]?(?:list|stream|thread|area|holder|container|section|wrap|template"
    r"|inner|content)|(?<![a-z])(?:kommentare|comments|comentarios|commentaires|commentlist"
    r"|respond|forums?|disqus[-_ ]thread)(?![a-z])|" + REVIEWS
)
# A story that has, or may have, comments.
STORY = re.compile(
    r"(?<![a-z])(?:hentry|type-post|type-page|entry-content|article-body|post-content"
    r"|no-comments?|has-comments?|comments?-?(?:enabled|disabled|open|opened|closed|allowed|on|off))"
    r"(?![a-z])"
)
# Parts of a comment or of the area round it; never a whole comment.
PART = _any_of(
    "authors? meta(?:data)? dates? time timestamp foot footer head header heading reply replies",
    "links? list lists area form respond titles? counts? counter number num avatar actions?",
    "permalink rating votes? voting report image img icon button btn closed nav navigation",
    "pag[a-z]* template section stream policy toggle login name user username subscribe tools?",
    "children notes? info infos like likes badge hide label field input edit more share holder",
    "options? settings sort sorting filter tabs? menu status captcha cookies url email container",
    "trigger wrap wrapper inner toolbar",
)
ENTRY = _any_of("item entry comment post message")
# What stands before "comment" in the names of such parts: `add-comment`, `list-comments`.
BEFORE = _any_of(
    "form reply replies list add no new write leave load show hide all login submit header footer",
    "title counts? number dates? links? area section template nav tabs? meta buttons? btn toggle",
    "author post-a more",
)
PING = _any_of("pingback trackback pings? webmention")
AUTHOR = _any_of(
    "authors? username user nick nickname poster actor screenname screen-name creator name",
    "writer qui autor auteur verfasser byline fn naam imie benutzer",
)
NOT_AUTHOR = _any_of(
    "avatar gravatar photo images? img pic picture icon badges? fans? bio teaser rating counts?",
    "role level likes? title date time content text body message reply replies report actions?",
    "tools? toolbar rank label links?-wrap score socialsync profile filename",
)
AUTHOR_NAMES = frozenset(
    {"author", "comment-author", "author-name", "comment-author-name", "commentauthor"}
    | {"username", "user-name", "authorname", "nickname"}
)
TIME = _any_of(
    "dates? time times timestamp datetime published posted stamp when datum zeit fecha heure",
    "metadata commentmetadata meta dt age ago info created",
)
TEXT = _any_of(
    "contents? text texte texto message msg body copy contenu contenido inhalt posting post",
    "entry description commenttext commentcontent commentbody opinion read-more",
)
NOT_BODY = _any_of(
    "author avatar title header head footer foot meta metadata reply respond report date time form",
    "links? actions? buttons? vote votes rating likes? tools? toolbar count share menu dropdown",
    "tooltip",
)
TRIMMING = _any_of("badges? tooltip dropdown menu avatar author-photo modal dialog")
ASIDE = _any_of(
    "reply replies respond repondre antworten responder report reports?-link flag flagged",
    "flagformod melden share sharing (?:up|down)?votes? voting ratings? likes? dislikes? likebtn",
    "like-?wrap actions? toolbar buttons? btn edit delete permalink moderation moderate moderator",
    "foot footer meta metadata commentmetadata avatar gravatar badges? counts? counter number nav",
    "navigation translate admin spam bookmark tooltip says awaiting social karma score links",
    "permalien cta vcard head header datetime date timestamp author-info author-bio user-info",
    "valorar valoraci[oó]n bewerten noter",
    "infos? staff-utils dropdown menu options extras? readmore more-link bottom",
)
ANSWERABLE = _any_of(
    "comment-reply reply replies antworten report flag like likes vote votes voting upvote rating"
)
REPLIES = _any_of(
    "repl(?:y|ies) child(?:ren)? respon[sc]es? answers? antwort(?:en)? nested threads?",
    "indent(?:ed)? sub subcomments? levels? kids thread-child descendants? r[ée]ponses?",
    "respuestas? inline",
)
UNSEEN = frozenset(
    {"hidden", "sr-only", "screen-reader-text", "visually-hidden", "d-none", "is-hidden"}
)

PENDING = re.compile(
    r"awaiting[-_ ](?:moderation|approval)"
    r"|(?:wartet|wird) (?:noch )?auf (?:moderation|freischaltung|freigabe)"
    r"|en attente de (?:mod[ée]ration|validation)|pendiente de (?:moderaci[óo]n|aprobaci[óo]n)"
    r"|aguarda(?:ndo)? modera[çc][ãa]o|in attesa di (?:moderazione|approvazione)"
    r"|ожидает (?:проверки|одобрения|модерации)"
)
# Whole texts of links and buttons that act on a comment.
ACTIONS = frozenset(
    {"reply", "antworten", "antwort", "répondre", "responder", "rispondi", "odpowiedz", "svar"}
    | {"reageren", "beantwoorden", "svara", "ответить", "responder a", "report", "report comment"}
    | {"report this comment", "melden", "beitrag melden", "kommentar melden", "als spam melden!"}
    | {"signaler", "denunciar", "segnala", "zgłoś", "flag", "share", "share it", "teilen", "link"}
    | {"permalink", "permalien", "like", "dislike", "gefällt mir", "j'aime", "me gusta", "mi piace"}
    | {
        "edit",
        "(edit)",
        "bearbeiten",
        "delete",
        "löschen",
        "supprimer",
        "eliminar",
        "quote",
        "citer",
    }
    | {"zitieren", "log in to reply", "zum antworten anmelden", "zum antworten bitte anmelden"}
    | {"connectez-vous pour répondre", "read more", "… read more", "mehr lesen", "weiterlesen"}
    | {
        "mehr anzeigen",
        "show more",
        "see more",
        "lire la suite",
        "leer más",
        "more",
        "mehr",
        "view",
    }
    | {
        "cancel reply",
        "history",
        "up",
        "down",
        "hide",
        "hide replies",
        "show replies",
        "•",
        "↓",
        "#",
    }
    | {"antworten anzeigen", "expand full comment", "edited"}
)
_SAY = (
    "says?|said|sagte?|schreibt|schrieb|meint|meinte|kommentierte?|wrote|writes|commented|a écrit"
    "|écrit|a dit|dit|dijo|dice|ha detto|ha scritto|scrive|escribió|escreveu|disse|diz|pisze"
    r"|napisał\(?a?\)?|zegt|schreef|skriver|säger|siger|sier|sanoo|говорит|пишет|posted|replied"
    "|antwortete?"
)
_WRITTEN = (
    "geschrieben|verfasst|kommentar|comment|comentario|commentaire|posted|submitted|written|added"
    "|soumis|posté|publié|écrit|rédigé|enviado|escrito|inviato|dodane|door|verzonden"
)
SAYS = re.compile(
    rf"\s*(?:\b(?:{_SAY})\b(?:…|\.\.\.)?\s*(?:on|at|am|um|le|el)?)?\s*[:：,;|·•–—\-/@\s(\[]*$",
    re.IGNORECASE,
)
BY = re.compile(
    rf"^[\s:|·•–—\-/,]*(?:(?:{_WRITTEN})\s+)?"
    r"(?:(?:by|von|par|por|de|da|di|przez|av|af|från|от)\s*:?\s+)?",
    re.IGNORECASE,
)
# "geschrieben von NAME am …", "Posted by NAME on …": what is left of a byline without its time
BYLINE = re.compile(
    rf"^[^\w]*(?:(?:{_WRITTEN})\s+)?(?:by|von|par|por|przez)\s*:?\s+(\S.{{0,100}})$", re.IGNORECASE
)
NAME_END = re.compile(r"\s+[—–|@]\s*|\s+-\s+")
DAY_END = re.compile(
    r",\s+(?:le|am|on|um|den|vom|el|il|dne|dnia)\b.*$"
    r"|\s+(?:on|am|le|el|il)\s+(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu"
    r"|ven|sam|dim|mi[ée]|jue|vie|s[áa]b|dom)\w{0,8}[\s.,]*$",
    re.IGNORECASE,
)
WEEKDAY_END = re.compile(
    r"\s*[|,·(–—-]+\s*(?:mon?|tue?|wed|thu|fri|sat|sun|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam"
    r"|dim|mié|jue|vie|sáb|dom|\w+(?:day|tag)|mittwoch|sonnabend|lundi|mardi|mercredi|jeudi"
    r"|vendredi|samedi|dimanche)?\.?[\s|,·(–—-]*$",
    re.IGNORECASE,
)
JOINERS = re.compile(
    r"^(?:[\W\d_]|\b(?:on|at|am|um|uhr|le|el|à|as|by|von|par|por|de|in|the|kommentar|comment|says?"
    r"|said|sagt|wrote|vom|den|kl|mon(?:day)?|tue(?:sday)?|wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?"
    r"|sat(?:urday)?|sun(?:day)?|mo|di|mi|do|fr|sa|so)\b)*$",
    re.IGNORECASE,
)

# What stands for a name where a program had none, or left its place holder
NOBODY = frozenset({"null", "undefined", "nan", "false", "true", "[object object]"})
UNFILLED = re.compile(r"\{\{|\}\}|<%|%>|\$\{")

_HELD = (
    r"(?:themen|topics?|threads?|discussions?|temas?|sujets?|тем[аы]?|темы|beiträge|posts?|messages?"
    r"|mensajes|сообщени\w+|antworten|replies|réponses?|respuestas|ответ\w*|views|vus?|hits)"
)
# "12 topics / 340 posts": what a board of a forum, or a thread in it, holds
COUNTS = re.compile(
    rf"(?i)(?:^|\n)[^\w\n]*(?:\d[\d.,]*\s+{_HELD}|{_HELD}\s*:\s*\d[\d.,]*)\b[^\n]{{0,40}}"
    rf"(?:\n|\s)[^\w\n]*(?:\d[\d.,]*\s+{_HELD}|{_HELD}\s*:\s*\d[\d.,]*)\b"
)

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DIGITS = re.compile(r"\d+")
_LONGEST_LABEL = 400  # characters


@lru_cache(maxsize=8192)
def plain(name: str) -> str:
    """A class or id as lower-case words: `commentAuthor_12` reads `comment author-12`."""
    return _CAMEL.sub(" ", name[:_LONGEST_LABEL]).lower().replace("_", "-")


@lru_cache(maxsize=8192)
def _numberless(name: str) -> str:
    return _DIGITS.sub("0", plain(name))


def label(element: HtmlElement) -> str:
    """Class, id and itemprop as lower-case words, every number written 0."""
    get = element.get
    words = _numberless(get("class") or "")
    identity = get("id")
    if identity:
        # ASP.NET writes the names of all containers before an element's own.
        own = identity.rpartition("_")[2] if identity.startswith("ctl") else identity
        words = f"{words} {_numberless(own)}"
    prop = get("itemprop")
    return f"{words} {_numberless(prop)}" if prop else words


def is_widget(label: str) -> bool:
    """Whether an element is a box of its own; shops call the reviews below a product so too."""
    return _WIDGET.search(label) is not None and not _REVIEWED.search(label)
