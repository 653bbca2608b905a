"""A feed continues after every end of a stream, except after lost access. Run it with PYTHONPATH=gen:."""

import time
import unittest
from concurrent import futures

import grpc
from google.protobuf import any_pb2
from google.rpc import code_pb2, error_details_pb2, status_pb2
from grpc_status import rpc_status

import parley_client.feed
from parley.feed.v1 import feed_pb2
from parley.message.v1 import message_service_pb2_grpc as rpc
from parley.message.v1 import thread_feed_pb2 as api
from parley_client import follow_thread, open_channel, problem_of


class Breaking(rpc.MessageServiceServicer):
    """A server whose streams end in every way that a feed can end."""

    def __init__(self):
        self.starts = []
        self.tokens = []

    def WatchThread(self, request, context):
        self.starts.append((request.last, request.after_sequence, request.resume_token))
        self.tokens.append(dict(context.invocation_metadata()).get("authorization"))
        match len(self.starts):
            case 1:
                yield item(1)
                context.abort(grpc.StatusCode.UNAVAILABLE, "gone")
            case 2:
                yield item(2)
                yield closing(feed_pb2.CLOSE_REASON_SHUTDOWN, "two")
                context.abort(grpc.StatusCode.UNAVAILABLE, "shutting down")
            case 3:
                yield item(3, 5)
            case 4:
                yield item(6)
                yield api.WatchThreadResponse(heartbeat=feed_pb2.Heartbeat(resume_token="six"))
                while context.is_active():  # Silent for too long.
                    time.sleep(0.05)
            case _:
                yield item(7)
                yield closing(feed_pb2.CLOSE_REASON_ACCESS_ENDED, "")
                abort(context, code_pb2.PERMISSION_DENIED, "THREAD_ACCESS_DENIED", {"thread_id": "thr_1"})


class FeedTest(unittest.TestCase):
    def test_feed_goes_on_after_every_end_but_a_lost_right(self):
        parley_client.feed.SILENCE = 0.5
        service = Breaking()
        stub = self.served(service)

        seen = []
        with self.assertRaises(grpc.RpcError) as failure:
            for element in follow_thread(stub, api.WatchThreadRequest(last=20)):
                if element.WhichOneof("element") == "item":
                    seen.append(element.item.sequence)
        problem = problem_of(failure.exception)

        self.assertEqual("THREAD_ACCESS_DENIED", problem.reason)
        self.assertEqual({"thread_id": "thr_1"}, problem.metadata)
        self.assertEqual([1, 2, 3, 6, 7], seen)
        self.assertEqual([(20, 0, ""), (0, 1, ""), (0, 0, "two"), (0, 5, ""), (0, 0, "six")], service.starts)
        self.assertEqual(["Bearer secret"] * 5, service.tokens)

    def test_refused_token_is_replaced_by_the_last_position(self):
        now, four = api.WatchThreadRequest(), api.WatchThreadRequest(after_sequence=4)
        shutdown = closing(feed_pb2.CLOSE_REASON_SHUTDOWN, "token")
        heartbeat = api.WatchThreadResponse(heartbeat=feed_pb2.Heartbeat(position=9, resume_token="token"))
        for start, elements, starts in (
            (four, [item(5, 7), shutdown], [4, "token", 7]),
            (four, [shutdown], [4, "token", 4]),
            (four, [compacted(9), shutdown], [4, "token", 4]),
            (four, [compacted(9), item(2), shutdown], [4, "token", 2]),
            (four, [caught_up(8), heartbeat], [4, "token", 9]),
            (now, [caught_up(0)], [None, "token", 0]),
            (now, [shutdown], [None, "token"]),
        ):
            service = Refusing(elements)
            with self.assertRaises(grpc.RpcError):
                for _ in follow_thread(self.served(service), start):
                    pass
            self.assertEqual(starts, service.starts)

    def test_stream_that_breaks_after_compacted_resumes_as_before(self):
        heartbeat = api.WatchThreadResponse(heartbeat=feed_pb2.Heartbeat(position=5, resume_token="five"))
        service = Rebuilding(
            [compacted(9)],
            [heartbeat, compacted(9)],
            [compacted(9), item(2)],  # The current state begins with older positions.
            [compacted(9)],
        )
        with self.assertRaises(grpc.RpcError):
            for _ in follow_thread(self.served(service), api.WatchThreadRequest(after_sequence=4)):
                pass
        self.assertEqual([4, 4, "five", 2, 2], service.starts)

    def test_closing_without_a_token_is_final_whatever_the_reason(self):
        for reason in (feed_pb2.CLOSE_REASON_SHUTDOWN, 77):
            service = Final(reason)
            with self.assertRaisesRegex(RuntimeError, "The feed has ended"):
                for _ in follow_thread(self.served(service), api.WatchThreadRequest()):
                    pass
            self.assertEqual(1, service.streams)

    def served(self, service: rpc.MessageServiceServicer) -> rpc.MessageServiceStub:
        server = grpc.server(futures.ThreadPoolExecutor(4))
        rpc.add_MessageServiceServicer_to_server(service, server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        self.addCleanup(server.stop, None)
        channel = open_channel(f"127.0.0.1:{port}", "secret")
        self.addCleanup(channel.close)
        return rpc.MessageServiceStub(channel)


class Final(rpc.MessageServiceServicer):
    """A server that ends a feed permanently, for one reason, without a status that says so."""

    def __init__(self, reason: int):
        self.reason = reason
        self.streams = 0

    def WatchThread(self, request, context):
        self.streams += 1
        if self.streams > 1:
            context.abort(grpc.StatusCode.PERMISSION_DENIED, "this feed was over")
        yield item(1)
        yield closing(self.reason, "")


class Refusing(rpc.MessageServiceServicer):
    """A server that refuses every resume token."""

    def __init__(self, elements):
        self.elements = elements
        self.starts = []

    def WatchThread(self, request, context):
        start = request.WhichOneof("start")
        self.starts.append(getattr(request, start) if start else None)
        if request.resume_token:
            abort(context, code_pb2.INVALID_ARGUMENT, "PAGE_TOKEN_INVALID", {"field": "resume_token"})
        if len(self.starts) > 1:
            context.abort(grpc.StatusCode.PERMISSION_DENIED, "enough")
        yield from self.elements
        context.abort(grpc.StatusCode.UNAVAILABLE, "gone")


class Rebuilding(rpc.MessageServiceServicer):
    """A server whose first streams break while the reader rebuilds its state."""

    def __init__(self, *streams):
        self.streams = streams
        self.starts = []

    def WatchThread(self, request, context):
        self.starts.append(getattr(request, request.WhichOneof("start")))
        if len(self.starts) > len(self.streams):
            context.abort(grpc.StatusCode.PERMISSION_DENIED, "enough")
        yield from self.streams[len(self.starts) - 1]
        context.abort(grpc.StatusCode.UNAVAILABLE, "gone")


def abort(context, code: int, reason: str, metadata: dict[str, str]) -> None:
    info = any_pb2.Any()
    info.Pack(error_details_pb2.ErrorInfo(reason=reason, metadata=metadata))
    context.abort_with_status(rpc_status.to_status(status_pb2.Status(code=code, message="Refused", details=[info])))


def caught_up(position: int) -> api.WatchThreadResponse:
    return api.WatchThreadResponse(caught_up=feed_pb2.CaughtUp(position=position, resume_token="token"))


def item(sequence: int, hidden_through: int = 0) -> api.WatchThreadResponse:
    found = api.ThreadItem(thread_id="thr_1", sequence=sequence)
    if hidden_through:
        found.hidden.through_sequence = hidden_through
    return api.WatchThreadResponse(item=found)


def compacted(position: int) -> api.WatchThreadResponse:
    return api.WatchThreadResponse(compacted=feed_pb2.Compacted(position=position))


def closing(reason: int, token: str) -> api.WatchThreadResponse:
    return api.WatchThreadResponse(closing=feed_pb2.Closing(reason=reason, resume_token=token))


if __name__ == "__main__":
    unittest.main()
