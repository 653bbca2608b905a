package dev.parley.inbox;

/// The contract of every engine.
public interface InboxContract extends MergeContract, PlaceContract, ReadContract, ConcurrencyContract {}
