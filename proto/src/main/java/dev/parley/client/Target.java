package dev.parley.client;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The addresses of a service in the form that gRPC resolves.
final class Target {

    private static final Pattern ADDRESS = Pattern.compile("(?:[A-Za-z0-9_.-]+|\\[[0-9A-Fa-f:.%]+\\]):(\\d{1,5})");
    private static final Set<String> SCHEMES = Set.of("dns", "unix", "unix-abstract", "vsock", "xds");
    private static final int MOST_PORT = 65_535;

    private Target() {}

    /// Returns what gRPC resolves. Throws `IllegalArgumentException`, with one sentence, unless the text is
    /// `host:port`, several of these separated by commas, or a target with a scheme of gRPC, such as `dns:`.
    static String of(String text) {
        List<String> addresses =
                Stream.of(text.split(",", -1)).map(String::strip).toList();
        if (addresses.size() == 1 && hasOwnScheme(addresses.getFirst())) {
            return addresses.getFirst();
        }
        addresses.forEach(Target::check);
        return addresses.size() == 1 ? addresses.getFirst() : SeveralAddresses.target(addresses);
    }

    private static boolean hasOwnScheme(String address) {
        int colon = address.indexOf(':');
        return colon > 0
                && SCHEMES.contains(address.substring(0, colon))
                && !ADDRESS.matcher(address).matches();
    }

    private static void check(String address) {
        var parts = ADDRESS.matcher(address);
        if (!parts.matches() || !isPort(parts.group(1))) {
            throw new IllegalArgumentException("\"" + address
                    + "\" is no address: write host:port, or several of them separated by commas, without http://.");
        }
    }

    private static boolean isPort(String digits) {
        int port = Integer.parseInt(digits);
        return port >= 1 && port <= MOST_PORT;
    }
}
