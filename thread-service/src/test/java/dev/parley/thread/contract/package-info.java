/// The contracts of every store of the thread service.
@NullMarked
package dev.parley.thread.contract;

import org.jspecify.annotations.NullMarked;
