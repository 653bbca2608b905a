"""The main journey of a caller, against a running server.

PARLEY_TARGET names it (default 127.0.0.1:50050); PARLEY_TOKEN_ALICE and PARLEY_TOKEN_BOB are tokens of usr_alice and
usr_bob (./parley token --user usr_alice). Run it with PYTHONPATH=gen:.
"""

import os
import time
from collections.abc import Callable

import grpc

from parley.inbox.v1 import inbox_service_pb2 as inbox
from parley.inbox.v1 import inbox_service_pb2_grpc as inbox_rpc
from parley.message.v1 import message_service_pb2 as message
from parley.message.v1 import message_service_pb2_grpc as message_rpc
from parley.message.v1 import receipt_service_pb2 as receipt
from parley.message.v1 import receipt_service_pb2_grpc as receipt_rpc
from parley.message.v1 import thread_feed_pb2
from parley.thread.v1 import thread_pb2
from parley.thread.v1 import thread_service_pb2 as thread_api
from parley.thread.v1 import thread_service_pb2_grpc as thread_rpc
from parley_client import Problem, follow_thread, open_channel, problem_of, retrying


def main() -> None:
    target = os.environ.get("PARLEY_TARGET", "127.0.0.1:50050")
    alice = open_channel(target, os.environ["PARLEY_TOKEN_ALICE"])
    bob = open_channel(target, os.environ["PARLEY_TOKEN_BOB"])
    run = f"py-{time.time_ns()}"

    created = thread_rpc.ThreadServiceStub(alice).CreateThread(
        thread_api.CreateThreadRequest(
            request_id=f"create-{run}",
            kind=thread_pb2.THREAD_KIND_CHAT,
            subject="Friday",
            participants=[thread_pb2.ParticipantDraft(user_id="usr_bob")],
        )
    )
    thread = created.thread.thread_id
    print("created", thread)

    messages = message_rpc.MessageServiceStub(alice)
    send = message.SendMessageRequest(thread_id=thread, request_id=f"first-{run}", text="Are you free on Friday?")
    sent = messages.SendMessage(send)
    again = messages.SendMessage(send)
    check(again.replayed and again.message.message_id == sent.message.message_id, "a repeated send is the same message")
    print("sent", sent.message.message_id, "replayed", again.replayed)

    # Bob opens the thread, and disconnects after the first message.
    feed = message_rpc.MessageServiceStub(bob)
    first = follow_to(feed, thread_feed_pb2.WatchThreadRequest(thread_id=thread, last=20), send.text)
    second = messages.SendMessage(
        message.SendMessageRequest(thread_id=thread, request_id=f"second-{run}", text="From ten on?")
    )
    resumed = follow_to(feed, thread_feed_pb2.WatchThreadRequest(thread_id=thread, after_sequence=first), "From ten on?")
    check(resumed == second.message.sequence == first + 1, "a resumed feed continues with the next position")
    print("resumed after", first, "at", resumed)

    read = receipt_rpc.ReceiptServiceStub(bob).MarkRead(receipt.MarkReadRequest(thread_id=thread, sequence=resumed))
    rows = inbox_rpc.InboxServiceStub(bob)
    tokens = [read.consistency_token]
    badge = retrying(lambda: rows.GetBadge(inbox.GetBadgeRequest(consistency_tokens=tokens)))
    row = rows.GetInboxRow(inbox.GetInboxRowRequest(thread_id=thread, consistency_tokens=tokens)).row
    check(row.unread_count == 0, "a read that waits for the token shows no unread message")
    print("badge", badge.badge.unread_message_count, "unread here", row.unread_count)

    reused = refused(lambda: messages.SendMessage(
        message.SendMessageRequest(thread_id=thread, request_id=f"first-{run}", text="Another text")))
    check(reused.reason == "REQUEST_ID_REUSED", "a used request id is refused")
    invalid = refused(lambda: messages.SendMessage(
        message.SendMessageRequest(thread_id=thread, request_id=f"bell-{run}", text="Ring \a")))
    check([violation.field for violation in invalid.violations] == ["text"], "a bell is refused")
    print("refused", reused.reason, "and", invalid.reason, invalid.violations[0].description)
    print("ok")


def follow_to(stub: message_rpc.MessageServiceStub, start: thread_feed_pb2.WatchThreadRequest, text: str) -> int:
    """Follows a feed until a text arrives, and returns its position."""
    for element in follow_thread(stub, start):
        if element.item.message.text == text:
            return element.item.sequence
    raise SystemExit("the feed has ended")


def refused(call: Callable[[], object]) -> Problem:
    """Returns the problem of a call that must fail."""
    try:
        call()
    except grpc.RpcError as error:
        return problem_of(error)
    raise SystemExit("not so: the call is refused")


def check(holds: bool, what: str) -> None:
    if not holds:
        raise SystemExit(f"not so: {what}")


if __name__ == "__main__":
    main()
