/// Clients of other services, behind the ports of the rules.
@NullMarked
package dev.parley.message.clients;

import org.jspecify.annotations.NullMarked;
