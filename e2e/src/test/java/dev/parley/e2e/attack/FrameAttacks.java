package dev.parley.e2e.attack;

import dev.parley.platform.testing.RawConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/// Attacks with frames and bytes that no library would send.
final class FrameAttacks {

    private static final String MALLORY = "usr_mallory";
    private static final String SEND = "/parley.message.v1.MessageService/SendMessage";
    private static final String SENDS = "/parley.message.v1.MessageService/SendMessages";
    private static final int CALLS = 10_000;
    private static final int CONNECTIONS = 1_000;
    private static final int PARTIAL_BYTES = 900_000;
    private static final int SIDES = 3;

    /// How long a side waits after a connection was closed.
    private static final Duration CONNECTIONS_APART = Duration.ofMillis(100);

    private FrameAttacks() {}

    static List<Attack> all() {
        return List.of(
                new Attack("rapid resets", FrameAttacks::resets),
                new Attack("streams that the server must reset", FrameAttacks::serverResets),
                new Attack("half-open connections", siege -> siege.times(CONNECTIONS, siege::silent)),
                new Attack(
                        "connections that open and close",
                        siege -> siege.repeat(
                                SIDES, CONNECTIONS_APART, () -> siege.raw().close())),
                new Attack("bytes that are no HTTP/2", FrameAttacks::noise),
                new Attack("incomplete messages", FrameAttacks::partial),
                new Attack("incomplete elements", FrameAttacks::partialElements),
                new Attack("endless headers", FrameAttacks::headers),
                new Attack("pings and settings", FrameAttacks::control),
                new Attack("64 MB behind 64 KB of gzip", FrameAttacks::bombs));
    }

    private static void resets(Siege siege) {
        String token = siege.token(MALLORY);
        siege.repeat(SIDES, CONNECTIONS_APART, () -> {
            RawConnection one = siege.raw();
            for (int stream = 1; stream < 2 * CALLS && siege.isOn(); stream += 2) {
                one.begin(stream, SEND, token);
                one.reset(stream);
            }
        });
    }

    private static void serverResets(Siege siege) {
        String token = siege.token(MALLORY);
        siege.repeat(SIDES, CONNECTIONS_APART, () -> {
            RawConnection one = siege.raw();
            for (int stream = 1; stream < 2 * CALLS && siege.isOn(); stream += 2) {
                one.begin(stream, SEND, token);
                one.grantNothing(stream);
            }
        });
    }

    private static void noise(Siege siege) {
        siege.repeat(SIDES, CONNECTIONS_APART, () -> siege.silent().write(new byte[100_000]));
    }

    private static void partial(Siege siege) {
        String token = siege.token(MALLORY);
        siege.times(CONNECTIONS / 2, () -> {
            RawConnection one = siege.raw();
            one.begin(1, SEND, token);
            one.beginMessage(1, PARTIAL_BYTES + 1, PARTIAL_BYTES);
        });
    }

    private static void partialElements(Siege siege) {
        String token = siege.token(MALLORY);
        siege.times(CONNECTIONS / 2, () -> {
            RawConnection one = siege.raw();
            one.begin(1, SENDS, token);
            one.beginMessage(1, PARTIAL_BYTES + 1, PARTIAL_BYTES);
        });
    }

    private static void headers(Siege siege) {
        siege.repeat(SIDES, CONNECTIONS_APART, () -> {
            RawConnection one = siege.raw();
            one.beginHeaders(1);
            for (int i = 0; i < CALLS && siege.isOn(); i++) {
                one.continueHeaders(1, 16_000);
            }
        });
    }

    private static void control(Siege siege) {
        siege.repeat(SIDES, CONNECTIONS_APART, () -> {
            RawConnection one = siege.raw();
            for (int i = 0; i < CALLS && siege.isOn(); i++) {
                one.ping();
                one.settings();
            }
        });
    }

    private static void bombs(Siege siege) throws IOException {
        byte[] bomb = bomb();
        String token = siege.token(MALLORY);
        siege.repeat(SIDES, CONNECTIONS_APART, () -> {
            RawConnection one = siege.raw();
            one.begin(1, SEND, token, "grpc-encoding", "gzip");
            one.compressed(1, bomb);
        });
    }

    private static byte[] bomb() throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            for (int i = 0; i < 64; i++) {
                gzip.write(new byte[1024 * 1024]);
            }
        }
        return bytes.toByteArray();
    }
}
