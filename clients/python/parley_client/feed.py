"""Feeds that resume automatically."""

import math
import threading
import time
from collections.abc import Callable, Generator, Iterator
from typing import Any

import grpc

from parley.feed.v1 import feed_pb2
from parley.inbox.v1 import inbox_feed_pb2, inbox_service_pb2_grpc
from parley.message.v1 import message_service_pb2_grpc, thread_feed_pb2
from parley_client.problem import Problem, delay, problem_of

SILENCE = 12.0
"""How many seconds a feed may be silent. The server sends a heartbeat every 5 s."""

_BROKEN = (grpc.StatusCode.CANCELLED, grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN)


def follow_thread(
    stub: message_service_pb2_grpc.MessageServiceStub, start: thread_feed_pb2.WatchThreadRequest
) -> Iterator[thread_feed_pb2.WatchThreadResponse]:
    """Yields each element of a thread's feed, over any number of streams, without gaps or repeated items.

    Ends with the `grpc.RpcError` of a feed that cannot be resumed. Closing the iterator ends the stream.
    """
    return _follow(
        stub.WatchThread, start, "after_sequence", lambda item: max(item.sequence, item.hidden.through_sequence)
    )


def follow_inbox(
    stub: inbox_service_pb2_grpc.InboxServiceStub, start: inbox_feed_pb2.WatchInboxRequest
) -> Iterator[inbox_feed_pb2.WatchInboxResponse]:
    """Does the same for the inbox of the acting user."""
    return _follow(stub.WatchInbox, start, "after_revision", lambda item: item.revision)


def _follow(rpc: Callable, start: Any, position_field: str, position_of: Callable[[Any], int]) -> Iterator:
    request = type(start)()
    request.CopyFrom(start)
    # The last position that the reader has, in case a token is refused.
    last: int | None = getattr(start, position_field) if start.HasField(position_field) else None
    attempt = 0
    while True:
        closing: feed_pb2.Closing | None = None
        problem, failure = None, None
        stream = _watched(rpc(request))
        try:
            for element in stream:
                yield element
                attempt = 0
                closing = element.closing if element.HasField("closing") else None
                # Not the position of `compacted`: the items that follow it may be older.
                if position := position_of(element.item):
                    setattr(request, position_field, position)
                    last = position
                elif element.HasField("caught_up"):
                    last = element.caught_up.position
                elif element.heartbeat.HasField("position"):
                    last = element.heartbeat.position
                for part in (element.caught_up, element.heartbeat, element.closing):
                    if part.resume_token:
                        request.resume_token = part.resume_token
        except grpc.RpcError as error:
            problem, failure = problem_of(error), error
        finally:
            stream.close()
        if _refuses_token(problem) and last is not None:
            setattr(request, position_field, last)
        elif not _resumes(closing, problem):
            raise failure or RuntimeError("The feed has ended")
        asked = closing.retry_delay.ToTimedelta().total_seconds() if closing else 0.0
        time.sleep(delay(attempt, max(asked, problem.retry_delay if problem else 0.0)))
        attempt += 1


def _watched(call: Any) -> Generator:
    """The elements of a stream, which ends when it is silent for too long. The reader's own time does not count."""
    silent_at = math.inf
    ended = threading.Event()

    def watch() -> None:
        while not ended.wait(1.0):
            if time.monotonic() > silent_at:
                call.cancel()

    threading.Thread(target=watch, name="parley-watchdog", daemon=True).start()
    try:
        while True:
            silent_at = time.monotonic() + SILENCE
            element = next(call, None)
            silent_at = math.inf
            if element is None:
                return
            yield element
    finally:
        ended.set()
        call.cancel()


def _refuses_token(problem: Problem | None) -> bool:
    """Whether the server does not accept the resume token. The last position then replaces it."""
    return bool(problem and problem.reason == "PAGE_TOKEN_INVALID" and problem.metadata.get("field") == "resume_token")


def _resumes(closing: feed_pb2.Closing | None, problem: Problem | None) -> bool:
    """Whether another stream may follow one that ended.

    A closing without a token is final. If the reason is unknown, the status decides.
    """
    if closing and not closing.resume_token:
        return False
    if closing and closing.reason and closing.reason in feed_pb2.CloseReason.values():
        return closing.reason != feed_pb2.CLOSE_REASON_ACCESS_ENDED
    return problem is None or problem.passes() or problem.code in _BROKEN
