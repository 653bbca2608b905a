"""The problem inside a status."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import grpc
from google.rpc import error_details_pb2
from grpc_status import rpc_status

from parley.error.v1 import error_pb2

R = TypeVar("R")


@dataclass(frozen=True)
class Problem:
    """A failure that a caller can act on. Branch on the reason, never on the message."""

    code: grpc.StatusCode
    message: str
    reason: str = ""
    """Such as CONTACT_NOT_ALLOWED; empty if the status does not come from Parley."""
    metadata: dict[str, str] = field(default_factory=dict)
    """Each value that varies in the message."""
    violations: list[tuple[str, str, str]] = field(default_factory=list)
    """The fields that break a rule: field, the stable name of the rule, and a readable sentence."""
    retry_delay: float = 0.0
    """The retry delay that the server requests, in seconds; 0 if it does not say."""
    rejection: error_pb2.ContentRejection | None = None

    def passes(self) -> bool:
        """Whether the same call may succeed later, with the same request id.

        After DEADLINE_EXCEEDED the outcome is unknown; the retry finds out. RESOURCE_EXHAUSTED is transient only if the
        server says when to retry: a transport that refuses an oversized message uses the same code, and that is permanent.
        """
        if self.code is grpc.StatusCode.RESOURCE_EXHAUSTED:
            return self.retry_delay > 0
        return self.code in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)


def delay(attempt: int, asked: float = 0.0) -> float:
    """Seconds to wait: what the server requests, or 0.1 s, doubling up to 5 s; with jitter."""
    return max(asked, min(0.1 * 2 ** min(attempt, 10), 5.0)) * random.uniform(1.0, 1.5)


def problem_of(error: grpc.RpcError) -> Problem:
    """Reads the problem inside an error of a call."""
    found = {}
    status = rpc_status.from_call(error)
    for detail in status.details if status else ():
        if detail.Is(error_details_pb2.ErrorInfo.DESCRIPTOR):
            info = error_details_pb2.ErrorInfo.FromString(detail.value)
            found.update(reason=info.reason, metadata=dict(info.metadata))
        elif detail.Is(error_details_pb2.BadRequest.DESCRIPTOR):
            bad = error_details_pb2.BadRequest.FromString(detail.value)
            found["violations"] = [(v.field, v.reason, v.description) for v in bad.field_violations]
        elif detail.Is(error_details_pb2.RetryInfo.DESCRIPTOR):
            wait = error_details_pb2.RetryInfo.FromString(detail.value).retry_delay
            found["retry_delay"] = wait.ToTimedelta().total_seconds()
        elif detail.Is(error_pb2.ContentRejection.DESCRIPTOR):
            found["rejection"] = error_pb2.ContentRejection.FromString(detail.value)
    return Problem(error.code(), error.details() or "", **found)


def retrying(call: Callable[[], R], patience: float = 30.0) -> R:
    """Runs a call until it succeeds, fails for good, or the patience (in seconds) ends."""
    end = time.monotonic() + patience
    attempt = 0
    while True:
        try:
            return call()
        except grpc.RpcError as error:
            problem = problem_of(error)
            wait = delay(attempt, problem.retry_delay)
            if not problem.passes() or time.monotonic() + wait > end:
                raise
            time.sleep(wait)
            attempt += 1
