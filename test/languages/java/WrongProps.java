package com.example;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.cdklatticeexternalingress.LatticeAccess;
import io.github.cdklatticeexternalingress.LatticeExternalIngress;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awscdk.App;
import software.amazon.awscdk.Stack;
import software.amazon.awscdk.services.ec2.Peer;

/** Makes mistakes with props, and prints as JSON what a user reads about each. */
public final class WrongProps {
    public static void main(final String[] args) throws JsonProcessingException {
        System.out.println(new ObjectMapper().writeValueAsString(Map.of(
                "fewer tasks at most than at least", complaint(ingress -> ingress.minTasks(3).maxTasks(2)),
                "an address in place of a name", complaint(ingress -> ingress.allowedDomains(List.of("https://api.example.com/"))),
                "nobody", complaint(ingress -> ingress.clients(List.of())),
                "words in place of peers", complaint(ingress -> ingress.clients((List) List.of("203.0.113.0/24"))),
                "nothing in place of what is required", complaint(ingress -> ingress.clients(null)))));
    }

    private static String complaint(final Consumer<LatticeExternalIngress.Builder> mistake) {
        final LatticeExternalIngress.Builder ingress = LatticeExternalIngress.Builder.create(new Stack(new App(), "Stack"), "Ingress")
                .clients(List.of(Peer.ipv4("203.0.113.0/24")))
                .lattice(LatticeAccess.alreadyAssociated());
        mistake.accept(ingress);
        try {
            ingress.build();
        } catch (final RuntimeException error) {
            return error.getMessage();
        }
        return "no complaint";
    }

    private WrongProps() {}
}
