/// Hints between replicas over `LISTEN` and `NOTIFY`.
@NullMarked
package dev.parley.message.postgres.hint;

import org.jspecify.annotations.NullMarked;
