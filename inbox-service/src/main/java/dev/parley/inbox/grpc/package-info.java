/// The wire of the inbox: handlers, and what maps between contract and domain.
@NullMarked
package dev.parley.inbox.grpc;

import org.jspecify.annotations.NullMarked;
