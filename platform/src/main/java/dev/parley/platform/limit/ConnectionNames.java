package dev.parley.platform.limit;

import io.grpc.Attributes;
import io.grpc.ServerTransportFilter;

/// Gives each connection an identity, which its calls have among their attributes.
public final class ConnectionNames extends ServerTransportFilter {

    static final Attributes.Key<Object> CONNECTION = Attributes.Key.create("parley-connection");

    @Override
    public Attributes transportReady(Attributes attributes) {
        return attributes.toBuilder().set(CONNECTION, new Object()).build();
    }
}
