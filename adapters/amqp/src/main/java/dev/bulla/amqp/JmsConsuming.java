// SPDX-License-Identifier: Apache-2.0
package dev.bulla.amqp;

import dev.bulla.carrier.Arrival;
import dev.bulla.carrier.Delivery;
import dev.bulla.core.Bytes;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/**
 * One consumer in a session of its own. The library's prefetch bounds what waits in it and not what was handed on, so the window is kept
 * here: its thread waits until there is room.
 */
final class JmsConsuming implements Link.Consuming {
    private final Session session;
    private final MessageConsumer consumer;
    private final String topic;
    private final Semaphore room;
    private volatile boolean paused;

    private JmsConsuming(Session session, MessageConsumer consumer, String topic, int window) {
        this.session = session;
        this.consumer = consumer;
        this.topic = topic;
        this.room = new Semaphore(window);
    }

    static JmsConsuming start(
            Session session, MessageConsumer consumer, String topic, int window, Consumer<Delivery> taker)
            throws JMSException {
        JmsConsuming consuming = new JmsConsuming(session, consumer, topic, window);
        consumer.setMessageListener(message -> consuming.take(message, taker));
        return consuming;
    }

    private void take(Message message, Consumer<Delivery> taker) {
        room.acquireUninterruptibly();
        if (!paused) {
            taker.accept(new Delivered(message, Arrival.of(topic, body(message))));
        }
    }

    /** The bytes, whatever kind of message they came in; of none that has no bytes, nothing, which then goes to the dead letters. */
    private static Bytes body(Message message) {
        try {
            byte[] body = message.isBodyAssignableTo(byte[].class) ? message.getBody(byte[].class) : null;
            return body == null ? Bytes.EMPTY : Bytes.of(body);
        } catch (JMSException noBytes) {
            return Bytes.EMPTY;
        }
    }

    @Override
    public void pause() {
        paused = true;
        room.release(Integer.MAX_VALUE / 2);
    }

    /** What was not acknowledged goes back to the broker. */
    @Override
    public void end() {
        try {
            consumer.close();
            session.close();
        } catch (JMSException gone) {
            // It is closed all the same.
        }
    }

    private final class Delivered implements Delivery {
        private final Message message;
        private final Arrival arrival;

        Delivered(Message message, Arrival arrival) {
            this.message = message;
            this.arrival = arrival;
        }

        @Override
        public Arrival arrival() {
            return arrival;
        }

        @Override
        public void done() {
            room.release();
            try {
                message.acknowledge();
            } catch (JMSException gone) {
                // It comes again, and is known by the replay table.
            }
        }
    }
}
