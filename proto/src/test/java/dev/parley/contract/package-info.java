/// Rules that the protos keep beyond what buf checks.
@NullMarked
package dev.parley.contract;

import org.jspecify.annotations.NullMarked;
