/// The wire form of thread feeds.
@NullMarked
package dev.parley.message.grpc.feed;

import org.jspecify.annotations.NullMarked;
