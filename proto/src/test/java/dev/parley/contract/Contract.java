package dev.parley.contract;

import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.DescriptorProtos.MethodOptions.IdempotencyLevel;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import dev.parley.access.v1.Rule;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/// The contract as described by the generated classes.
final class Contract {

    private static final String OURS = "parley/";

    private Contract() {}

    static List<ServiceDescriptor> services() {
        Path classes = classes();
        try (Stream<Path> files = Files.walk(classes)) {
            return files.map(file -> classes.relativize(file).toString())
                    .filter(name -> name.endsWith("ServiceGrpc.class"))
                    .map(name -> name.replace(".class", "").replace('/', '.'))
                    .sorted()
                    .map(Contract::descriptorOf)
                    .toList();
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    static List<MethodDescriptor> rpcs() {
        return services().stream()
                .flatMap(service -> service.getMethods().stream())
                .toList();
    }

    /// Returns all files that the services need, including those of other projects.
    static Collection<FileDescriptor> files() {
        var files = new TreeMap<String, FileDescriptor>();
        services().forEach(service -> collect(service.getFile(), files));
        return files.values();
    }

    /// Returns the files of this contract only.
    static List<FileDescriptor> ourFiles() {
        return files().stream().filter(file -> file.getName().startsWith(OURS)).toList();
    }

    static FileDescriptorSet image() {
        var set = FileDescriptorSet.newBuilder();
        files().forEach(file -> set.addFile(file.toProto()));
        return set.build();
    }

    static boolean isWrite(MethodDescriptor rpc) {
        return rpc.getOptions().getIdempotencyLevel() != IdempotencyLevel.NO_SIDE_EFFECTS;
    }

    static boolean isInternal(MethodDescriptor rpc) {
        return rpc.getFile().getPackage().contains(".internal.");
    }

    static boolean isUnary(MethodDescriptor rpc) {
        return !rpc.isClientStreaming() && !rpc.isServerStreaming();
    }

    /// Returns a message and all messages of this contract that it contains.
    static Set<Descriptor> reachable(Descriptor root) {
        var found = new LinkedHashSet<Descriptor>();
        collect(root, found);
        return found;
    }

    private static void collect(Descriptor type, Set<Descriptor> into) {
        if (type.getFile().getName().startsWith(OURS) && into.add(type)) {
            type.getFields().stream()
                    .filter(field -> field.getJavaType() == FieldDescriptor.JavaType.MESSAGE)
                    .forEach(field -> collect(field.getMessageType(), into));
        }
    }

    private static void collect(FileDescriptor file, TreeMap<String, FileDescriptor> into) {
        if (into.putIfAbsent(file.getName(), file) == null) {
            file.getDependencies().forEach(dependency -> collect(dependency, into));
        }
    }

    private static Path classes() {
        try {
            return Path.of(Rule.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static ServiceDescriptor descriptorOf(String stubs) {
        try {
            var service = (io.grpc.ServiceDescriptor)
                    Class.forName(stubs).getMethod("getServiceDescriptor").invoke(null);
            return ((ProtoServiceDescriptorSupplier) Objects.requireNonNull(service.getSchemaDescriptor()))
                    .getServiceDescriptor();
        } catch (ReflectiveOperationException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
