package dev.parley.platform.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A port that passes on to another one, until it is cut: then all its connections break and new ones are refused at
/// once, as if what stands behind were down.
public final class CuttablePort implements AutoCloseable {

    private final int target;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile boolean cut;

    private CuttablePort(int target, ServerSocket listener) {
        this.target = target;
        this.listener = listener;
    }

    /// Opens a free port of this machine that passes on to another port of it.
    public static CuttablePort to(int target) {
        try {
            var port = new CuttablePort(target, new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().start(port::accept);
            return port;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// The port to connect to.
    public int port() {
        return listener.getLocalPort();
    }

    /// Breaks all connections and refuses new ones.
    public void cut() {
        cut = true;
        sockets.forEach(CuttablePort::close);
    }

    /// Passes on again.
    public void restore() {
        cut = false;
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        cut();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                join(listener.accept());
            } catch (IOException closed) {
                continue;
            }
        }
    }

    private void join(Socket client) {
        try {
            if (cut) {
                close(client);
                return;
            }
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            sockets.add(client);
            sockets.add(server);
            Thread.ofVirtual().start(() -> pump(client, server));
            Thread.ofVirtual().start(() -> pump(server, client));
            if (cut) {
                close(client);
                close(server);
            }
        } catch (IOException refused) {
            close(client);
        }
    }

    private void pump(Socket from, Socket to) {
        try (InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException broken) {
            cutOne(from, to);
        }
        cutOne(from, to);
    }

    private void cutOne(Socket one, Socket other) {
        close(one);
        close(other);
        sockets.remove(one);
        sockets.remove(other);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException ignored) {
            // It is gone anyway.
        }
    }
}
