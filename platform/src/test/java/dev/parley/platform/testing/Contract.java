package dev.parley.platform.testing;

import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.parley.access.v1.Rule;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// Every RPC of the contract, as described by its generated classes.
public final class Contract {

    private Contract() {}

    /// Returns all RPCs, by service.
    public static List<MethodDescriptor> rpcs() {
        return services().stream()
                .flatMap(service -> service.getMethods().stream())
                .map(method -> (ProtoMethodDescriptorSupplier) Objects.requireNonNull(method.getSchemaDescriptor()))
                .map(ProtoMethodDescriptorSupplier::getMethodDescriptor)
                .toList();
    }

    /// Returns all services, by name.
    public static List<ServiceDescriptor> services() {
        try {
            Path contract = Path.of(Rule.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (Files.isDirectory(contract)) {
                return servicesIn(contract);
            }
            try (FileSystem jar = FileSystems.newFileSystem(contract)) {
                return servicesIn(jar.getPath("/"));
            }
        } catch (IOException | URISyntaxException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static List<ServiceDescriptor> servicesIn(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith("ServiceGrpc.class"))
                    .map(name -> name.replace(".class", "").replace('/', '.'))
                    .sorted()
                    .map(Contract::descriptorOf)
                    .toList();
        }
    }

    private static ServiceDescriptor descriptorOf(String stubs) {
        try {
            return (ServiceDescriptor)
                    Class.forName(stubs).getMethod("getServiceDescriptor").invoke(null);
        } catch (ReflectiveOperationException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
