package dev.parley.platform.wire;

import com.google.protobuf.Message;

/// A quick check that a message of one type keeps its rules, for requests that come tens of thousands of times a
/// second. The rules of the proto cost some microseconds, mostly for patterns.
///
/// @param <M> the message
public interface QuickCheck<M extends Message> {

    /// The type of the message.
    Class<M> type();

    /// Whether the message surely keeps all rules that stand in its proto. False decides nothing: the rules of
    /// the proto are evaluated then, and give field and reason.
    boolean surelyKeepsRules(M message);
}
