package dev.parley.inbox.contract;

/// The contract of every engine.
public interface InboxContract
        extends MergeContract, PlaceContract, QuietContract, ReadContract, ConcurrencyContract, TwoWriterContract {}
