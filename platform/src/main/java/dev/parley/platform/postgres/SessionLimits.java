package dev.parley.platform.postgres;

import java.time.Duration;
import java.util.Locale;

/// The limits that the server enforces on every session of a service. So a replica that is paused,
/// disconnected or killed between two statements releases its locks within seconds. A caller that has given
/// up leaves no session behind that waits for a lock.
///
/// Each limit can be set as `parley.<service>.database.<name>`, in units that both PostgreSQL and this
/// process can read, such as `3500ms` or `3s`.
public final class SessionLimits {

    /// The default limit of a statement. It is shorter than the client's response timeout, so that a failure
    /// normally does not cost a connection.
    public static final Duration STATEMENT = Duration.ofMillis(3500);

    /// How long a client waits for a response. It leaves a caller time to respond within five seconds.
    static final Duration ANSWER = Duration.ofSeconds(4);

    private static final String LOCK = "2500ms";
    private static final String IDLE_IN_TRANSACTION = "3s";

    /// How often the server checks whether the client of a running statement is still there. Windows does not
    /// support this.
    private static final String CONNECTION_CHECK = isWindows() ? "0" : "1s";

    /// A peer that does not respond for about 15 s is considered gone.
    private static final String NETWORK = isWindows()
            ? ""
            : " -c tcp_keepalives_idle=6 -c tcp_keepalives_interval=3 -c tcp_keepalives_count=3"
                    + " -c tcp_user_timeout=15000";

    private SessionLimits() {}

    /// Returns the property with the limit of a statement.
    public static String statementProperty(String service) {
        return property(service, "statement-timeout");
    }

    /// Returns the startup options of a service's sessions, with placeholders for the settings.
    public static String options(String service) {
        return option("statement_timeout", statementProperty(service), STATEMENT.toMillis() + "ms")
                + option("lock_timeout", property(service, "lock-timeout"), LOCK)
                + option(
                        "idle_in_transaction_session_timeout",
                        property(service, "idle-in-transaction-timeout"),
                        IDLE_IN_TRANSACTION)
                + option(
                        "client_connection_check_interval",
                        property(service, "connection-check-interval"),
                        CONNECTION_CHECK)
                + NETWORK.strip();
    }

    /// Returns the startup options of migration sessions: they may run long, but must not block everybody
    /// else while they wait for a lock.
    static String optionsOfMigrations() {
        return "-c lock_timeout=10s -c client_connection_check_interval=" + CONNECTION_CHECK + NETWORK;
    }

    private static String option(String name, String property, String standard) {
        return "-c " + name + "=${" + property + ":" + standard + "} ";
    }

    private static String property(String service, String name) {
        return "parley." + service + ".database." + name;
    }

    private static boolean isWindows() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
    }
}
