package dev.parley.platform.postgres;

import io.micronaut.core.value.PropertyResolver;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

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

    /// The name of that limit in PostgreSQL.
    static final String STATEMENT_NAME = "statement_timeout";

    /// How long a client waits for a response. It leaves a caller time to respond within five seconds.
    static final Duration ANSWER = Duration.ofSeconds(4);

    /// How often the server checks whether the client of a running statement is still there. Windows does not
    /// support this.
    private static final Duration CONNECTION_CHECK = isWindows() ? Duration.ZERO : Duration.ofSeconds(1);

    private static final List<Limit> LIMITS = List.of(
            new Limit(STATEMENT_NAME, "statement-timeout", STATEMENT),
            new Limit("lock_timeout", "lock-timeout", Duration.ofMillis(2500)),
            new Limit("idle_in_transaction_session_timeout", "idle-in-transaction-timeout", Duration.ofSeconds(3)),
            new Limit("client_connection_check_interval", "connection-check-interval", CONNECTION_CHECK));

    /// A peer that does not respond for about 15 s is considered gone.
    private static final String NETWORK = isWindows()
            ? ""
            : " -c tcp_keepalives_idle=6 -c tcp_keepalives_interval=3 -c tcp_keepalives_count=3"
                    + " -c tcp_user_timeout=15000";

    /// @param name the name of the setting in PostgreSQL
    /// @param property the last part of the property that sets it
    /// @param standard the value without one
    private record Limit(String name, String property, Duration standard) {

        private String option(String service) {
            return "-c " + name + "=${" + SessionLimits.property(service, property) + ":" + standard.toMillis()
                    + "ms} ";
        }
    }

    private SessionLimits() {}

    /// Returns the startup options of a service's sessions, with placeholders for the settings.
    public static String options(String service) {
        return LIMITS.stream().map(limit -> limit.option(service)).collect(Collectors.joining()) + NETWORK.strip();
    }

    /// Returns the limits of a service's sessions by the names of their settings in PostgreSQL.
    static Map<String, Duration> of(String service, PropertyResolver settings) {
        return LIMITS.stream()
                .collect(Collectors.toMap(
                        Limit::name,
                        limit -> settings.getProperty(property(service, limit.property()), Duration.class)
                                .orElse(limit.standard())));
    }

    /// Returns the startup options of migration sessions: they may run long, but must not wait long for a lock,
    /// because everybody who comes after them waits behind them.
    static String optionsOfMigrations() {
        return "-c lock_timeout=4s -c client_connection_check_interval=" + CONNECTION_CHECK.toMillis() + "ms" + NETWORK;
    }

    private static String property(String service, String name) {
        return "parley." + service + ".database." + name;
    }

    private static boolean isWindows() {
        return System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
    }
}
