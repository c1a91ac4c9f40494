import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.utils.IoUtils;

/**
 * Sends one signed request: {@code URL [JSON]}. With JSON it is a POST.
 *
 * <p>The Region is AWS_REGION; CONNECT_TO names the load balancer where DNS does not lead there.
 */
public final class Call {
    public static void main(String[] arguments) throws IOException {
        var url = URI.create(arguments[0]);
        var body = arguments.length > 1 ? ContentStreamProvider.fromUtf8String(arguments[1]) : null;

        var unsigned = SdkHttpRequest.builder().uri(url).method(body == null ? SdkHttpMethod.GET : SdkHttpMethod.POST);
        if (body != null) {
            unsigned.putHeader("content-type", "application/json");
        }
        var signed = AwsV4HttpSigner.create().sign(request -> request
                .identity(DefaultCredentialsProvider.create().resolveCredentials())
                .request(unsigned.build())
                .payload(body)
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "vpc-lattice-svcs")
                .putProperty(AwsV4HttpSigner.REGION_NAME, System.getenv("AWS_REGION"))
                .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false));

        // The certificate is checked against the service's name, whichever host the connection leads to.
        var connectTo = Optional.ofNullable(System.getenv("CONNECT_TO"));
        boolean good;
        try (var client = ApacheHttpClient.builder().dnsResolver(name -> InetAddress.getAllByName(connectTo.orElse(name))).build()) {
            var answer = client.prepareRequest(HttpExecuteRequest.builder()
                    .request(signed.request())
                    .contentStreamProvider(signed.payload().orElse(null))
                    .build()).call();
            System.out.println(IoUtils.toUtf8String(answer.responseBody().orElseThrow()));
            good = answer.httpResponse().isSuccessful();
        }
        System.exit(good ? 0 : 1);
    }
}
