"""Feeds that resume automatically."""

import threading
import time
from collections.abc import Callable, Iterator

import grpc

from parley.feed.v1 import feed_pb2
from parley.inbox.v1 import inbox_service_pb2, inbox_service_pb2_grpc
from parley.message.v1 import message_service_pb2, message_service_pb2_grpc
from parley_client.problem import Problem, delay, problem_of

SILENCE = 12.0
"""How many seconds a feed may be silent. The server sends a heartbeat every 5 s."""

_BROKEN = (grpc.StatusCode.CANCELLED, grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN)


def follow_thread(
    stub: message_service_pb2_grpc.MessageServiceStub, start: message_service_pb2.WatchThreadRequest
) -> Iterator[message_service_pb2.WatchThreadResponse]:
    """Yields each element of a thread's feed, over any number of streams, without gaps or repeated items.

    Ends with the `grpc.RpcError` of a feed that cannot be resumed. Closing the iterator ends the stream.
    """
    return _follow(
        stub.WatchThread, start, "after_sequence", lambda item: max(item.sequence, item.hidden.through_sequence)
    )


def follow_inbox(
    stub: inbox_service_pb2_grpc.InboxServiceStub, start: inbox_service_pb2.WatchInboxRequest
) -> Iterator[inbox_service_pb2.WatchInboxResponse]:
    """Does the same for the inbox of the acting user."""
    return _follow(stub.WatchInbox, start, "after_revision", lambda item: item.revision)


def _follow(rpc: Callable, start, position_field: str, position_of: Callable) -> Iterator:
    request = type(start)()
    request.CopyFrom(start)
    attempt = 0
    while True:
        closing, problem, failure = feed_pb2.Closing(), None, None
        stream = _Watched(rpc(request))
        try:
            for element in stream:
                attempt = 0
                yield element
                _move(request, element, position_field, position_of)
                closing.CopyFrom(element.closing)
        except grpc.RpcError as error:
            problem, failure = problem_of(error), error
        finally:
            stream.close()
        if not _resumes(closing.reason, problem):
            raise failure or RuntimeError("The feed has ended")
        asked = closing.retry_delay.ToTimedelta().total_seconds()
        time.sleep(delay(attempt, max(asked, problem.retry_delay if problem else 0.0)))
        attempt += 1


class _Watched:
    """A stream that is cancelled when it is silent for too long. The reader's own time does not count."""

    def __init__(self, call):
        self._call = call
        self._waiting_since = None
        self._ended = threading.Event()
        threading.Thread(target=self._watch, name="parley-watchdog", daemon=True).start()

    def __iter__(self):
        return self

    def __next__(self):
        self._waiting_since = time.monotonic()
        try:
            return next(self._call)
        finally:
            self._waiting_since = None

    def close(self) -> None:
        self._ended.set()
        self._call.cancel()

    def _watch(self) -> None:
        while not self._ended.wait(1.0):
            since = self._waiting_since
            if since is not None and time.monotonic() - since > SILENCE:
                self._call.cancel()


def _move(request, element, position_field: str, position_of: Callable) -> None:
    """Moves the start of the next stream past an element."""
    kind = element.WhichOneof("element")
    if kind == "item" and position_of(element.item):
        setattr(request, position_field, position_of(element.item))
    elif kind == "compacted":
        setattr(request, position_field, element.compacted.position)
    elif kind in ("caught_up", "heartbeat", "closing") and getattr(element, kind).resume_token:
        request.resume_token = getattr(element, kind).resume_token


def _resumes(reason: int, problem: Problem | None) -> bool:
    """Whether another stream may follow one that ended. If the reason is unknown, the status decides."""
    if reason and reason in feed_pb2.CloseReason.values():
        return reason != feed_pb2.CLOSE_REASON_ACCESS_ENDED
    return problem is None or problem.passes() or problem.code in _BROKEN
