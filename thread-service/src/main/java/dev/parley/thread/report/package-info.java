/// What other services compare with the threads of this one.
@NullMarked
package dev.parley.thread.report;

import org.jspecify.annotations.NullMarked;
