/// The wire interface of the inbox: handlers, and mappers between the contract and the rules.
@NullMarked
package dev.parley.inbox.grpc;

import org.jspecify.annotations.NullMarked;
