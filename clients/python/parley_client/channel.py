"""A channel with suitable settings, and its credentials."""

from collections import namedtuple
from collections.abc import Callable
from importlib import resources
from typing import Any

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
    # A server that has come back is found within two seconds. The standard back-off grows up to two minutes.
    ("grpc.initial_reconnect_backoff_ms", 1_000),
    ("grpc.max_reconnect_backoff_ms", 1_500),
]


class _Details(
    namedtuple("_Details", "method timeout metadata credentials wait_for_ready compression"), grpc.ClientCallDetails
):
    """The interface has no constructor of its own."""


class _EachCall(
    grpc.UnaryUnaryClientInterceptor, grpc.UnaryStreamClientInterceptor, grpc.StreamStreamClientInterceptor
):
    """Adds an entry of metadata to each call, and a deadline to a unary one that has none."""

    def __init__(self, key: str, value: Callable[[], str], deadline: float | None = None):
        self._key, self._value, self._deadline = key, value, deadline

    def intercept_unary_unary(self, continuation: Callable, client_call_details: Any, request: Any) -> Any:
        return self._intercept(continuation, client_call_details, request, self._deadline)

    def _intercept(self, continuation: Callable, call: Any, request: Any, deadline: float | None = None) -> Any:
        timeout = deadline if call.timeout is None else call.timeout
        metadata = [*(call.metadata or ()), (self._key, self._value())]
        return continuation(
            _Details(call.method, timeout, metadata, call.credentials, call.wait_for_ready, call.compression), request
        )

    intercept_unary_stream = intercept_stream_stream = _intercept  # type: ignore[assignment]


def open_channel(
    target: str, token: Callable[[], str] | str, credentials: grpc.ChannelCredentials | None = None
) -> grpc.Channel:
    """Opens a channel to `host:port`. A channel is expensive and thread-safe; close it at the end.

    Without credentials it is in plain text: for one machine, and for networks that are secured at a lower layer. A
    token is called for each call, so a renewed token is used immediately.
    """
    if credentials is None:
        channel = grpc.insecure_channel(target, _OPTIONS)
    else:
        channel = grpc.secure_channel(target, credentials, _OPTIONS)
    bearer = token if callable(token) else lambda: token
    return grpc.intercept_channel(
        channel, _EachCall("authorization", lambda: f"Bearer {bearer()}", STANDARD_DEADLINE)
    )


def acting_for(channel: grpc.Channel, user_id: str) -> grpc.Channel:
    """Returns the same channel, acting for a user, `usr_…`. The token must carry the scope `act-as-user`."""
    return grpc.intercept_channel(channel, _EachCall("parley-on-behalf-of", lambda: user_id))
