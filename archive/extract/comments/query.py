"""XPath queries whose answers have a type."""

from __future__ import annotations

from typing import Any, cast

from lxml import etree
from lxml.html import HtmlElement


class Elements:
    """A query for elements."""

    def __init__(self, expression: str) -> None:
        self._query = etree.XPath(expression)

    def __call__(self, root: etree._Element) -> list[HtmlElement]:
        return cast(list[HtmlElement], self._query(cast(Any, root)))


class Strings:
    """A query for the values of attributes."""

    def __init__(self, expression: str) -> None:
        self._query = etree.XPath(expression)

    def __call__(self, root: etree._Element) -> list[str]:
        return [str(value) for value in cast(list[Any], self._query(cast(Any, root)))]
