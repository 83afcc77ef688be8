"""Which headers keep archived content from running in this origin."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

OURS = (
    "default-src 'none'; script-src 'none'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Datasette's own pages hold one or two inline scripts and inline styles.
DATASETTES = (
    "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
# The page around a snapshot: as ours, with one frame, whose content brings a policy of its own.
AROUND = OURS.replace("default-src 'none';", "default-src 'none'; frame-src 'self';")
# A snapshot in that frame: an origin of its own, no script, and nothing from anywhere but here.
# A reader's click on a link may leave the frame.
SNAPSHOT = (
    "sandbox allow-top-navigation-by-user-activation; default-src 'none'; script-src 'none'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; "
    "media-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
# Archived bytes in a tab of their own: as a picture or as text.
BYTES = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; "
    "media-src 'self'; frame-ancestors 'none'"
)
# A document under `sandbox` has an origin of its own, no scripts, no forms, no top navigation.
RAW = "sandbox; default-src 'none'; frame-ancestors 'none'"

_ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_POLICY = b"content-security-policy"


def secured(app: App) -> App:
    """`app` with security headers on every answer; a policy that an answer brings is kept."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = _added(list(message.get("headers") or []))
            await send(message)

        await app(scope, receive, send_secured if scope["type"] == "http" else send)

    return wrapped


def _added(headers: list[Any]) -> list[Any]:
    present = {name.lower() for name, _ in headers}
    wanted = {name.encode(): value.encode() for name, value in _ALWAYS.items()}
    wanted[_POLICY] = DATASETTES.encode()
    return headers + [[name, value] for name, value in wanted.items() if name not in present]
