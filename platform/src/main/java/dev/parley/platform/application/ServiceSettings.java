package dev.parley.platform.application;

import dev.parley.platform.postgres.SessionLimits;
import dev.parley.platform.postgres.UselessConnections;
import io.micronaut.context.env.PropertySource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// The settings that the databases of all services share. Each service has a pool and a schema named after it,
/// and migrations in `db/<service>`. Its own `application.yml` may override them.
final class ServiceSettings {

    /// Lower precedence than every file, variable and property.
    private static final int LOWEST = -1000;

    /// The time limit for a login to a store that hangs. The pool removes this limit once it has the
    /// connection, and each use sets its own.
    private static final int LOGIN_SECONDS = 4;

    private ServiceSettings() {}

    static PropertySource of(List<String> services) {
        var settings = new HashMap<String, Object>();
        services.forEach(service -> {
            pool(settings, service);
            migrations(settings, service);
        });
        return PropertySource.of("parley-services", settings, LOWEST);
    }

    /// Returns the property with the URL of a service's database.
    static String urlProperty(String service) {
        return "parley." + service + ".database.url";
    }

    /// Returns the variable that sets it.
    static String urlVariable(String service) {
        return "PARLEY_" + service.toUpperCase(Locale.ROOT) + "_DATABASE_URL";
    }

    private static void pool(Map<String, Object> settings, String service) {
        String database = "parley." + service + ".database.";
        String pool = "datasources." + service + ".";
        settings.put(pool + "url", "${" + urlProperty(service) + "}");
        settings.put(pool + "username", "${" + database + "user:parley}");
        settings.put(pool + "password", "${" + database + "password:}");
        settings.put(pool + "driver-class-name", "org.postgresql.Driver");
        settings.put(pool + "dialect", "POSTGRES");
        settings.put(pool + "schema", service);
        settings.put(pool + "pool-name", service);
        settings.put(pool + "maximum-pool-size", "${" + database + "pool-size:8}");
        settings.put(pool + "minimum-idle", 2);
        settings.put(pool + "connection-timeout", 2000);
        settings.put(pool + "validation-timeout", 1000);
        settings.put(pool + "initialization-fail-timeout", 5000);
        settings.put(pool + "exception-override-class-name", UselessConnections.class.getName());
        settings.put(pool + "data-source-properties.connectTimeout", 2);
        settings.put(pool + "data-source-properties.socketTimeout", LOGIN_SECONDS);
        settings.put(pool + "data-source-properties.options", SessionLimits.options(service));
        settings.put(pool + "data-source-properties.tcpKeepAlive", true);
        settings.put(pool + "data-source-properties.logServerErrorDetail", false);
        settings.put(pool + "data-source-properties.ApplicationName", "parley-" + service);
    }

    private static void migrations(Map<String, Object> settings, String service) {
        String flyway = "flyway.datasources." + service + ".";
        settings.put(flyway + "enabled", true);
        settings.put(flyway + "locations", List.of("classpath:db/" + service));
        settings.put(flyway + "schemas", List.of(service));
        settings.put(flyway + "default-schema", service);
        settings.put(flyway + "create-schemas", true);
    }
}
