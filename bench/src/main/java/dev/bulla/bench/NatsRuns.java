// SPDX-License-Identifier: Apache-2.0
package dev.bulla.bench;

import dev.bulla.carrier.DeadLetters;
import dev.bulla.carrier.Handling;
import dev.bulla.carrier.Receiver;
import dev.bulla.core.Bytes;
import dev.bulla.core.Disposition;
import dev.bulla.core.Draft;
import dev.bulla.core.Expectation;
import dev.bulla.core.Opener;
import dev.bulla.core.Outcome;
import dev.bulla.core.Proof;
import dev.bulla.core.SealedMessage;
import dev.bulla.core.Sealer;
import dev.bulla.core.Suite;
import dev.bulla.nats.NatsAddress;
import dev.bulla.nats.NatsCarrier;
import dev.bulla.nats.NatsOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Messages of 1 KiB through a JetStream stream on files, published and consumed: plain, and sealed with each proof, by the same carrier, in turns in
 * the same run. Writes {@code nats.json} and prints it. Needs {@code nats-server} on the path.
 */
final class NatsRuns {
    private static final int BYTES = 1024;
    private static final int BATCH = 256;
    private static final int WINDOW = 1024;

    private final Path results;
    private final int messages;
    private final int rounds;

    NatsRuns(Path results, boolean quick) {
        this.results = results;
        this.messages = quick ? 10_000 : 50_000;
        this.rounds = quick ? 5 : 9;
    }

    /** Messages in a second, both ways. */
    private record Rates(double publish, double consume) {}

    void run() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("bulla-bench-nats-");
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Process server = new ProcessBuilder(
                        "nats-server", "-a", "127.0.0.1", "-p", "" + port, "-js", "-sd", folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            awaitPort(port);
            measure(port);
        } finally {
            server.destroyForcibly().waitFor();
            FileRuns.delete(folder);
        }
    }

    private void measure(int port) throws IOException, InterruptedException {
        List<String> kinds = new ArrayList<>(List.of("plain"));
        for (Proof proof : Proof.values()) {
            kinds.add(proof.name());
        }
        Map<String, List<Rates>> all = new HashMap<>();
        Cast cast = Cast.of(Suite.HYBRID, 1);
        try (Sealer sealer = cast.sealer();
                Opener opener = cast.opener("reader-0")) {
            for (int round = 0; round < rounds; round++) {
                for (String kind : kinds) {
                    Rates rates = once(port, kind, sealer, opener, kind + round);
                    if (round > 0) { // the first warms up
                        all.computeIfAbsent(kind, any -> new ArrayList<>()).add(rates);
                    }
                }
            }
        }
        double plainPublish = median(all.getOrDefault("plain", List.of()), true);
        double plainConsume = median(all.getOrDefault("plain", List.of()), false);
        List<Map<String, Object>> rows = new ArrayList<>();
        for (String kind : kinds) {
            double publish = median(all.getOrDefault(kind, List.of()), true);
            double consume = median(all.getOrDefault(kind, List.of()), false);
            Map<String, Object> row = new LinkedHashMap<>();
            row.put("kind", kind);
            row.put("publish_per_second", publish);
            row.put("consume_per_second", consume);
            row.put("publish_ratio", publish / plainPublish);
            row.put("consume_ratio", consume / plainConsume);
            rows.add(row);
            System.out.printf(
                    "%-10s publish %8.0f/s (%.2f of plain)  consume %8.0f/s (%.2f of plain)%n",
                    kind, publish, publish / plainPublish, consume, consume / plainConsume);
        }
        Json.write(results.resolve("nats.json"), rows);
    }

    private Rates once(int port, String kind, Sealer sealer, Opener opener, String stream)
            throws IOException, InterruptedException {
        api(
                port,
                "STREAM.CREATE." + stream,
                "{\"name\":\"" + stream + "\",\"subjects\":[\"" + stream
                        + "\"],\"storage\":\"file\",\"retention\":\"limits\",\"num_replicas\":1}");
        NatsAddress address = NatsAddress.parse("nats://127.0.0.1:" + port + "?durable=reader&stream=" + stream);
        DeadLetters none = (topic, letter, reason) -> {
            throw new IllegalStateException("a dead letter: " + reason);
        };
        NatsOptions options =
                NatsOptions.builder().deadLetters(none).receiveWindow(WINDOW).build();
        CountDownLatch arrived = new CountDownLatch(messages);
        Receiver receiver = kind.equals("plain")
                ? arrival -> {
                    arrived.countDown();
                    return Disposition.ACKNOWLEDGE;
                }
                : Handling.of(opener::open, Expectation.none(), order -> {
                    if (order.bytes("body").size() != BYTES) {
                        throw new IllegalStateException();
                    }
                    arrived.countDown();
                });
        try (NatsCarrier carrier = NatsCarrier.open(address, options)) {
            long start = System.nanoTime();
            publish(carrier, kind, sealer, stream);
            long published = System.nanoTime();
            carrier.receive(stream, receiver);
            if (!arrived.await(5, TimeUnit.MINUTES)) {
                throw new IllegalStateException(arrived.getCount() + " did not arrive");
            }
            long consumed = System.nanoTime();
            return new Rates(messages * 1e9 / (published - start), messages * 1e9 / (consumed - published));
        } finally {
            api(port, "STREAM.DELETE." + stream, "");
        }
    }

    private void publish(NatsCarrier carrier, String kind, Sealer sealer, String subject) {
        List<CompletableFuture<Void>> answers = new ArrayList<>(messages);
        byte[] payload = Payload.array(BYTES);
        for (int sent = 0; sent < messages; sent += BATCH) {
            List<Draft> drafts = new ArrayList<>(BATCH);
            for (int i = sent; i < Math.min(sent + BATCH, messages); i++) {
                payload[0] = (byte) i;
                payload[1] = (byte) (i >> 8);
                payload[2] = (byte) (i >> 16);
                Bytes body = Bytes.of(payload);
                if (kind.equals("plain")) {
                    answers.add(carrier.sendAsync(subject, body));
                } else {
                    drafts.add(Draft.to("reader-0").proof(Proof.valueOf(kind)).part("body", body));
                }
            }
            for (Outcome<SealedMessage> outcome : sealer.sealBatch(drafts)) {
                answers.add(carrier.sendAsync(subject, outcome.orThrow().envelope()));
            }
        }
        answers.forEach(CompletableFuture::join);
    }

    private static double median(List<Rates> rates, boolean publish) {
        double[] sorted = rates.stream()
                .mapToDouble(each -> publish ? each.publish() : each.consume())
                .sorted()
                .toArray();
        return sorted.length == 0
                ? Double.NaN
                : Arrays.stream(sorted).skip(sorted.length / 2).findFirst().orElseThrow();
    }

    /** One request to the server's interface, in its own words: the client library is the adapter's. */
    private static void api(int port, String call, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(10_000);
            String words = "CONNECT {\"verbose\":false}\r\nSUB r 1\r\nPUB $JS.API." + call + " r " + bytes.length
                    + "\r\n" + body + "\r\n";
            socket.getOutputStream().write(words.getBytes(StandardCharsets.UTF_8));
            byte[] answer = new byte[1 << 16];
            StringBuilder heard = new StringBuilder();
            while (heard.indexOf("_response") < 0) {
                int read = socket.getInputStream().read(answer);
                if (read < 0) {
                    throw new IOException("no answer to " + call);
                }
                heard.append(new String(answer, 0, read, StandardCharsets.UTF_8));
            }
            if (heard.indexOf("\"error\"") >= 0) {
                throw new IOException(heard.toString());
            }
        }
    }

    private static void awaitPort(int port) throws InterruptedException {
        for (int attempt = 0; attempt < 200; attempt++) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException notYet) {
                Thread.sleep(20);
            }
        }
        throw new IllegalStateException("nats-server does not listen");
    }
}
