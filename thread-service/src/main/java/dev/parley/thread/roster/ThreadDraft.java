package dev.parley.thread.roster;

import java.util.List;
import java.util.Optional;

/// A group that is to be created. The participants name no user twice, and may name the creator.
public record ThreadDraft(
        ThreadKind kind, String subject, Optional<ThreadLink> link, List<ParticipantDraft> participants) {}
