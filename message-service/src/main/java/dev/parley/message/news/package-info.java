/// Passes on what this process wrote to those in it who want to hear of it.
@NullMarked
package dev.parley.message.news;

import org.jspecify.annotations.NullMarked;
