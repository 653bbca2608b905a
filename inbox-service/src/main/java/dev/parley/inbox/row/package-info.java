/// The rows of an inbox, and how users read them.
@NullMarked
package dev.parley.inbox.row;

import org.jspecify.annotations.NullMarked;
