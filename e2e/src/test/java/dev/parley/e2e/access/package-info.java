/// Who may call what, and when a right ends.
@NullMarked
package dev.parley.e2e.access;

import org.jspecify.annotations.NullMarked;
