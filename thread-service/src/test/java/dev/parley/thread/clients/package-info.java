/// The calls to the neighbours, on their own.
@NullMarked
package dev.parley.thread.clients;

import org.jspecify.annotations.NullMarked;
