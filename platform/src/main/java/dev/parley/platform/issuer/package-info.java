/// Makes keys and signs tokens, for installations that have no identity provider, and for tests. What checks tokens does
/// not need it.
@NullMarked
package dev.parley.platform.issuer;

import org.jspecify.annotations.NullMarked;
