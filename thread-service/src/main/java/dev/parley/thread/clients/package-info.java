/// The calls of the thread service to other services, and the deliveries from its outbox.
@NullMarked
package dev.parley.thread.clients;

import org.jspecify.annotations.NullMarked;
