/// Reports threads again to services that have lost what they were told.
@NullMarked
package dev.parley.thread.report;

import org.jspecify.annotations.NullMarked;
