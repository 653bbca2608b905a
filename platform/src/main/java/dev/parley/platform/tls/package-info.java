/// TLS of the server and of the channels to other services, with certificates that are read again when they
/// change.
@NullMarked
package dev.parley.platform.tls;

import org.jspecify.annotations.NullMarked;
