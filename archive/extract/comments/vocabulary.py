"""The words by which pages name the parts of a comment, in the languages they are written in."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")

# What sites call their comments in class and id: comment, Kommentar, comentario, reactie, forum…
COMMENT = re.compile(r"(?<![a-z])[a-z]{0,12}?(?:[ck]om+en[tz]|[ck]oment)|(?<![a-z])(?:forum|reacti|reacci|yorum|disqus|leser-?(?:brief|post|meinung|beitrag))")
# Boxes of comments on all kinds of stories; they are no thread.
ELSEWHERE = re.compile(
    r"recent|latest|neu?este|letzte|(?<![a-z])last[-_ ]?comment|derni[eè]r|ultim[oai]|widget|sidebar|trending"
    r"|most[-_ ]?comment|meist[-_ ]?komment|ticker|newest[-_ ]?comment"
)
THREAD = re.compile(
    r"(?<![a-z])comments?[-_ ]?(?:list|stream|thread|area|holder|container|section|wrap|template|inner|content)"
    r"|(?<![a-z])(?:kommentare|comments|comentarios|commentaires|commentlist|respond|disqus[-_ ]thread)(?![a-z])"
)
# A story that has, or may have, comments.
STORY = re.compile(
    r"(?<![a-z])(?:hentry|type-post|type-page|entry-content|article-body|post-content|no-comments?|has-comments?|comments?-?(?:enabled|disabled|open|opened|closed|allowed|on|off))(?![a-z])"
)
# Parts of a comment or of the area round it; never a whole comment.
PART = re.compile(
    r"(?<![a-z])(?:authors?|meta(?:data)?|dates?|time|timestamp|foot|footer|head|header|heading|reply|replies|links?"
    r"|list|lists|area|form|respond|titles?|counts?|counter|number|num|avatar|actions?|permalink|rating|votes?|voting|report|image|img"
    r"|icon|button|btn|closed|nav|navigation|pag\w*|template|section|stream|policy|toggle|login|name|user|username"
    r"|subscribe|tools?|children|notes?|info|infos|like|likes|badge|hide|label|field|input|edit|more|share|holder"
    r"|options?|settings|sort|sorting|filter|tabs?|menu|status|captcha|cookies|url|email|container|trigger)(?![a-z])"
)
PING = re.compile(r"(?<![a-z])(?:pingback|trackback|pings?|webmention)(?![a-z])")
PENDING = re.compile(
    r"awaiting[-_ ](?:moderation|approval)|(?:wartet|wird) (?:noch )?auf (?:moderation|freischaltung|freigabe)"
    r"|en attente de (?:mod[ée]ration|validation)|pendiente de (?:moderaci[óo]n|aprobaci[óo]n)"
    r"|aguarda(?:ndo)? modera[çc][ãa]o|in attesa di (?:moderazione|approvazione)|ожидает (?:проверки|одобрения|модерации)"
)
AUTHOR = re.compile(
    r"(?<![a-z])(?:authors?|username|user|nick|nickname|poster|actor|screenname|screen name|creator|name|writer|qui|autor"
    r"|auteur|verfasser|byline|fn|naam|imie|benutzer)(?![a-z])"
)
NOT_AUTHOR = re.compile(
    r"(?<![a-z])(?:avatar|gravatar|photo|images?|img|pic|picture|icon|badges?|fans?|bio|teaser|rating|counts?|role|level|likes?"
    r"|title|date|time|content|text|body|message|reply|replies|report|actions?|tools?|toolbar|rank|label|links?-wrap|score"
    r"|socialsync|profile|profile-pic|filename)(?![a-z])"
)
AUTHOR_NAMES = frozenset(
    "author comment-author author-name comment-author-name username user-name commentauthor authorname nickname".split()
)
TRIMMING = re.compile(r"(?<![a-z])(?:badges?|tooltip|dropdown|menu|avatar|author-photo|modal|dialog)(?![a-z])")
TIME = re.compile(
    r"(?<![a-z])(?:dates?|time|times|timestamp|datetime|published|posted|stamp|when|datum|zeit|fecha|heure|metadata|commentmetadata"
    r"|meta|dt|age|ago|info|created)(?![a-z])"
)
TEXT = re.compile(
    r"(?<![a-z])(?:content|contents|text|texte|texto|message|msg|body|copy|contenu|contenido|inhalt|posting|post|post text"
    r"|entry|description|commenttext|commentcontent|commentbody|opinion|read-more)(?![a-z])"
)
NOT_BODY = re.compile(
    r"(?<![a-z])(?:author|avatar|title|header|head|footer|foot|meta|metadata|reply|respond|report|date|time|form|links?|actions?"
    r"|buttons?|vote|votes|rating|likes?|tools?|toolbar|count|share|menu|dropdown|tooltip)(?![a-z])"
)
ASIDE = re.compile(
    r"(?<![a-z])(?:reply|replies|respond|repondre|antworten|responder|report|reports?-link|flag|flagged|flagformod|melden|share|sharing|(?:up|down)?votes?|voting"
    r"|ratings?|likes?|dislikes?|likebtn|like-?wrap|actions?|toolbar|buttons?|btn|edit|delete|permalink|moderation|moderate|moderator"
    r"|foot|footer|meta|metadata|commentmetadata|avatar|gravatar|badges?|counts?|counter|number|nav|navigation|translate|admin|spam|bookmark"
    r"|tooltip|says|awaiting|social|karma|score|links|permalien|cta"
    r"|vcard|head|header|datetime|date|timestamp|author-info|author-bio|user-info|infos?|staff-utils|dropdown|menu|options|extras?|readmore|more-link|bottom)(?![a-z])"
)
REPLIES = re.compile(
    r"(?<![a-z])(?:repl(?:y|ies)\w*|child(?:ren)?|respon[sc]es?|answers?|antwort(?:en)?|nested|threads?|indent(?:ed)?|sub|subcomments?"
    r"|level|levels|kids|thread-child|descendants?|r[ée]ponses?|respuestas?|inline)(?![a-z])"
)
ACTION_WORDS = frozenset(
    """reply|antworten|antwort|répondre|responder|rispondi|odpowiedz|reageren|beantwoorden|svar|svara|ответить|responder a
    |report|report comment|report this comment|melden|beitrag melden|kommentar melden|signaler|denunciar|segnala|zgłoś|flag|share|share it|teilen|link
    |permalink|permalien|like|dislike|gefällt mir|j'aime|me gusta|mi piace|edit|bearbeiten|(edit)|delete|löschen|supprimer|eliminar
    |quote|zitieren|citer|log in to reply|zum antworten anmelden|zum antworten bitte anmelden|connectez-vous pour répondre
    |read more|… read more|mehr lesen|weiterlesen|mehr anzeigen|show more|see more|lire la suite|leer más|more|mehr|↓|#|•
    |als spam melden!|cancel reply|view|history|up|down|hide|hide replies|show replies|antworten anzeigen""".replace("\n    ", "").split("|")
)
SAYS = re.compile(
    r"\s*(?:\b(?:says?|said|sagte?|schreibt|schrieb|meint|meinte|kommentierte?|wrote|writes|commented|a écrit|écrit|a dit|dit|dijo|dice|ha detto"
    r"|ha scritto|scrive|escribió|escreveu|disse|diz|pisze|napisał\(?a?\)?|zegt|schreef|skriver|säger|siger|sier|sanoo|говорит|пишет|пишe|posted|replied"
    r"|antwortete?)\b\s*(?:on|at|am|um|le|el)?)?\s*[:：,;|·•–—\-/@\s(\[]*$",
    re.IGNORECASE,
)
BY = re.compile(
    r"^[\s:|·•–—\-/,]*(?:(?:geschrieben|verfasst|kommentar|comment|comentario|commentaire|posted|submitted|written|added|soumis|posté|publié|écrit|rédigé|enviado|escrito"
    r"|inviato|dodane|door|verzonden)\s+)?(?:(?:by|von|par|por|de|da|di|przez|av|af|från|от)\s*:?\s+)?",
    re.IGNORECASE,
)
# "geschrieben von NAME am …", "Posted by NAME on …": what is left of a byline without its time
BYLINE = re.compile(
    r"^[^\w]*(?:(?:geschrieben|verfasst|posted|submitted|written|added|soumis|posté|publié|écrit|rédigé|enviado|escrito|inviato|dodane|kommentar|comment)\s+)"
    r"?(?:by|von|par|por|przez)\s*:?\s+(\S.{0,100})$",
    re.IGNORECASE,
)
NAME_END = re.compile(r"\s+[—–|@]\s*|\s+-\s+")
WEEKDAY_END = re.compile(
    r"\s*[|,·(–—-]+\s*(?:mon?|tue?|wed|thu|fri|sat|sun|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim|mié|jue|vie|sáb|dom"
    r"|\w+(?:day|tag)|mittwoch|sonnabend|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)?\.?[\s|,·(–—-]*$",
    re.IGNORECASE,
)
JOINERS = re.compile(
    r"^(?:[\W\d_]|\b(?:on|at|am|um|uhr|le|el|à|as|by|von|par|por|de|in|the|kommentar|comment|says?|said|sagt|wrote|vom|den|kl|"
    r"mon(?:day)?|tue(?:sday)?|wed(?:nesday)?|thu(?:rsday)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?|mo|di|mi|do|fr|sa|so)\b)*$",
    re.IGNORECASE,
)


UNSEEN = frozenset("hidden sr-only screen-reader-text visually-hidden d-none is-hidden".split())


def label(element: HtmlElement) -> str:
    """Class, id and itemprop as lower-case words: `commentAuthor` reads `comment author`."""
    get = element.get
    identity = get("id") or ""
    if identity.startswith("ctl"):  # ASP.NET writes the names of all containers before an element's own
        identity = identity.rpartition("_")[2]
    words = f"{get('class') or ''} {identity} {get('itemprop') or ''}"[:400]
    return _CAMEL.sub(" ", words).lower().replace("_", "-")
