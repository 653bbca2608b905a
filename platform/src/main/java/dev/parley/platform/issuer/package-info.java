/// Makes keys and signs tokens, for installations without an identity provider, and for tests. Checking tokens
/// does not need it.
@NullMarked
package dev.parley.platform.issuer;

import org.jspecify.annotations.NullMarked;
