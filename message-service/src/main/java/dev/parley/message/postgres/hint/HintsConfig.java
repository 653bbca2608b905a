package dev.parley.message.postgres.hint;

import io.micronaut.context.annotation.ConfigurationProperties;
import org.jspecify.annotations.Nullable;

/// The settings of the hints between replicas, under `parley.message.hints`.
///
/// @param databaseUrl the JDBC URL of the same database on a way that supports `LISTEN`, so without a pooler that
/// shares sessions between transactions; null means that of the service
@ConfigurationProperties("parley.message.hints")
public record HintsConfig(@Nullable String databaseUrl) {}
