/// Child processes: how they are started, awaited, measured and ended.
@NullMarked
package dev.parley.clientkit.process;

import org.jspecify.annotations.NullMarked;
