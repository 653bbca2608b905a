"""A channel with suitable settings, and its credentials."""

from collections import namedtuple
from collections.abc import Callable
from importlib import resources

import grpc

STANDARD_DEADLINE = 10.0
"""The deadline of a unary call that sets none, in seconds."""

_OPTIONS = [
    # The calls that a channel retries automatically: UNAVAILABLE only, with the same request id.
    ("grpc.service_config", resources.files(__package__).joinpath("service_config.json").read_text()),
    ("grpc.max_receive_message_length", 8 << 20),
    ("grpc.keepalive_time_ms", 30_000),
    ("grpc.keepalive_timeout_ms", 10_000),
    ("grpc.keepalive_permit_without_calls", 1),
    ("grpc.http2.max_pings_without_data", 0),
]


class _Details(
    namedtuple("_Details", "method timeout metadata credentials wait_for_ready compression"), grpc.ClientCallDetails
):
    pass


class _EachCall(grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor, grpc.StreamStreamClientInterceptor):
    """Adds the metadata to each call, and the standard deadline to unary ones."""

    def __init__(self, metadata: Callable[[], list[tuple[str, str]]], deadline: bool):
        self._metadata = metadata
        self._deadline = deadline

    def _details(self, call, unary):
        timeout = STANDARD_DEADLINE if unary and self._deadline and call.timeout is None else call.timeout
        metadata = [*(call.metadata or ()), *self._metadata()]
        return _Details(call.method, timeout, metadata, call.credentials, call.wait_for_ready, call.compression)

    def intercept_unary_unary(self, continuation, client_call_details, request):
        return continuation(self._details(client_call_details, True), request)

    def intercept_unary_stream(self, continuation, client_call_details, request):
        return continuation(self._details(client_call_details, False), request)

    def intercept_stream_stream(self, continuation, client_call_details, request_iterator):
        return continuation(self._details(client_call_details, False), request_iterator)


def open_channel(
    target: str, token: Callable[[], str] | str, credentials: grpc.ChannelCredentials | None = None
) -> grpc.Channel:
    """Opens a channel to `host:port`.

    Without credentials it is in plain text: for one machine, and for networks that are secured at a lower layer. A
    callable token is called for each call, so a renewed token is used immediately. A channel is expensive and thread-safe.
    """
    channel = (
        grpc.insecure_channel(target, _OPTIONS)
        if credentials is None
        else grpc.secure_channel(target, credentials, _OPTIONS)
    )
    bearer = token if callable(token) else lambda: token
    return grpc.intercept_channel(channel, _EachCall(lambda: [("authorization", "Bearer " + bearer())], True))


def acting_for(channel: grpc.Channel, user_id: str) -> grpc.Channel:
    """Returns the same channel, acting for a user, `usr_…`. The token must carry the scope `act-as-user`."""
    return grpc.intercept_channel(channel, _EachCall(lambda: [("parley-on-behalf-of", user_id)], False))
