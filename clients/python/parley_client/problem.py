"""The problem inside a status."""

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar, cast

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
    reason: str
    """Such as CONTACT_NOT_ALLOWED; empty when Parley did not answer."""
    metadata: dict[str, str]
    """Each value that varies in the message."""
    violations: Sequence[error_details_pb2.BadRequest.FieldViolation]
    """The fields that break a rule: field, the stable name of the rule (reason), and a sentence for people."""
    retry_delay: float
    """Seconds until the server wants a retry; 0 when it does not say."""
    rejection: error_pb2.ContentRejection | None

    def passes(self) -> bool:
        """Whether the same call may succeed later, with the same request id.

        After DEADLINE_EXCEEDED the retry finds out what happened. RESOURCE_EXHAUSTED passes only where the server says
        when: a transport that refuses a message for its size uses the same code.
        """
        if self.code is grpc.StatusCode.RESOURCE_EXHAUSTED:
            return self.retry_delay > 0
        return self.code in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)


def problem_of(error: grpc.RpcError) -> Problem:
    """Reads the problem inside an error of a call."""
    info, wrong = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    wait, rejection = error_details_pb2.RetryInfo(), error_pb2.ContentRejection()
    call = cast(grpc.Call, error)  # The interface does not say so.
    status = rpc_status.from_call(call)
    for detail in status.details if status else ():
        for known in (info, wrong, wait, rejection):
            detail.Unpack(known)
    return Problem(
        code=call.code(),
        message=call.details() or "",
        reason=info.reason,
        metadata=dict(info.metadata),
        violations=wrong.field_violations,
        retry_delay=wait.retry_delay.ToTimedelta().total_seconds(),
        rejection=rejection if rejection.ByteSize() else None,
    )


def delay(attempt: int, asked: float) -> float:
    """Seconds to wait: what the server asks for, or 0.1 s and twice as long each time up to 5 s; spread."""
    return max(asked, min(0.1 * 2 ** min(attempt, 10), 5.0)) * random.uniform(1.0, 1.5)


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
