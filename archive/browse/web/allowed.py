"""Which elements and attributes of archived pages may be shown."""

from __future__ import annotations

import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TAGS = _words(
    """
    a abbr acronym address area article aside audio b bdi bdo big blockquote br button caption
    center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em fieldset
    figcaption figure font footer form h1 h2 h3 h4 h5 h6 header hgroup hr i img input ins kbd label
    legend li main map mark menu meter nav nobr ol optgroup option output p picture pre progress q
    rp rt ruby s samp search section select slot small source span strike strong sub summary sup
    table tbody td textarea tfoot th thead time tr tt u ul var video wbr
    svg circle clipPath defs desc ellipse g image line linearGradient marker mask path pattern
    polygon polyline radialGradient rect stop symbol text textPath title tspan use
    """
)
GONE_WITH_CONTENT = _words(
    "script style template iframe noembed noframes object applet xmp math foreignObject"
    " noscript plaintext"
)
_EVERYWHERE = _words(
    """
    class id style title lang dir role hidden align valign width height color bgcolor border
    background tabindex cite datetime
    """
)
_SVG = _words(
    """
    viewBox d x y x1 y1 x2 y2 cx cy r rx ry dx dy points offset transform fill stroke opacity mask
    fill-rule fill-opacity clip-path clip-rule stroke-width stroke-linecap stroke-linejoin
    stroke-dasharray stroke-opacity stroke-miterlimit stop-color stop-opacity gradientUnits
    gradientTransform spreadMethod patternUnits patternContentUnits patternTransform
    preserveAspectRatio clipPathUnits maskUnits markerWidth markerHeight refX refY orient
    text-anchor font-size font-family font-weight letter-spacing href xlink:href
    """
)
_CELLS = _words("colspan rowspan headers scope nowrap abbr axis")
_FIELDS = _words("type value placeholder checked selected disabled rows cols size label")
_PICTURE = _words("src srcset sizes alt media type usemap hspace vspace")
_FILM = _words("src poster controls loop muted playsinline type media")
SVG_TAGS = _words(
    """
    svg circle clipPath defs desc ellipse g image line linearGradient marker mask path pattern
    polygon polyline radialGradient rect stop symbol text textPath tspan use
    """
)
_BY_TAG = {
    "a": _words("href target name"),
    "area": _words("href target shape coords alt"),
    **dict.fromkeys(("img", "source"), _PICTURE),
    **dict.fromkeys(("video", "audio"), _FILM),
    **dict.fromkeys(("td", "th"), _CELLS),
    **dict.fromkeys(("col", "colgroup"), _words("span")),
    **dict.fromkeys(("input", "button", "select", "option", "optgroup", "textarea"), _FIELDS),
    **dict.fromkeys(("details", "dialog"), _words("open")),
    **dict.fromkeys(("map", "slot"), _words("name")),
    "table": _words("cellpadding cellspacing rules frame summary"),
    "ol": _words("start reversed type"),
    "ul": _words("type compact"),
    "li": _words("value type"),
    "font": _words("face size"),
    "hr": _words("size noshade"),
    "br": _words("clear"),
    "data": _words("value"),
    "label": _words("for"),
    "meter": _words("value min max low high"),
    "progress": _words("value max"),
    **dict.fromkeys(SVG_TAGS, _SVG),
}
# as nh3 wants them; "*" are those of every element
ATTRIBUTES = {tag: set(names) for tag, names in {"*": _EVERYWHERE, **_BY_TAG}.items()}
_OWN_TAG = re.compile(r"[a-z][a-z0-9._]*-[a-z0-9._-]{0,60}")
_NOT_ONES_OWN = _words(
    "annotation-xml color-profile font-face font-face-src font-face-uri font-face-format"
    " font-face-name missing-glyph"
)


def own_tags(names: frozenset[str]) -> frozenset[str]:
    """Those of `names` that are fit to be a custom element's (HTML §4.13.2)."""
    return frozenset(name for name in names if _OWN_TAG.fullmatch(name)) - _NOT_ONES_OWN
