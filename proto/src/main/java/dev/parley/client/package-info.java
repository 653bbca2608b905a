/// What a caller of Parley needs beside the stubs: a channel with sane settings, and its credentials.
@NullMarked
package dev.parley.client;

import org.jspecify.annotations.NullMarked;
