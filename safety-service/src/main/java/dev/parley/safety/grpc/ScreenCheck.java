package dev.parley.safety.grpc;

import dev.parley.platform.wire.QuickCheck;
import dev.parley.safety.v1.ScreenSendRequest;
import dev.parley.safety.v1.SendDraft;
import jakarta.inject.Singleton;
import java.util.List;

/// The rules of `ScreenSendRequest` in plain code, because every send waits for its screening.
@Singleton
public final class ScreenCheck implements QuickCheck<ScreenSendRequest> {

    private static final int MOST_DRAFTS = 256;

    @Override
    public Class<ScreenSendRequest> type() {
        return ScreenSendRequest.class;
    }

    @Override
    public boolean surelyKeepsRules(ScreenSendRequest request) {
        List<SendDraft> drafts = request.getDraftsList();
        if (drafts.isEmpty() || drafts.size() > MOST_DRAFTS) {
            return false;
        }
        for (SendDraft draft : drafts) {
            if (!draft.getThreadId().startsWith("thr_") || !draft.getSenderId().startsWith("usr_")) {
                return false;
            }
        }
        return true;
    }
}
