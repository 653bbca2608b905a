/// What a caller of Parley needs besides the stubs: a channel with suitable settings, and credentials.
@NullMarked
package dev.parley.client;

import org.jspecify.annotations.NullMarked;
