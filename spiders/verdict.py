"""What a run came to, from what was seen; pure."""

from __future__ import annotations

from collections.abc import Sequence

Trouble = tuple[str, str]


def verdict(
    *,
    answers: int,
    troubles: Sequence[Trouble],
    errors: int,
    finish_reason: str | None,
    failure: str | None,
    stopping: bool,
    storyless: Trouble | None = None,
) -> tuple[str, str | None]:
    """The outcome (`ok`, `partly`, `failed`, `stopped`) and the reason in words.

    `answers` counts pages that came (robots.txt apart); `failure` is an error that ended the run,
    `storyless` the first page that held no story, of a source that never had one.
    """
    first = f"{troubles[0][1]} ({troubles[0][0]})" if troubles else None
    if failure is not None:
        return "failed", failure
    if stopping or finish_reason == "shutdown":
        return "stopped", "asked to stop; what was fetched is kept"
    if not answers:
        late = finish_reason == "closespider_timeout"
        nothing = (
            "the run's time was up before anything came" if late else "nothing could be fetched"
        )
        return "failed", first or nothing
    if finish_reason == "closespider_timeout":
        return "partly", "the run's time was up; the rest is fetched next time"
    if errors == 1:
        return "partly", first
    if errors:
        return "partly", f"{errors} addresses failed, the first: {first}"
    if storyless is not None:
        return "partly", f"no page held a story, the first: {storyless[1]} ({storyless[0]})"
    return "ok", None
