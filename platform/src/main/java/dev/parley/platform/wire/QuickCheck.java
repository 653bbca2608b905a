package dev.parley.platform.wire;

import com.google.protobuf.Message;

/// A quick way to see that a message of one type keeps its rules, for requests that come tens of thousands of times a
/// second: the rules of the proto cost some microseconds, most of it for patterns.
///
/// @param <M> the message
public interface QuickCheck<M extends Message> {

    /// The type of the message.
    Class<M> type();

    /// Whether the message surely keeps all rules that stand in its proto. False says nothing: the rules are asked
    /// then, and give field and reason.
    boolean surelyKeepsRules(M message);
}
