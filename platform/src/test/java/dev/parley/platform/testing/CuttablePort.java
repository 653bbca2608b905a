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

/// A port that forwards to another one, until it is cut or frozen. While it is cut, all its connections break
/// and new ones are refused immediately, as if the other side were down. While it is frozen, it accepts
/// connections and forwards nothing, as if the other side hung or the network dropped everything.
public final class CuttablePort implements AutoCloseable {

    private static final int BUFFER = 8192;

    private final int target;
    private final ServerSocket listener;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final Object flow = new Object();
    private volatile boolean cut;
    private boolean frozen;

    private CuttablePort(int target, ServerSocket listener) {
        this.target = target;
        this.listener = listener;
    }

    /// Opens a free port of this machine that forwards to another port of it.
    public static CuttablePort to(int target) {
        try {
            var port = new CuttablePort(target, new ServerSocket(0, 100, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().start(port::accept);
            return port;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /// Returns the port to connect to.
    public int port() {
        return listener.getLocalPort();
    }

    /// Breaks all connections and refuses new ones.
    public void cut() {
        cut = true;
        sockets.forEach(CuttablePort::close);
    }

    /// Forwards again.
    public void restore() {
        cut = false;
    }

    /// Holds back all data, in both directions, on old connections and new ones.
    public void freeze() {
        freeze(true);
    }

    /// Forwards what was held back, and everything that follows.
    public void thaw() {
        freeze(false);
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        cut();
        thaw();
    }

    private void freeze(boolean now) {
        synchronized (flow) {
            frozen = now;
            flow.notifyAll();
        }
    }

    private void awaitFlow() throws InterruptedException {
        synchronized (flow) {
            while (frozen) {
                flow.wait();
            }
        }
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
            byte[] some = new byte[BUFFER];
            for (int read = in.read(some); read >= 0; read = in.read(some)) {
                awaitFlow();
                out.write(some, 0, read);
            }
        } catch (IOException broken) {
            cutOne(from, to);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
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
