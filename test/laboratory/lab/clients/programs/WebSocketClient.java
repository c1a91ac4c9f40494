import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** A WebSocket client in Java, the JDK's: it prints what it got from the URL of the command line. */
public class WebSocketClient implements WebSocket.Listener {
    private static final int SIZE = 200_000;
    private static final int LIMIT = 60;

    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final StringBuilder text = new StringBuilder();
    private int bytes;
    private int sum;

    public static void main(String[] arguments) throws Exception {
        var listener = new WebSocketClient();
        WebSocket socket = HttpClient.newHttpClient().newWebSocketBuilder().subprotocols("chat").buildAsync(URI.create(arguments[0]), listener).get(LIMIT, TimeUnit.SECONDS);
        System.out.println("subprotocol " + socket.getSubprotocol());
        socket.sendText("hello, wörld", true);
        listener.closed.get(LIMIT, TimeUnit.SECONDS);
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            System.out.println("text " + text.length() + " " + text.toString().hashCode());
            socket.sendBinary(ByteBuffer.wrap("x".repeat(SIZE).getBytes()), true);
        }
        return WebSocket.Listener.super.onText(socket, data, last);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
        bytes += data.remaining();
        while (data.hasRemaining()) {
            sum = 31 * sum + data.get();
        }
        if (last) {
            System.out.println("binary " + bytes + " " + sum);
            socket.sendText("end", true);
        }
        return WebSocket.Listener.super.onBinary(socket, data, last);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        System.out.println("closed " + code + " " + reason);
        closed.complete(null);
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        closed.completeExceptionally(error);
    }
}
