/// Other services, as the rules want them.
@NullMarked
package dev.parley.message.clients;

import org.jspecify.annotations.NullMarked;
