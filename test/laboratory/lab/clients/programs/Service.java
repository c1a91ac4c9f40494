import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.Executors;

/** A service in Java, on the JDK's HttpServer. What its paths do is said in ../README.md. */
public class Service {
    private static final int IN_CHUNKS = 0, NO_BODY = -1;

    public static void main(String[] arguments) throws IOException {
        var server = HttpServer.create(new InetSocketAddress(80), 0);
        server.setExecutor(Executors.newCachedThreadPool());
        server.createContext("/", Service::serve);
        server.start();
    }

    private static void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String[] parts = exchange.getRequestURI().getRawPath().split("/", 4);
            int number = parts.length > 3 && parts[3].matches("\\d+") ? Integer.parseInt(parts[3]) : 0;
            switch (parts[2]) {
                case "status" -> exchange.sendResponseHeaders(number, NO_BODY);
                case "bytes" -> answer(exchange, 200, "b".repeat(number));
                case "chunks" -> inChunks(exchange, "c".repeat(number / 10));
                case "head" -> {
                    exchange.getResponseHeaders().set("X-Large", "h".repeat(number));
                    answer(exchange, 200, "body");
                }
                case "cookies" -> {
                    for (int cookie = 0; cookie < number; cookie++) {
                        exchange.getResponseHeaders().add("Set-Cookie", "c" + cookie + "=" + "z".repeat(300));
                    }
                    answer(exchange, 200, "body");
                }
                case "refuse" -> answer(exchange, number, "you may not");
                case "late" -> {
                    pause(number);
                    answer(exchange, 200, "late");
                }
                case "events" -> events(exchange, number);
                default -> answer(exchange, 200, arrived(exchange));
            }
        }
    }

    private static void answer(HttpExchange exchange, int status, String text) throws IOException {
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", String.valueOf(text.length()));
            exchange.sendResponseHeaders(status, NO_BODY);
            return;
        }
        exchange.sendResponseHeaders(status, text.length());
        exchange.getResponseBody().write(text.getBytes());
    }

    private static void inChunks(HttpExchange exchange, String piece) throws IOException {
        exchange.sendResponseHeaders(200, IN_CHUNKS);
        for (int sent = 0; sent < 10; sent++) {
            exchange.getResponseBody().write(piece.getBytes());
            exchange.getResponseBody().flush();
        }
    }

    private static void events(HttpExchange exchange, int number) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, IN_CHUNKS);
        for (int event = 0; event < number; event++) {
            exchange.getResponseBody().write(("data: " + event + "\n\n").getBytes());
            exchange.getResponseBody().flush();
            pause(50);
        }
    }

    private static String arrived(HttpExchange exchange) throws IOException {
        try (var body = new DigestInputStream(exchange.getRequestBody(), MessageDigest.getInstance("SHA-256"))) {
            long length = body.transferTo(java.io.OutputStream.nullOutputStream());
            return String.format("[\"%s\", \"%s\", \"%s\", %d, \"%s\"]", exchange.getRequestMethod(), exchange.getRequestURI(),
                exchange.getRequestHeaders().getFirst("Host"), length, HexFormat.of().formatHex(body.getMessageDigest().digest()));
        } catch (java.security.NoSuchAlgorithmException error) {
            throw new IllegalStateException(error);
        }
    }

    private static void pause(int milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException error) {
            throw new IllegalStateException(error);
        }
    }
}
