package dev.parley.platform.postgres;

import java.time.Duration;
import java.util.Locale;

/// The limits that the server holds every session of a service to. So a replica that is paused, cut off or
/// killed between two statements releases its locks within seconds. A caller that has given up leaves no
/// session behind that waits for a lock.
///
/// Each can be set as `parley.<service>.database.<name>`, in units that PostgreSQL and this process both read,
/// such as `3500ms` or `3s`.
public final class SessionLimits {

    /// The limit of a statement by default. It is shorter than the wait of the client for an answer, so that a
    /// failure normally costs no connection.
    public static final Duration STATEMENT = Duration.ofMillis(3500);

    /// How long a client waits for an answer. It leaves a caller room for an answer within five seconds.
    static final Duration ANSWER = Duration.ofSeconds(4);

    private static final String LOCK = "2500ms";
    private static final String IDLE_IN_TRANSACTION = "3s";

    /// The server looks this often whether the client of a running statement is still there. Windows cannot.
    private static final String CONNECTION_CHECK = isWindows() ? "0" : "1s";

    /// A peer that answers nothing for about 15 s is gone.
    private static final String NETWORK = isWindows()
            ? ""
            : " -c tcp_keepalives_idle=6 -c tcp_keepalives_interval=3 -c tcp_keepalives_count=3"
                    + " -c tcp_user_timeout=15000";

    private SessionLimits() {}

    /// The property with the limit of a statement.
    public static String statementProperty(String service) {
        return property(service, "statement-timeout");
    }

    /// The start options of a service's sessions, with placeholders for the settings.
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

    /// The start options of sessions that migrate: they may take their time, but must not keep everybody else
    /// waiting behind a lock that they wait for.
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
