/// Feeds that are followed, resumed and checked.
@NullMarked
package dev.parley.clientkit.follow;

import org.jspecify.annotations.NullMarked;
