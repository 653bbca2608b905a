package dev.parley.platform.limit;

import com.google.protobuf.MessageLite;
import io.grpc.Context;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ServerCall;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import org.jspecify.annotations.Nullable;

/// What one call holds. The transport reports its bytes, and its end exactly once, however it ends.
///
/// The bytes of a unary request and of its response are held until the call ends: a client that does not read keeps
/// the response in the server's memory. Those of an element of a stream are held until it is complete: from then on
/// they are its handler's, see [HeldElements]. A stream writes only while its client reads.
final class HeldCall extends ServerStreamTracer {

    private static final Context.Key<HeldCall> KEY = Context.key("parley-held-call");

    /// Smaller requests are not counted: they belong to the cost of a call.
    private static final int FREE_BYTES = 4 * 1024;

    /// Smaller responses are not counted for the same reason. Most of them are in the transport at once.
    private static final int FREE_RESPONSE_BYTES = 16 * 1024;

    /// The cost of a frame apart from its bytes.
    private static final int FRAME_BYTES = 256;

    private final CallLimits limits;
    private volatile @Nullable ServerCall<?, ?> call;
    private @Nullable Places places;
    private volatile boolean unary;
    private boolean closed;
    private long bytes;
    private long charged;
    private long responded;
    private boolean refused;

    HeldCall(CallLimits limits) {
        this.limits = limits;
    }

    /// Returns the call of the current context; null if it did not come over the network.
    static @Nullable HeldCall current() {
        return KEY.get();
    }

    @Override
    public Context filterContext(Context context) {
        return context.withValue(KEY, this);
    }

    /// Makes the call hold places that were taken for it. Gives them back immediately if it has ended
    /// meanwhile.
    synchronized void hold(ServerCall<?, ?> itself, boolean isUnary, Places taken) {
        if (closed) {
            taken.leave(!isUnary);
            return;
        }
        call = itself;
        unary = isUnary;
        places = taken;
        taken.addBytes(charged);
    }

    /// Returns the call, whose response counts. A response for which there is no room is not written: the call ends
    /// with
    /// `RateLimited`.
    <Q, R> ServerCall<Q, R> counted(ServerCall<Q, R> itself) {
        return unary ? new Counted<>(itself) : itself;
    }

    private final class Counted<Q, R> extends SimpleForwardingServerCall<Q, R> {

        Counted(ServerCall<Q, R> itself) {
            super(itself);
        }

        @Override
        public void sendMessage(R response) {
            int size = response instanceof MessageLite message ? message.getSerializedSize() : 0;
            String exceeded = size > FREE_RESPONSE_BYTES ? respond(size) : null;
            if (exceeded == null) {
                super.sendMessage(response);
            } else {
                limits.refuse(delegate(), exceeded);
            }
        }
    }

    private synchronized @Nullable String respond(int size) {
        if (closed || places == null) {
            return null;
        }
        String exceeded = places.responded(size);
        if (exceeded == null) {
            responded += size;
        }
        return exceeded;
    }

    /// Whether the caller and the process have room for a response.
    synchronized boolean hasRoom() {
        return places == null || places.haveRoom();
    }

    /// Returns what the handler of the call holds.
    synchronized HeldElements elements() {
        return new HeldElements(places, limits);
    }

    /// Only this thread changes the bytes.
    @Override
    public void inboundWireSize(long more) {
        if (refused) {
            return;
        }
        bytes += more + FRAME_BYTES;
        if (bytes > FREE_BYTES) {
            charge();
        }
    }

    private void charge() {
        String exceeded = addToQuotas();
        ServerCall<?, ?> mine = call;
        if (exceeded != null && mine != null) {
            refused = true;
            limits.refuse(mine, exceeded);
        }
    }

    /// Returns the quota that the call has exceeded.
    private synchronized @Nullable String addToQuotas() {
        if (closed) {
            return null;
        }
        long more = bytes - FREE_BYTES - charged;
        charged += more;
        return places == null ? null : places.arrived(more, bytes);
    }

    @Override
    public void inboundMessageRead(int number, long wireSize, long uncompressedSize) {
        if (unary) {
            return;
        }
        bytes = 0;
        if (charged > 0) {
            giveBytesBack();
        }
    }

    private synchronized void giveBytesBack() {
        long all = charged + responded;
        charged = 0;
        responded = 0;
        if (places != null) {
            places.addBytes(-all);
        }
    }

    @Override
    public synchronized void streamClosed(Status status) {
        if (closed) {
            return;
        }
        closed = true;
        giveBytesBack();
        if (places != null) {
            places.leave(!unary);
        }
        places = null;
        call = null;
    }
}
