/// The calls of the thread service to its neighbours, and the deliveries to them out of its outbox.
@NullMarked
package dev.parley.thread.clients;

import org.jspecify.annotations.NullMarked;
