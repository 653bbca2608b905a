/// What the thread service asks of its neighbours.
@NullMarked
package dev.parley.thread.clients;

import org.jspecify.annotations.NullMarked;
