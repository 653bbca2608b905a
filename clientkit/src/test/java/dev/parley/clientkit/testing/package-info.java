/// A message service for tests.
@NullMarked
package dev.parley.clientkit.testing;

import org.jspecify.annotations.NullMarked;
