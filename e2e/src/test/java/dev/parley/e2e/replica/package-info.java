/// Several processes of every service on one database, of which some pause or are killed.
@NullMarked
package dev.parley.e2e.replica;

import org.jspecify.annotations.NullMarked;
