"""Openers and labels in many languages that are never the story's own text."""

# ruff: noqa: E501 - tables of words and patterns read worse when they are broken

from __future__ import annotations

import re

# "Read also", "More on this": a line that leads to another story.
READ_ALSO = re.compile(
    r"^\W*(?:(?:also|further|must)[ -]reads?\b|(?:read|see|watch|listen)(?: also| more| next| this| the full| on)?\s*[:|»>–—-]"
    r"|read (?:also|more|next)\b|see also\b|more (?:on|from) (?:this|the)\b.{0,60}$|related(?: (?:articles?|stories|story|posts?|content|topics|links?|reading|coverage|videos?))?\s*(?::|$)"
    r"|(?:don't|do not) miss\b|recommended(?: \w+)?\s*(?::|$)|you (?:may|might) (?:also|be)\b"
    r"|lesen sie (?:auch|mehr|hier|dazu|weiter|außerdem)\b|lies auch\b|lest auch\b|auch interessant\b|mehr (?:zum thema|dazu|zu)\b.{0,60}$|(?:siehe|hören sie|sehen sie) auch\b"
    r"|passend dazu\b|das könnte (?:sie|dich)\b|weitere (?:artikel|nachrichten|themen|infos)\b.{0,40}$|zum thema\s*:|lesetipp|weiterlesen|hier geht es\b"
    r"|(?:à )?lire (?:aussi|également)\b|lisez aussi|voir aussi\b|(?:à )?(?:re)?lire\s*:|sur le même (?:sujet|thème)"
    r"|(?:lee|lea|leer|ver|vea|mira|te puede interesar|le puede interesar|puedes? leer) (?:también|además|más)\b|te puede interesar|lee\s*:|más información\s*(?::|$)|noticias? relacionadas?"
    r"|leia (?:também|mais)\b|veja (?:também|mais)\b|saiba mais\b|relacionad[ao]s?\s*:"
    r"|leggi (?:anche|pure)\b|(?:vedi|guarda) anche\b|approfondi(?:sci|menti)\s*(?::|$)|per approfondire"
    r"|lees (?:ook|meer|verder)\b|bekijk ook\b|(?:lue|katso) myös\b|les (?:også|mer)\b|læs (?:også|mere)\b|läs (?:också|även|mer|även)\b|se (?:også|även|också)\b"
    r"|(?:czytaj|zobacz|przeczytaj) (?:też|także|również|więcej)\b|(?:čtěte|přečtěte si|čítajte) (?:také|i|též|aj|také:)\b|mohlo by vás"
    r"|читайте (?:также|тоже|ещё|еще|подробнее|по теме)\b|смотрите также\b|по теме\s*:|читайте також\b|дивіться також\b|также:|ранее\s*:"
    r"|(?:ayrıca|bunu da|bunlar da) (?:oku|bkz|ilgin)|ilgili haber|haberin devamı|olvasd? (?:el|tovább)|kapcsolódó|citește și|citiți și|vezi și|διαβάστε (?:επίσης|ακόμα|περισσότερα)|δείτε (?:επίσης|ακόμα)"
    r"|прочетете (?:още|повече)|вижте още|baca juga|lihat juga|simak (?:juga|pula)|basahin|soma (?:pia|zaidi)|funda olunye|xem thêm|đọc thêm|อ่านเพิ่มเติม|ข่าวที่เกี่ยวข้อง"
    r"|اقرأ (?:أيضا|أيضًا|المزيد)|إقرأ|شاهد أيضا|مواضيع ذات صلة|بیشتر بخوانید|همچنین بخوانید|यह भी पढ़ें|ये भी पढ़ें|और पढ़ें|আরও পড়ুন|இதையும் படி"
    r"|関連記事|関連ニュース|あわせて読みたい|【関連|相关(?:阅读|新闻|文章|資訊|资讯|報導|报道)|热门(?:新闻|文章|推荐)|(?:为你|猜你|编辑)?推荐阅读|为您?你?推荐\W*$|猜你喜欢|延伸閱讀|相關(?:新聞|報導|閱讀)|更多(?:新聞|报道|報導)|관련\s?(?:기사|뉴스)|더보기|קרא(?:ו)? (?:גם|עוד))",
    re.I,
)
# Labels, calls and notices that stand alone in a block.
FURNITURE = re.compile(
    r"^\W*(?:advertisements?|sponsored(?: content)?|ad|anzeige|werbung|publicité|publicidad|pubblicità|reklama?m?e?|reclame|annonce|annons|mainos|реклама|広告|广告|廣告|광고|story continues below.*|article continues.*|continue reading.*|continues below.*"
    r"|scroll (?:down )?to continue.*|loading\b.{0,20}|share(?: this)?(?: (?:article|story|on|via|post)\b.{0,40})?|teilen|partager|compartir|condividi|del|dela|jaa|поделиться|シェア|print|drucken|e-?mail|copy link|copied|link copied.*|save(?: article)?|listen(?: to (?:this )?article)?.{0,30}|follow (?:us|me)\b.{0,120}|artikel (?:anhören|teilen|drucken|vorlesen).{0,40}"
    r"|comments?(?: \(\d+\))?|\d+ comments?|kommentare?|leave a (?:comment|reply)|view comments|join the conversation.*|all rights reserved\.?|alle rechte vorbehalten.*|tous droits réservés.*|todos los derechos reservados.*"
    r"|(?:click|tap) here\b.{0,120}|(?:click|tap) (?:here )?to .{0,80}|watch(?: (?:now|live|below|more))?\s*:?|video\s*:?|photos?\s*:?|gallery|fotostrecke.{0,60}|bildergalerie.{0,60}|image|getty images|summary|article content|tags?\s*:?.{0,0}|topics?\s*:?|themen\s*:?|schlagwörter\s*:?|mots[- ]clés\s*:?"
    r"|(?:get|receive) (?:the |our |all )?.{0,60}(?:newsletter|inbox|alerts|app)\b.{0,200}|sign up (?:for|to|here|now)\b.{0,200}|subscribe\s*:?|subscribe (?:to|now|for|today|here)?\b.{0,200}|newsletter.{0,40}|join (?:us|our)\b.{0,120}(?:telegram|whatsapp|channel|newsletter|group)\b.{0,60}|(?:download|install) (?:the|our)\b.{0,60}\bapp\b.{0,80}"
    r"|fehler (?:gefunden|entdeckt)\b.{0,100}|extern(?:er|en) inhalt.{0,200}|link zum .{0,30}inhalt|for more (?:stories|news)\b.{0,60}(?:check|click|visit|follow)\b.{0,60}|(?:this is )?an? (?:breaking|developing) (?:news? )?(?:news )?story.{0,80}|empfohlener (?:redaktioneller|externer) inhalt.{0,300}|an dieser stelle (?:finden|befindet|steht|zeigen|wollen).{0,300}|(?:ich bin|wir sind) damit einverstanden.{0,400}|mehr dazu in unserer datenschutz.{0,100}|(?:dieser|dieses) (?:artikel|text|beitrag) (?:wurde|ist) (?:zuletzt|erstmals|aktualisiert).{0,120}"
    r"|this (?:article|story|post) (?:was|has been) (?:first published|originally published|updated|amended|corrected).{0,160}|(?:you must|please) (?:be logged|log|sign|confirm|enable)\b.{0,160}|isSubscriber.*|(?:have|got) (?:a |any )?(?:news )?(?:tip|story|question)s?\b.{0,120}\?.{0,200}|contact (?:the )?(?:author|us|reporter)\b.{0,100}|email (?:the )?(?:author|us)\b.{0,100}"
    r"|do you (?:have|want|know)\b.{0,120}(?:email|e-mail|contact|get in touch|let us know).{0,200}|support (?:our|independent|quality)\b.{0,160}|donate\b.{0,100}|copyright\b.{0,200}|(?:read|see|lest|lesen sie|lisez|lea|leggi) (?:the |den |das |die |l['’]|el |il )?original(?:artikel|beitrag|text|e)?\b.{0,60}|follow .{0,60} on (?:twitter|facebook|instagram|x|threads|bluesky|telegram|google news|linkedin)\b.{0,250}|embed|this \w+ requires javascript|\[/?\w+(?: \w+=[^\]]{0,200})?\].{0,80}|(?:twitter|facebook|whatsapp|linkedin|instagram|telegram|pinterest|reddit|flipboard|pocket|xing|bluesky|threads|tiktok|youtube)"
    r"|(?:start|end) quote|like us on (?:facebook|twitter|instagram)|yuk,? simak.{0,40}|(?:本文)?原标题[:：].{0,200}|原题为?[:：《].{0,200}|(?:责任编辑|责编|编辑)[:：].{0,30}|zur startseite|nach oben|zurück zum (?:anfang|artikel).{0,20}|back to top|top|next|previous|weiter|zurück|mehr|more|show more|mehr anzeigen|alle anzeigen|read more|see more|view all|see all|close|schließen|open|menu|search|suche|home)\W*$",
    re.I,
)
# Times and bylines that stand alone above or below a story.
PARTICULARS = re.compile(
    r"^(?!\W*[$€£¥₩₹])\W*(?:(?:first |last |zuletzt )?(?:published|updated|posted|modified|created|stand|aktualisiert|veröffentlicht|erstellt|publié|mis à jour|modifié|publicado|actualizado|atualizado|pubblicato|aggiornato|gepubliceerd|laatst bijgewerkt|publisert|oppdatert|publicerad|uppdaterad|julkaistu|päivitetty|opublikowano|aktualizacja|aktualizováno|опубликовано|обновлено|оновлено|güncelleme|giriş|yayınlanma|datum|date|入力|更新|公開)\b.{0,80}\d.{0,40}"
    r"|(?:filed under|posted (?:in|under)|tagged(?: with| as)?)\s*:?.{1,160}|\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?:.{0,30}\d{1,2}[:.h]\d{2}.{0,20})?|\d{4}[-/.年]\s?\d{1,2}[-/.月]\s?\d{1,2}.{0,25}|\d{1,2}[:.]\d{2}(?: ?(?:uhr|am|pm|a\.m\.|p\.m\.|[a-z]{2,4}))?"
    r"|(?:estimated )?(?:reading time|lesezeit|lesedauer|temps de lecture|tiempo de lectura|tempo di lettura|leestijd)\W.{0,30}|\d+ ?(?:min(?:ute)?s?|min\.|minuten|minuti|minutos)(?: (?:read|lesezeit|lesen|de lecture|de lectura|di lettura|leestijd))?)\W*$",
    re.I,
)
# Picture credits where nothing in the markup says so.
PICTURE = re.compile(
    r"^\W*(?:fot\. .{1,80}|(?:foto|photo|photograph|bild|image|picture|images|photos|fotos|fotograf|imagen|immagine|photographie|zdjęcie|фото|写真|사진|图|圖|video|grafik|graphic|illustration|cr[eé]dit[eos]?|quelle|©|\(c\))\s*(?:by|von|de|di|par|av|:|：|©|/|\||=)\s*.{1,140}"
    r"|.{0,120}(?:/|via | / |\()(?:AFP|AP|Reuters|Getty Images|Getty|dpa|EPA|Shutterstock|Imago|ANP|PA|EFE|Alamy|iStock|AFP via Getty Images|picture alliance|NurPhoto|Anadolu)\)?)\W*$",
    re.I,
)
_SCRIPT = "\u2e7f"  # Chinese and Japanese signs come behind it
_ASKS = re.compile(r"下载客户端|扫描二维码|长按二维码|关注.{0,12}公众号|点击(?:投票|下载)")
_MADE_BY = re.compile(r"(?:[^\W\d_]{2,12}(?:摄影?|供图)|视觉中国(?: 资料)?|图源[:：].{1,20})\W*$")
_LATER = re.compile(
    r"(?:.{0,160}[.:] ?click here for (?:more|full|further)? ?(?:information|details)|.{0,40}more to follow)\W*$",
    re.I,
)
_COOKIES = re.compile(
    r"^\W*(?:(?:this|our) (?:web)?site|we) uses? cookies\b|^\W*(?:diese (?:web)?seite|wir) (?:verwende[nt]|nutz(?:t|en)|benutzt) cookies\b|^\W*(?:ce site|nous) utilis(?:e|ons) des cookies\b"
    r"|^\W*(?:este sitio (?:web )?(?:utiliza|usa)|utilizamos) cookies\b|^\W*(?:questo sito utilizza|usiamo) (?:i )?cookie\b",
    re.I,
)
_PICTURED = re.compile(
    r"[(（\[](?!(?:see|siehe|voir|s\.) )[^()（）\[\]]{2,50}[ /-](?:file )?(?:photos?|pics?|pictures?|images|fotos?)(?:[/:,-][^()\[\]]{1,40})?[)）\]]$",
    re.I,
)
# What a wall says in place of the rest, and what asks for mail.
_WALL = re.compile(
    r"\b(?:la suite est réservée|réservée? aux abonnés|il vous reste [\d.,]+ ?% de cet article|reste de l['’]article"
    r"|(?:to )?(?:continue|keep) reading\b.{0,60}\b(?:subscribe|sign|log|register)|subscribe to (?:continue|read|unlock)|this (?:article|content|story) is (?:for|only|reserved|exclusive).{0,30}(?:subscribers|members)"
    r"|already (?:a|have a).{0,20}(?:subscriber|member|account)|(?:log|sign) in to (?:read|continue|view)"
    r"|weiterlesen mit|jetzt (?:weiterlesen|abonnieren|registrieren|kostenlos testen)|sie haben bereits ein abo|bereits (?:abonnent|kunde|registriert)"
    r"|diesen artikel (?:weiterlesen|kostenlos|erwerben|freischalten)|artikel exklusiv für|(?:nur|exklusiv) für abonnent|für [\d.,]+ ?€ können sie"
    r"|contenido (?:exclusivo )?para suscriptores|suscríbete para|sigue leyendo|articolo riservato|contenuto riservato|abbonati per|lees verder met|alleen voor abonnees"
    r"|(?:eller|for å) (?:logg|abonn)|för att läsa (?:hela|vidare))|この記事は有料|会員限定|有料会員|続きを読む|残り\d+文字|この続きは|定期購読者の方",
    re.I,
)
_NEWSLETTER = re.compile(
    r"\b(?:sign up (?:for|to) (?:our|the|his|her)\b.{0,60}\bnewsletter|(?:subscribe to|get) (?:our|the)\b.{0,40}\bnewsletter|bookmark \S+ and sign up for our newsletters?|newsletter (?:hier )?abonnieren|abonniere[n]? sie unseren|(?:inscrivez|abonnez)-vous à (?:notre|la) newsletter|suscríbete a (?:nuestra|la) newsletter|iscriviti alla newsletter)",
    re.I,
)
# What asks to take a newsletter, in a paragraph that links to it.
_ORDERS = re.compile(
    r"sign(?:ing)? up|\bget it\b|inbox|postfach|anmeld|abonnier|inscri|iscriv|subscrib|suscri|assin|registrer|tilmeld|prenumer|zapisz|odebír|подпи",
    re.I,
)
# The site's own interest in what it writes of.
_INTEREST = re.compile(
    r"\baffiliate[- ]?links?\b|\b(?:may|might|could|can) (?:earn|receive|get|make) (?:us )?(?:a |an |some )?(?:small |affiliate )*commissions?\b|\bkleine (?:provision|kommission)\b"
    r"|\bliens? (?:d['’])?affili|\b(?:enlaces?|links?) de afilia|\blink (?:di )?affilia",
    re.I,
)
# Who made what of a story, "Editing: …, Photos: …", as it stands below the text.
_CREDITS = re.compile(
    r"(?:^|[,;|/·]\s*|\s)[^\W\d_][\w -]{2,24}(?: \[\w\])?\s?: ?(?![ a-zà-ÿ])[^:,;|]{3,60}(?=$|[,;|/·])"
)
_MAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.[\w.]{2,20}")
# One of these is in every text that _WALL finds: searching for them first is ten times cheaper.
_WALL_HINTS = (
    "abonn", "ein abo", "abbonati", "subscri", "continue reading", "keep reading", "réservé", "vous reste", "reste de l", "log in to",
    "sign in to", "weiterlesen", "diesen artikel", "artikel exklusiv", "€ können", "suscri", "riservat",
    "lees verder", "alleen voor", "logg", "att läsa", "会員", "有料", "続き", "残り", "sigue leyendo", "members",
    "already a", "already have", "bereits kunde", "bereits registr", "jetzt registr", "kostenlos testen", "購読",
)  # fmt: skip


def is_call(text: str) -> bool:
    """Whether a line says at its end what else there is: more to follow, an app, details."""
    if "二维码" in text or "客户端" in text or "公众号" in text or "点击" in text:
        return len(text) < 200 and _ASKS.search(text) is not None
    return ("lick here for" in text or "ore to follow" in text) and _LATER.match(text) is not None


def is_cookies(text: str) -> bool:
    """Whether a text of any usual length is a notice of cookies."""
    return "ookie" in text[:80] and len(text) < 1500 and _COOKIES.match(text) is not None


def is_pictured(text: str) -> bool:
    """Whether a text of a few sentences ends with a picture's credit, "(AFP Photo)"."""
    if text[len(text) // 2] > _SCRIPT and len(text) < 140 and _MADE_BY.search(text) is not None:
        return True
    return text[-1] in ")）]" and len(text) < 500 and _PICTURED.search(text) is not None


def is_wall(text: str) -> bool:
    """Whether a text says that the rest is for subscribers."""
    low = text.lower()
    for hint in _WALL_HINTS:  # `any` takes twice as long, and every block comes by here
        if hint in low:
            return _WALL.search(text) is not None
    return False


def is_newsletter(text: str, *, linked: bool) -> bool:
    """Whether a text asks to order a newsletter; less will do where it is linked."""
    if "ewsletter" not in text and "NEWSLETTER" not in text:
        return False
    return _NEWSLETTER.search(text) is not None or (linked and _ORDERS.search(text) is not None)


def is_interest(text: str) -> bool:
    """Whether a text says that the site earns by what it links to."""
    low = text.lower()
    hinted = "affili" in low or "commission" in low or "provision" in low or "afilia" in low
    return hinted and _INTEREST.search(text) is not None


def is_credits(text: str) -> bool:
    """Whether a line below a text lists who made it: two and more jobs with names."""
    if text.count(":") < 2:
        return False
    found = [match[0] for match in _CREDITS.finditer(text)]
    return len(found) >= 2 and sum(map(len, found)) > 0.7 * len(text)


def has_mail(text: str) -> bool:
    """Whether a mail address stands in a text."""
    return "@" in text and _MAIL.search(text) is not None
