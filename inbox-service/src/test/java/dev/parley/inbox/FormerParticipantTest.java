package dev.parley.inbox;

import static dev.parley.inbox.WireUpdates.head;
import static dev.parley.inbox.WireUpdates.thread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.id.ThreadId;
import dev.parley.inbox.v1.ListInboxRequest;
import dev.parley.platform.consistency.ConsistencyTokens;
import dev.parley.platform.consistency.Position;
import io.grpc.StatusRuntimeException;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// A former participant learns nothing of what happens in the thread after the removal.
final class FormerParticipantTest {

    private static boolean isReached(InboxUnderTest inbox, Position position) {
        try {
            inbox.as("usr_pr_former")
                    .listInbox(ListInboxRequest.newBuilder()
                            .addConsistencyTokens(ConsistencyTokens.write(position))
                            .build());
            return true;
        } catch (StatusRuntimeException behind) {
            return false;
        }
    }

    private static long probedHead(InboxUnderTest inbox, String thread) {
        return LongStream.rangeClosed(1, 20)
                .filter(head -> isReached(inbox, Position.head(new ThreadId(thread), head)))
                .max()
                .orElse(0);
    }

    private static long probedVersion(InboxUnderTest inbox, String thread) {
        return LongStream.rangeClosed(1, 20)
                .filter(version -> isReached(inbox, Position.thread(new ThreadId(thread), version)))
                .max()
                .orElse(0);
    }

    @Test
    void tokensDoNotTellFormerParticipantsHowMuchWasSentSince() {
        try (var inbox = new InboxUnderTest(Map.of("parley.inbox.patience", "20ms"))) {
            inbox.apply(thread("thr_pr_1", 1, "usr_pr_former", "usr_pr_a", "usr_pr_b"));
            inbox.apply(head("thr_pr_1", 4));
            inbox.apply(thread("thr_pr_1", 2, "usr_pr_a", "usr_pr_b"));
            long before = probedHead(inbox, "thr_pr_1");

            inbox.apply(head("thr_pr_1", 11));

            assertThat(probedHead(inbox, "thr_pr_1")).isEqualTo(before);
        }
    }

    @Test
    void tokensDoNotTellFormerParticipantsHowOftenTheThreadChangedSince() {
        try (var inbox = new InboxUnderTest(Map.of("parley.inbox.patience", "20ms"))) {
            inbox.apply(thread("thr_pr_2", 1, "usr_pr_former", "usr_pr_a", "usr_pr_b"));
            inbox.apply(thread("thr_pr_2", 2, "usr_pr_a", "usr_pr_b"));
            long before = probedVersion(inbox, "thr_pr_2");

            inbox.apply(thread("thr_pr_2", 9, "usr_pr_a", "usr_pr_b", "usr_pr_c"));

            assertThat(probedVersion(inbox, "thr_pr_2")).isEqualTo(before);
        }
    }
}
