/// The promises of the README, one by one.
@NullMarked
package dev.parley.e2e.promise;

import org.jspecify.annotations.NullMarked;
