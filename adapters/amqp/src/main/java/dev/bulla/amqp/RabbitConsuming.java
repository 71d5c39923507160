// SPDX-License-Identifier: Apache-2.0
package dev.bulla.amqp;

import com.rabbitmq.client.AMQP.BasicProperties;
import com.rabbitmq.client.AlreadyClosedException;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.DefaultConsumer;
import com.rabbitmq.client.Envelope;
import dev.bulla.carrier.Arrival;
import dev.bulla.carrier.Delivery;
import dev.bulla.carrier.Watch;
import dev.bulla.core.Bytes;
import dev.bulla.core.Problem;
import java.io.IOException;
import java.util.function.Consumer;

/** One consumer on a channel of its own. What the broker handed over before a loss comes again; the library drops its late acknowledgements. */
final class RabbitConsuming extends DefaultConsumer implements Link.Consuming {
    private final String topic;
    private final Consumer<Delivery> taker;
    private final Watch watch;

    private RabbitConsuming(Channel channel, String topic, Consumer<Delivery> taker, Watch watch) {
        super(channel);
        this.topic = topic;
        this.taker = taker;
        this.watch = watch;
    }

    static RabbitConsuming start(Channel channel, String queue, String topic, Consumer<Delivery> taker, Watch watch)
            throws IOException {
        RabbitConsuming consuming = new RabbitConsuming(channel, topic, taker, watch);
        String unused = channel.basicConsume(queue, false, consuming);
        return consuming;
    }

    @Override
    public void handleDelivery(String consumerTag, Envelope envelope, BasicProperties properties, byte[] body) {
        taker.accept(new Delivered(Arrival.of(topic, Bytes.of(body)), envelope.getDeliveryTag()));
    }

    /** Somebody deleted the queue. */
    @Override
    public void handleCancel(String consumerTag) {
        watch.disconnected(Problem.NAME_UNKNOWN, new IOException("the queue was deleted"));
        watch.stopped(topic);
    }

    @Override
    public void pause() {
        try {
            getChannel().basicCancel(getConsumerTag());
        } catch (IOException | AlreadyClosedException gone) {
            // Nothing comes either way.
        }
    }

    @Override
    public void end() {
        RabbitLink.closeQuietly(getChannel());
    }

    private final class Delivered implements Delivery {
        private final Arrival arrival;
        private final long tag;

        Delivered(Arrival arrival, long tag) {
            this.arrival = arrival;
            this.tag = tag;
        }

        @Override
        public Arrival arrival() {
            return arrival;
        }

        @Override
        public void done() {
            try {
                getChannel().basicAck(tag, false);
            } catch (IOException | AlreadyClosedException gone) {
                // It comes again, and is known by the replay table.
            }
        }
    }
}
