package dev.parley.platform.wire;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Status;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// Keeps statuses small: they are sent in trailers, and a client that receives more than 8 KiB of them closes
/// its whole connection, with every feed on it.
final class StatusSize {

    /// The maximum size of a status with its details.
    static final int MOST_BYTES = 4 * 1024;

    private static final int MOST_TEXT_BYTES = 300;
    private static final int MOST_ENTRIES = 8;
    private static final String CUT = "…";

    private StatusSize() {}

    /// Returns a status with as many of its details as fit. The reason always fits.
    static Status of(ProblemStatus problem) {
        var info = ErrorInfo.newBuilder().setReason(problem.reason()).setDomain(ProblemStatus.DOMAIN);
        problem.metadata().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .limit(MOST_ENTRIES)
                .forEach(entry -> info.putMetadata(entry.getKey(), cut(entry.getValue(), MOST_TEXT_BYTES)));
        var status = Status.newBuilder()
                .setCode(problem.code().value())
                .setMessage(cut(problem.message(), MOST_TEXT_BYTES))
                .addDetails(Any.pack(info.build()));
        int size = status.build().getSerializedSize();
        for (Message detail : problem.details()) {
            Any packed = Any.pack(detail);
            int more = packed.getSerializedSize() + 4;
            if (size + more <= MOST_BYTES) {
                status.addDetails(packed);
                size += more;
            }
        }
        return status.build();
    }

    /// Returns a text of at most this many bytes of UTF-8, with a mark where its end was truncated.
    static String cut(String text, int mostBytes) {
        if (text.length() * 3L <= mostBytes || text.getBytes(StandardCharsets.UTF_8).length <= mostBytes) {
            return text;
        }
        int left = mostBytes - CUT.getBytes(StandardCharsets.UTF_8).length;
        int end = 0;
        while (end < text.length()) {
            int point = text.codePointAt(end);
            left -= point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (left < 0) {
                break;
            }
            end += Character.charCount(point);
        }
        return text.substring(0, end) + CUT;
    }
}
