/// Creates keys and signs tokens, for installations without an identity provider, and for tests. Verifying
/// tokens does not need this package.
@NullMarked
package dev.parley.platform.issuer;

import org.jspecify.annotations.NullMarked;
