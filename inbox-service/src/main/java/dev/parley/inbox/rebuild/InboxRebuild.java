package dev.parley.inbox.rebuild;

import dev.parley.inbox.rebuild.Reporter.Reported;
import dev.parley.platform.job.Job.Counts;
import dev.parley.platform.job.JobKind;
import java.util.List;

/// Has everything reported again, first the threads and then their logs. Merges drop what is not newer than what is
/// known, so this fills what a restored database lacks, and changes nothing else.
///
/// A step is one page. The position is the number of the reporter, and the token of the page.
public final class InboxRebuild implements JobKind {

    /// The name of the jobs.
    public static final String NAME = "inbox.rebuild";

    private static final char SEPARATOR = ' ';

    private final List<Reporter> reporters;

    /// Asks these services, in order.
    public InboxRebuild(List<Reporter> reporters) {
        this.reporters = List.copyOf(reporters);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Step step(String scope, String position) {
        int at = position.indexOf(SEPARATOR);
        int number = at < 0 ? 0 : Integer.parseInt(position.substring(0, at));
        String token = at < 0 ? "" : position.substring(at + 1);
        Reported reported = reporters.get(number).reportAgain(token);
        int next = reported.next().isEmpty() ? number + 1 : number;
        return new Step(
                "" + next + SEPARATOR + reported.next(),
                next == reporters.size(),
                new Counts(reported.threads(), 0, 0));
    }
}
