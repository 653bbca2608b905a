package dev.parley.e2e.process;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/// The memory of another Java process of this user.
public final class ServerMemory implements AutoCloseable {

    private static final String RESIDENT = "VmRSS:";
    private static final long KIBIBYTE = 1024;

    private final long pid;
    private final JMXConnector connector;
    private final MemoryMXBean memory;

    private ServerMemory(long pid, JMXConnector connector, MemoryMXBean memory) {
        this.pid = pid;
        this.connector = connector;
        this.memory = memory;
    }

    /// Connects to a process.
    public static ServerMemory of(ChildProcess process) {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(process.pid()));
            String address = machine.startLocalManagementAgent();
            machine.detach();
            JMXConnector connector = JMXConnectorFactory.connect(new JMXServiceURL(address));
            return new ServerMemory(
                    process.pid(),
                    connector,
                    ManagementFactory.newPlatformMXBeanProxy(
                            connector.getMBeanServerConnection(),
                            ManagementFactory.MEMORY_MXBEAN_NAME,
                            MemoryMXBean.class));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (AttachNotSupportedException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /// How many bytes of its heap are in use once all that is garbage is collected.
    public long heapBytes() {
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    /// How many bytes of the machine it occupies, buffers outside of the heap included; 0 where that is not known.
    public long residentBytes() {
        Path status = Path.of("/proc", Long.toString(pid), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith(RESIDENT))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIBIBYTE)
                    .findFirst()
                    .orElse(0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    @Override
    public void close() {
        try {
            connector.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
