/// Tests of the stores in PostgreSQL.
@NullMarked
package dev.parley.thread.postgres;

import org.jspecify.annotations.NullMarked;
