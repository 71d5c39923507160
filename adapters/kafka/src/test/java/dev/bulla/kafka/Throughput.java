// SPDX-License-Identifier: Apache-2.0
package dev.bulla.kafka;

import dev.bulla.Bulla;
import dev.bulla.core.Suite;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Records of 1 KiB, sealed in each way beside plain ones, through a broker in a process of its own, in the same run and by turns. Not a test; see
 * {@code docs/guide/kafka.md} for how to run it. Words: folder, records, rounds.
 */
final class Throughput {
    private static final int BYTES = 1024;

    private final String servers;
    private final Path home;
    private final int records;
    private final byte[][] payloads = new byte[64][BYTES];

    private Throughput(String servers, Path home, int records) {
        this.servers = servers;
        this.home = home;
        this.records = records;
        Random random = new Random(1);
        for (byte[] payload : payloads) {
            random.nextBytes(payload);
        }
    }

    public static void main(String[] words) throws Exception {
        Path folder = Files.createDirectories(Path.of(words[0]));
        int records = Integer.parseInt(words[1]);
        int rounds = Integer.parseInt(words[2]);
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KafkaBroker.class.getName(),
                        folder.resolve("broker").toString())
                .redirectError(Redirect.DISCARD)
                .start();
        try (BufferedReader said =
                        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
                Bulla bulla = Houses.of(folder.resolve("home"))) {
            for (Suite suite : List.of(Suite.HYBRID, Suite.CLASSIC)) {
                for (String who : List.of("writer-", "reader-")) {
                    bulla.home()
                            .createIdentity(who + suite.label(), List.of(suite), Instant.now())
                            .orThrow();
                }
            }
            new Throughput(said.readLine(), folder.resolve("home"), records).run(rounds);
        } finally {
            process.destroy();
        }
    }

    /** One way to send and to receive; the suite is that of two people, or empty for plain records. */
    private record Way(String name, Map<String, Object> sending, String suite) {
        boolean opening() {
            return !suite.isEmpty();
        }
    }

    private void run(int rounds) throws Exception {
        List<Way> ways = new ArrayList<>();
        for (String suite : List.of("hybrid", "classic")) {
            for (String compression : suite.equals("hybrid") ? List.of("none", "lz4") : List.of("none")) {
                Map<String, Object> base = Map.of("compression.type", compression);
                if (suite.equals("hybrid")) {
                    ways.add(new Way("plain " + compression, base, ""));
                }
                for (String proof : List.of("signature", "pairwise", "batch")) {
                    Map<String, Object> sending = new HashMap<>(base);
                    sending.put(BullaProperties.PROOF, proof);
                    ways.add(new Way(proof + " " + suite + " " + compression, sending, suite));
                }
            }
        }
        Map<String, List<Double>> sent = new LinkedHashMap<>();
        Map<String, List<Double>> read = new LinkedHashMap<>();
        for (int round = 0; round <= rounds; round++) {
            for (Way way : ways) {
                String topic = ("t-" + way.name() + "-" + round).replace(' ', '-');
                topic(topic);
                double sending = send(way, topic);
                double reading = read(way, topic);
                if (round > 0) {
                    sent.computeIfAbsent(way.name(), w -> new ArrayList<>()).add(sending);
                    read.computeIfAbsent(way.name(), w -> new ArrayList<>()).add(reading);
                }
                delete(topic);
            }
        }
        System.out.println(
                "way                       sent/s   of plain   read/s   of plain   (medians of " + rounds + ")");
        for (Way way : ways) {
            String plain = "plain " + way.sending().get("compression.type");
            System.out.printf(
                    "%-24s %8.0f   %5.0f %%  %8.0f   %5.0f %%%n",
                    way.name(),
                    median(sent.get(way.name())),
                    100 * median(sent.get(way.name())) / median(sent.get(plain)),
                    median(read.get(way.name())),
                    100 * median(read.get(way.name())) / median(read.get(plain)));
        }
    }

    private double send(Way way, String topic) {
        Map<String, Object> properties = new HashMap<>(way.sending());
        properties.put("bootstrap.servers", servers);
        properties.put("key.serializer", ByteArraySerializer.class.getName());
        properties.put("value.serializer", ByteArraySerializer.class.getName());
        properties.put("batch.size", 65_536);
        properties.put("linger.ms", 5);
        if (way.opening()) {
            properties.put(BullaProperties.HOME, home.toString());
            properties.put(BullaProperties.FROM, "writer-" + way.suite());
            properties.put(BullaProperties.TO, "reader-" + way.suite());
        }
        boolean batch = "batch".equals(properties.get(BullaProperties.PROOF));
        if (way.opening() && !batch) {
            properties.put("value.serializer", BullaSerializer.class.getName());
        }
        try (Producer<byte[], byte[]> producer =
                batch ? new SealedProducer<>(properties) : new KafkaProducer<>(properties)) {
            producer.send(new ProducerRecord<>(topic, payloads[0]));
            producer.flush();
            long start = System.nanoTime();
            for (int i = 1; i < records; i++) {
                var unused = producer.send(new ProducerRecord<>(topic, payloads[i % payloads.length]));
            }
            producer.flush();
            return records / ((System.nanoTime() - start) / 1e9);
        }
    }

    private double read(Way way, String topic) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", servers);
        properties.put("key.deserializer", ByteArrayDeserializer.class.getName());
        properties.put("value.deserializer", ByteArrayDeserializer.class.getName());
        if (way.opening()) {
            properties.put("value.deserializer", BullaDeserializer.class.getName());
            properties.put(BullaProperties.HOME, home.toString());
            properties.put(BullaProperties.AS, "reader-" + way.suite());
        }
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(properties)) {
            TopicPartition partition = new TopicPartition(topic, 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long start = System.nanoTime();
            int read = 0;
            while (read < records) {
                for (ConsumerRecord<byte[], byte[]> one : consumer.poll(Duration.ofSeconds(1))) {
                    if (!Arrays.equals(one.value(), payloads[read % payloads.length])) {
                        throw new IllegalStateException("not what was sent");
                    }
                    read++;
                }
            }
            return records / ((System.nanoTime() - start) / 1e9);
        }
    }

    private void topic(String name) throws Exception {
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", servers))) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
        }
    }

    private void delete(String name) throws Exception {
        try (Admin admin = Admin.create(Map.<String, Object>of("bootstrap.servers", servers))) {
            admin.deleteTopics(List.of(name)).all().get();
        }
    }

    private static double median(List<Double> numbers) {
        List<Double> sorted = numbers.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }
}
