package dev.parley.client;

import io.grpc.Attributes;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.NameResolverRegistry;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Resolves the scheme of targets with several addresses: each by DNS, and all together into one list. An address
/// that cannot be resolved is left out unless none can.
final class SeveralAddresses extends NameResolverProvider {

    private static final String SCHEME = "parley-several";
    private static final int PRIORITY = 5;

    /// Returns the target for these addresses, `host:port` each.
    static String target(List<String> addresses) {
        NameResolverRegistry.getDefaultRegistry().register(Registered.INSTANCE);
        return SCHEME + ":///" + String.join(",", addresses);
    }

    private static final class Registered {
        static final SeveralAddresses INSTANCE = new SeveralAddresses();
    }

    @Override
    protected boolean isAvailable() {
        return true;
    }

    @Override
    protected int priority() {
        return PRIORITY;
    }

    @Override
    public String getDefaultScheme() {
        return SCHEME;
    }

    @Override
    public @Nullable NameResolver newNameResolver(URI target, NameResolver.Args args) {
        if (!SCHEME.equals(target.getScheme())) {
            return null;
        }
        return new Resolver(Stream.of(target.getPath().substring(1).split(","))
                .map(address -> new Part(address, args))
                .toList());
    }

    /// One address, and what it resolves to.
    private static final class Part {
        private final String address;
        private final NameResolver resolver;
        private StatusOr<List<EquivalentAddressGroup>> found =
                StatusOr.fromStatus(Status.UNAVAILABLE.withDescription("Not resolved yet"));

        Part(String address, NameResolver.Args args) {
            this.address = address;
            this.resolver = NameResolverRegistry.getDefaultRegistry()
                    .asFactory()
                    .newNameResolver(URI.create("dns:///" + address), args);
        }

        /// Certificates are checked against the address that was asked for, not against the first of all.
        List<EquivalentAddressGroup> groups() {
            return found.hasValue()
                    ? found.getValue().stream()
                            .map(group -> new EquivalentAddressGroup(
                                    group.getAddresses(),
                                    Attributes.newBuilder()
                                            .setAll(group.getAttributes())
                                            .set(EquivalentAddressGroup.ATTR_AUTHORITY_OVERRIDE, address)
                                            .build()))
                            .toList()
                    : List.of();
        }
    }

    /// The resolvers of all addresses call their listeners one after the other.
    private static final class Resolver extends NameResolver {
        private final List<Part> parts;

        Resolver(List<Part> parts) {
            this.parts = parts;
        }

        @Override
        public String getServiceAuthority() {
            return parts.getFirst().address;
        }

        @Override
        public void start(Listener2 listener) {
            for (Part part : parts) {
                part.resolver.start(new Listener2() {
                    @Override
                    public void onResult(ResolutionResult result) {
                        part.found = result.getAddressesOrError();
                        report(listener);
                    }

                    @Override
                    public void onError(Status error) {
                        part.found = StatusOr.fromStatus(error);
                        report(listener);
                    }
                });
            }
        }

        private void report(Listener2 listener) {
            var all = new ArrayList<EquivalentAddressGroup>();
            parts.forEach(part -> all.addAll(part.groups()));
            listener.onResult(ResolutionResult.newBuilder()
                    .setAddressesOrError(
                            all.isEmpty()
                                    ? StatusOr.fromStatus(parts.getFirst().found.getStatus())
                                    : StatusOr.fromValue(List.copyOf(all)))
                    .build());
        }

        @Override
        public void refresh() {
            parts.forEach(part -> part.resolver.refresh());
        }

        @Override
        public void shutdown() {
            parts.forEach(part -> part.resolver.shutdown());
        }
    }
}
