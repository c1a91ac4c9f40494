import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.stream.Collectors;

/** A client in Java, on the JDK's HttpClient: it sends the requests of the file, and prints a line about each reply. */
public class Client {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    public static void main(String[] arguments) throws Exception {
        for (String line : Files.readAllLines(Path.of(arguments[0]))) {
            String[] fields = line.split("\t");
            System.out.println(fields[0] + "\t" + send(fields[1], fields[2], Integer.parseInt(fields[3])));
        }
    }

    private static String send(String method, String url, int size) throws Exception {
        var body = size == 0 ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString("x".repeat(size));
        var request = HttpRequest.newBuilder(URI.create(url)).method(method, body).timeout(Duration.ofSeconds(20)).build();
        try {
            var reply = CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
            String digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(reply.body()));
            String shown = reply.headers().map().entrySet().stream()
                .flatMap(header -> header.getValue().stream().map(value -> header.getKey().toLowerCase() + ": " + value))
                .collect(Collectors.joining("\u001f"));
            return String.join("\t", String.valueOf(reply.statusCode()), digest, String.valueOf(reply.body().length), "", shown);
        } catch (java.io.IOException error) {
            return "error\t" + error.getClass().getSimpleName() + "\t\t\t";
        }
    }
}
