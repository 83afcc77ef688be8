"""What went wrong with a request, in words that a person understands."""

from __future__ import annotations

import re
from http import HTTPStatus
from urllib.parse import urlsplit

from scrapy import exceptions
from scrapy.exceptions import IgnoreRequest

from archive.errors import BackIssueError

_FAILURE = re.compile(r"Failure [\w.]+: (.*?)\.?>")
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
        return f"TLS failure: {_tls(said)}"
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
    if "ConnectionLost" in said or "ConnectionDone" in said:
        return "the other side closed the connection"
    if isinstance(error, exceptions.DownloadCancelledError):
        return "the answer is longer than crawl.max_page_mb allows; its beginning is kept"
    if "HeadTooLongError" in said:
        return "the header of the answer has no end"
    if isinstance(error, exceptions.DownloadFailedError):
        return f"the connection failed ({_first(said)})" if said else "the connection failed"
    return f"could not be fetched ({type(error).__name__}: {said[:160]})"


def status_in_words(status: int) -> str:
    """`HTTP 503 Service Unavailable`."""
    try:
        return f"HTTP {status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"HTTP {status}"


def _tls(said: str) -> str:
    if "certificate verify failed" in said:
        return "the certificate is not trusted or not valid"
    if "VerificationError" in said or "doesn't match" in said:
        return "the certificate is for another host"
    return f"no secure connection ({_first(said)})"


def _first(said: str) -> str:
    """The message inside Twisted's list of failures."""
    inner = _FAILURE.search(said)
    return (inner[1] if inner else said)[:160].rstrip(" .")


def _said(error: BaseException) -> str:
    return " ".join(str(error).split())
