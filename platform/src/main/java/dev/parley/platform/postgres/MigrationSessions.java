package dev.parley.platform.postgres;

import com.zaxxer.hikari.HikariDataSource;
import io.micronaut.context.annotation.EachBean;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.flyway.FlywayConfigurationCustomizer;
import io.micronaut.flyway.FlywayConfigurationProperties;
import java.sql.SQLException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.postgresql.ds.PGSimpleDataSource;

/// Gives migrations their own sessions, outside the pool: they may take longer than a statement of the
/// service.
@EachBean(FlywayConfigurationProperties.class)
final class MigrationSessions implements FlywayConfigurationCustomizer {

    private static final int CONNECT_SECONDS = 2;

    private final String service;

    MigrationSessions(@Parameter String service) {
        this.service = service;
    }

    @Override
    public String getName() {
        return service;
    }

    @Override
    public void customizeFluentConfiguration(FluentConfiguration flyway) {
        try {
            HikariDataSource pool = flyway.getDataSource().unwrap(HikariDataSource.class);
            var sessions = new PGSimpleDataSource();
            sessions.setUrl(pool.getJdbcUrl());
            sessions.setUser(pool.getUsername());
            sessions.setPassword(pool.getPassword());
            sessions.setConnectTimeout(CONNECT_SECONDS);
            sessions.setTcpKeepAlive(true);
            sessions.setApplicationName("parley-" + service + "-migration");
            sessions.setOptions(SessionLimits.optionsOfMigrations());
            flyway.dataSource(sessions);
        } catch (SQLException noPool) {
            throw new UncheckedSqlException(noPool);
        }
    }
}
