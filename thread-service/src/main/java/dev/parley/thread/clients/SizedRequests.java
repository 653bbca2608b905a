package dev.parley.thread.clients;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import java.util.ArrayList;
import java.util.List;

/// Splits the elements of a repeated field into requests.
final class SizedRequests {
    /// The maximum size of one request in bytes, by the contract of both receivers.
    static final int BYTES = 512 * 1024;

    private static final int FIELD = 1;

    private SizedRequests() {}

    /// Returns the elements in order, in lists of at most `count` that, as field 1 of a request, do not
    /// exceed [#BYTES]. A larger element goes alone, and its receiver decides.
    static <M extends MessageLite> List<List<M>> split(List<M> elements, int count) {
        List<List<M>> requests = new ArrayList<>();
        int from = 0;
        int bytes = 0;
        for (int i = 0; i < elements.size(); i++) {
            int size = CodedOutputStream.computeMessageSize(FIELD, elements.get(i));
            if (i > from && (i - from == count || size > BYTES - bytes)) {
                requests.add(elements.subList(from, i));
                from = i;
                bytes = 0;
            }
            bytes += size;
        }
        if (from < elements.size()) {
            requests.add(elements.subList(from, elements.size()));
        }
        return requests;
    }
}
