"""What went wrong with a request, in words that a person understands."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from scrapy import exceptions
from scrapy.exceptions import IgnoreRequest

from archive.errors import BackIssueError

_TLS = ("SSL", "TLS", "certificate", "CertificateError", "VerificationError")


class Refused(IgnoreRequest):
    """We do not ask: robots.txt forbids it, or the site wants to be left alone. `str()` is why.

    An IgnoreRequest, so that neither Scrapy nor our retries try again.
    """


class Stopping(Refused):
    """The crawl is ending; nothing is wrong with the address."""


def in_words(error: BaseException, url: str) -> str:
    """One line for an exception that a download ended with."""
    host = urlsplit(url).hostname or url
    said = _said(error)
    if isinstance(error, Refused | BackIssueError):
        return said
    if isinstance(error, exceptions.CannotResolveHostError) or "DNSLookup" in type(error).__name__:
        return f"unknown host: {host}"
    if any(mark in f"{type(error).__name__} {said}" for mark in _TLS):
        return f"TLS failure: no trusted, valid certificate or no common protocol ({said[:120]})"
    if isinstance(error, exceptions.DownloadTimeoutError | TimeoutError):
        return "timed out"
    if isinstance(error, exceptions.DownloadConnectionRefusedError | ConnectionRefusedError):
        return f"connection refused by {host}"
    if isinstance(error, exceptions.ResponseDataLossError):
        return "the connection broke in the middle of the answer"
    if isinstance(error, exceptions.UnsupportedURLSchemeError):
        return "neither http nor https"
    if isinstance(error, IgnoreRequest) and "redirect" in said:
        return "too many redirects"
    if isinstance(error, exceptions.DownloadFailedError):
        return f"the connection failed ({said[:160]})" if said else "the connection failed"
    return f"could not be fetched ({type(error).__name__}: {said[:160]})"


def status_in_words(status: int) -> str:
    """`HTTP 503 Service Unavailable`."""
    try:
        return f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"HTTP {status}"


def _said(error: BaseException) -> str:
    return " ".join(str(error).split())
