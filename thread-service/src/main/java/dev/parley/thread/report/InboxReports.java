package dev.parley.thread.report;

import dev.parley.id.ThreadId;
import java.util.List;

/// The reports of threads to the inbox service.
public interface InboxReports {

    /// Reports the threads after an id again, in the order of its bytes, at most `limit`: soon, with their newest
    /// versions. Returns them. The empty id is the start.
    List<ThreadId> reportAgain(String after, int limit);
}
