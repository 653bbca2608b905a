/// Shapes of texts that services share.
@NullMarked
package dev.parley.platform.text;

import org.jspecify.annotations.NullMarked;
