package dev.parley.platform.wire;

import com.google.protobuf.Message;

/// A quick check that a message of one type satisfies its rules, for requests that arrive tens of thousands
/// of times a second. The rules of the proto cost several microseconds, mostly for patterns.
///
/// @param <M> the message
public interface QuickCheck<M extends Message> {

    /// Returns the type of the message.
    Class<M> type();

    /// Whether the message definitely satisfies all rules of its proto. False decides nothing: the rules of
    /// the proto are then evaluated, and determine field and reason.
    boolean surelyKeepsRules(M message);
}
