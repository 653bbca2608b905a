/// The stored form of what has no columns of its own, as bytes. Every engine stores the same bytes.
@NullMarked
package dev.parley.message.form;

import org.jspecify.annotations.NullMarked;
