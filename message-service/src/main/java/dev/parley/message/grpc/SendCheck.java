package dev.parley.message.grpc;

import dev.parley.message.v1.SendMessageRequest;
import dev.parley.platform.text.IdShape;
import dev.parley.platform.wire.QuickCheck;
import jakarta.inject.Singleton;

/// The rules of `SendMessageRequest` in plain code. A test holds it against the rules of the proto.
@Singleton
public final class SendCheck implements QuickCheck<SendMessageRequest> {

    private static final int LONGEST_TEXT = 10_000;

    @Override
    public Class<SendMessageRequest> type() {
        return SendMessageRequest.class;
    }

    @Override
    public boolean surelyKeepsRules(SendMessageRequest request) {
        String text = request.getText();
        String requestId = request.getRequestId();
        return request.hasText()
                && !text.isEmpty()
                && text.length() <= LONGEST_TEXT
                && isPlain(text)
                && request.getReplyToMessageId().isEmpty()
                && requestId.length() >= 8
                && requestId.length() <= 64
                && isRequestId(requestId)
                && IdShape.fits("thr_", request.getThreadId());
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\t' && c != '\n' && c != '\r' || c >= 0x7F && c <= 0x9F) {
                return false;
            }
        }
        return true;
    }

    private static boolean isRequestId(String id) {
        for (int i = 0; i < id.length(); i++) {
            char c = id.charAt(i);
            boolean word = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
            if (!word && "_-.:".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
