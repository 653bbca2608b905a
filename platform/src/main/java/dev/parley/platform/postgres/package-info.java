/// PostgreSQL for services: one pool and one schema each, transactions, and small conveniences for JDBC.
@NullMarked
package dev.parley.platform.postgres;

import org.jspecify.annotations.NullMarked;
