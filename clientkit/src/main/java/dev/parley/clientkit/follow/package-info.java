/// Feed readers that follow, resume and check.
@NullMarked
package dev.parley.clientkit.follow;

import org.jspecify.annotations.NullMarked;
