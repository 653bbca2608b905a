package dev.parley.e2e.attack;

import dev.parley.platform.testing.RawConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/// Attacks with frames and bytes that no library would send.
final class FrameAttacks {

    private static final String MALLORY = "usr_mallory";
    private static final String SEND = "/parley.message.v1.MessageService/SendMessage";
    private static final String SENDS = "/parley.message.v1.MessageService/SendMessages";
    private static final int CALLS = 10_000;
    private static final int CONNECTIONS = 1_000;
    private static final int PARTIAL_BYTES = 900_000;
    private static final int SIDES = 3;
    private static final int BATCH = 100;

    /// 8,000 a second.
    private static final Duration RESETS = Duration.ofMillis(37);

    /// 4,000 a second.
    private static final Duration SERVER_RESETS = Duration.ofMillis(75);

    /// 10,000 of each a second.
    private static final Duration CONTROLS = Duration.ofMillis(30);

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
        calls(siege, RESETS, RawConnection::reset);
    }

    private static void serverResets(Siege siege) {
        calls(siege, SERVER_RESETS, RawConnection::grantNothing);
    }

    /// What follows the beginning of a call.
    private interface Next {
        void write(RawConnection connection, int stream) throws IOException;
    }

    /// Begins calls in batches, on a new connection whenever the server has closed the last one.
    private static void calls(Siege siege, Duration apart, Next next) {
        String token = siege.token(MALLORY);
        for (int side = 0; side < SIDES; side++) {
            var calls = new Calls(siege, token, next);
            siege.repeat(1, apart, calls::batch);
        }
    }

    /// The calls of one side.
    private static final class Calls {

        private final Siege siege;
        private final String token;
        private final Next next;
        private @Nullable RawConnection connection;
        private int stream;

        Calls(Siege siege, String token, Next next) {
            this.siege = siege;
            this.token = token;
            this.next = next;
        }

        void batch() throws IOException {
            RawConnection open = connection;
            if (open == null) {
                open = siege.raw();
                connection = open;
                stream = 1;
            }
            try {
                write(open);
            } catch (IOException closed) {
                connection = null;
                open.close();
            }
        }

        private void write(RawConnection open) throws IOException {
            open.together(() -> {
                for (int i = 0; i < BATCH; i++) {
                    open.begin(stream, SEND, token);
                    next.write(open, stream);
                    stream += 2;
                }
            });
        }
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
            for (int i = 0; i < CALLS / BATCH && siege.isOn(); i++) {
                one.together(() -> {
                    for (int j = 0; j < BATCH; j++) {
                        one.ping();
                        one.settings();
                    }
                });
                LockSupport.parkNanos(CONTROLS.toNanos());
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
