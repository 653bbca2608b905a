package dev.parley.safety.grpc;

import dev.parley.id.ThreadId;
import dev.parley.platform.wire.QuickCheck;
import dev.parley.id.UserId;
import dev.parley.safety.v1.ScreenSendRequest;
import dev.parley.safety.v1.SendDraft;
import jakarta.inject.Singleton;
import java.util.List;

/// The rules of `ScreenSendRequest` in plain code, because every send waits for its screening. A test holds it against
/// the rules of the proto.
@Singleton
public final class ScreenCheck implements QuickCheck<ScreenSendRequest> {

    private static final int MOST_DRAFTS = 256;
    private static final int LONGEST_TEXT = 20_000;

    @Override
    public Class<ScreenSendRequest> type() {
        return ScreenSendRequest.class;
    }

    @Override
    public boolean surelyKeepsRules(ScreenSendRequest request) {
        List<SendDraft> drafts = request.getDraftsList();
        return !drafts.isEmpty()
                && drafts.size() <= MOST_DRAFTS
                && drafts.stream().allMatch(ScreenCheck::isGood);
    }

    private static boolean isGood(SendDraft draft) {
        return ThreadId.isValid(draft.getThreadId())
                && UserId.isValid(draft.getSenderId())
                && (draft.getCounterpartId().isEmpty() || UserId.isValid(draft.getCounterpartId()))
                && draft.getText().length() <= LONGEST_TEXT;
    }
}
