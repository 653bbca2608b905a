/// Unit tests of the calls to other services.
@NullMarked
package dev.parley.thread.clients;

import org.jspecify.annotations.NullMarked;
