package dev.parley.inbox;

import static dev.parley.platform.testing.WireProblems.assertProblem;
import static dev.parley.platform.testing.WireProblems.errorInfo;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.UnknownFieldSet;
import dev.parley.inbox.v1.ListInboxRequest;
import io.grpc.Status.Code;
import org.junit.jupiter.api.Test;

/// Requests of a newer contract than that of this server.
final class NewerClientTest {

    private static final InboxUnderTest inbox = InboxUnderTest.shared();

    @Test
    void folderThatTheServerDoesNotKnowIsNamed() {
        var newer = ListInboxRequest.newBuilder().setFolderValue(77);
        var failure = assertProblem(
                () -> inbox.as("usr_i_new").listInbox(newer.build()), Code.UNIMPLEMENTED, "FEATURE_NOT_AVAILABLE");
        assertThat(errorInfo(failure).getMetadataMap())
                .containsEntry("field", "folder")
                .containsEntry("feature", "parley.inbox.v1.Folder/77");
    }

    /// An older server would otherwise answer with everything, as if there were no filter.
    @Test
    void filterThatTheServerDoesNotKnowIsRefused() {
        var newer = ListInboxRequest.newBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                17,
                                UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                        .build());
        var failure = assertProblem(
                () -> inbox.as("usr_i_new").listInbox(newer.build()), Code.INVALID_ARGUMENT, "FIELD_UNKNOWN");
        assertThat(errorInfo(failure).getMetadataMap()).containsEntry("field", "#17");
    }
}
