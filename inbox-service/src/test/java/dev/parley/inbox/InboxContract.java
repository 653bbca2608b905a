package dev.parley.inbox;

/// The promises of every engine.
public interface InboxContract extends MergeContract, PlaceContract, ReadContract, ConcurrencyContract {}
