@NullMarked
package dev.parley.platform.tls;

import org.jspecify.annotations.NullMarked;
