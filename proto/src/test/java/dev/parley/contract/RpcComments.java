package dev.parley.contract;

import dev.parley.error.v1.ErrorReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The comments of the RPCs and enums, read from the proto files.
final class RpcComments {

    private static final Path PROTOS = Path.of("src/main/proto");
    private static final Pattern PACKAGE = Pattern.compile("package ([a-z0-9.]+);");
    private static final Pattern SERVICE = Pattern.compile("service (\\w+) \\{");
    private static final Pattern ENUM = Pattern.compile("\\s*enum (\\w+) \\{");
    private static final Pattern RPC = Pattern.compile("\\s*rpc (\\w+)\\(.*");
    private static final Pattern QUOTED = Pattern.compile("`([A-Z][A-Z_]+)`");
    private static final String FAILS = "Fails with";

    private final Map<String, String> byRpc = new HashMap<>();
    private final Map<String, String> byEnum = new HashMap<>();

    private RpcComments() {}

    static RpcComments read() {
        var comments = new RpcComments();
        try (Stream<Path> files = Files.walk(PROTOS)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".proto")).toList()) {
                comments.read(Files.readString(file));
            }
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
        return comments;
    }

    /// Reads one file.
    private void read(String text) {
        var where = PACKAGE.matcher(text);
        String scope = where.find() ? where.group(1) : "";
        String service = "";
        var comment = new StringBuilder();
        for (String line : text.lines().toList()) {
            var begins = SERVICE.matcher(line);
            var rpc = RPC.matcher(line);
            var values = ENUM.matcher(line);
            if (line.strip().startsWith("//")) {
                comment.append(line.strip().substring(2));
                continue;
            }
            if (begins.find()) {
                service = begins.group(1);
            } else if (rpc.matches()) {
                byRpc.put(scope + "." + service + "." + rpc.group(1), comment.toString());
            } else if (values.matches()) {
                byEnum.put(scope + "." + values.group(1), comment.toString());
            }
            comment.setLength(0);
        }
    }

    /// The reasons that the comment of an RPC names after "Fails with".
    Set<String> reasonsOf(String rpc) {
        String comment = byRpc.getOrDefault(rpc, "");
        var reasons = new TreeSet<String>();
        int from = comment.indexOf(FAILS);
        var quoted = QUOTED.matcher(from < 0 ? "" : comment.substring(from));
        while (quoted.find()) {
            if (isReason(quoted.group(1))) {
                reasons.add(quoted.group(1));
            }
        }
        return reasons;
    }

    /// Returns the comment of an enum.
    String ofEnum(String name) {
        return byEnum.getOrDefault(name, "");
    }

    int count() {
        return byRpc.size();
    }

    private static boolean isReason(String name) {
        return ErrorReason.getDescriptor().findValueByName("ERROR_REASON_" + name) != null;
    }
}
