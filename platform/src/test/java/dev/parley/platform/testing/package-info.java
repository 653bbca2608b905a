/// Support for the tests of every service: a database, tokens, a running service, and its problems on the wire.
@NullMarked
package dev.parley.platform.testing;

import org.jspecify.annotations.NullMarked;
