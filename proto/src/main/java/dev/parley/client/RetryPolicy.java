package dev.parley.client;

import com.google.protobuf.ListValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// The service config of a channel, which says which calls the channel retries automatically. It is the file
/// `parley/service_config.json`, which the clients in other languages share.
///
/// Only `UNAVAILABLE` is retried, and not if the server forbids it with `grpc-retry-pushback-ms`. Such a
/// server has already waited for its store, and its `RetryInfo` says when to retry. Every RPC that changes
/// something carries a `request_id` or is idempotent by nature, so a retry has no second effect. The
/// bidirectional `SendMessages` is not retried: its caller retries the sends that got no result.
final class RetryPolicy {

    private static final String FILE = "/parley/service_config.json";

    private RetryPolicy() {}

    static Map<String, Object> serviceConfig() {
        var config = Struct.newBuilder();
        try (InputStream file = RetryPolicy.class.getResourceAsStream(FILE)) {
            JsonFormat.parser()
                    .merge(new InputStreamReader(Objects.requireNonNull(file, FILE), StandardCharsets.UTF_8), config);
        } catch (IOException failure) {
            throw new UncheckedIOException(FILE + " cannot be read", failure);
        }
        return plain(config.build());
    }

    private static Map<String, Object> plain(Struct struct) {
        var map = new LinkedHashMap<String, Object>();
        struct.getFieldsMap().forEach((key, value) -> map.put(key, plain(value)));
        return map;
    }

    private static List<Object> plain(ListValue list) {
        return list.getValuesList().stream().map(RetryPolicy::plain).toList();
    }

    private static Object plain(Value value) {
        return switch (value.getKindCase()) {
            case STRUCT_VALUE -> plain(value.getStructValue());
            case LIST_VALUE -> plain(value.getListValue());
            case NUMBER_VALUE -> value.getNumberValue();
            case STRING_VALUE -> value.getStringValue();
            case BOOL_VALUE -> value.getBoolValue();
            case NULL_VALUE, KIND_NOT_SET -> throw new IllegalStateException(FILE + " holds a null");
        };
    }
}
