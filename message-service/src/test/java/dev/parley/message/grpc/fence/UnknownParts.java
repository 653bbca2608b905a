package dev.parley.message.grpc.fence;

import com.google.protobuf.UnknownFieldSet;
import dev.parley.message.internal.v1.Departure;
import dev.parley.message.internal.v1.Fence;
import dev.parley.message.internal.v1.Gate;
import dev.parley.message.internal.v1.GateState;
import java.util.List;

/// Open fences of a newer thread service.
final class UnknownParts {

    private static final UnknownFieldSet NEW = UnknownFieldSet.newBuilder()
            .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();

    private UnknownParts() {}

    /// Returns copies of a fence with at least one participant, each with a new field in another part.
    static List<Fence> of(Fence.Builder fence) {
        Fence.Builder participant = fence.clone();
        participant.getParticipantsBuilder(0).setUnknownFields(NEW);
        Fence.Builder gate = fence.clone();
        gate.setGate(Gate.newBuilder()
                .setState(GateState.GATE_STATE_ACCEPTED)
                .setRequesterId(fence.getParticipants(0).getUserId())
                .setUnknownFields(NEW));
        return List.of(
                fence.clone().setUnknownFields(NEW).build(),
                participant.build(),
                gate.build(),
                fence.clone()
                        .addDepartures(
                                Departure.newBuilder().setUserId("usr_former").setUnknownFields(NEW))
                        .build());
    }
}
