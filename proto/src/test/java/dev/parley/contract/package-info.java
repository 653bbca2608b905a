/// Rules for the protos beyond what buf checks.
@NullMarked
package dev.parley.contract;

import org.jspecify.annotations.NullMarked;
