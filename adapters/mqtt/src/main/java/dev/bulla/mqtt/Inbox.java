// SPDX-License-Identifier: Apache-2.0
package dev.bulla.mqtt;

import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import dev.bulla.carrier.Watch;
import dev.bulla.core.Bytes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What the broker handed over and was not told "done" about. Hands each message to the subscription whose filter matches, and keeps messages that
 * nobody wants yet: a kept session delivers before the application has said what it receives.
 *
 * <p>When the connection is lost, the library still counts what is unacknowledged; the broker then sends it again, and both together
 * exceed the window, which the library answers by disconnecting, over and over. So {@link #release} acknowledges it inside the library,
 * when no word can reach the broker, and a message that comes again joins the copy that is still being worked on.
 *
 * <p>Safe for many threads: one lock, held only for moments.
 */
final class Inbox {
    private final int window;
    private final Watch watch;
    private final List<Filtered> subscriptions = new ArrayList<>();
    private final Set<Delivered> outstanding = new LinkedHashSet<>();
    private final Map<Bytes, Deque<Delivered>> stranded = new LinkedHashMap<>();
    private final Deque<Delivered> unclaimed = new ArrayDeque<>();
    private int strandedCount;
    private int waiting;
    private long arrivals;
    private long handled;
    private boolean closed;

    Inbox(int window, Watch watch) {
        this.window = window;
        this.watch = watch;
    }

    /** Called by the network thread for each message, in their order. */
    synchronized void arrived(Mqtt5Publish publish) {
        if (closed) {
            return;
        }
        boolean acknowledged = publish.getQos() != MqttQos.AT_MOST_ONCE;
        if (!acknowledged && waiting >= 2 * window) {
            watch.dropped(publish.getTopic().toString());
            return;
        }
        Delivered delivery = new Delivered(this, publish, arrivals, handled, System.nanoTime());
        if (acknowledged) {
            arrivals++;
            if (joinsStranded(delivery, publish)) {
                return;
            }
            outstanding.add(delivery);
        }
        waiting++;
        Optional<Filtered> wanted = subscriptions.stream()
                .filter(each -> each.filter().matches(publish.getTopic()))
                .findFirst();
        wanted.ifPresentOrElse(found -> found.reception().offer(delivery), () -> unclaimed.add(delivery));
    }

    /** Gives the subscription what is and will be for it. */
    synchronized void add(Filtered subscription) {
        if (subscriptions.stream().anyMatch(other -> other.filter().equals(subscription.filter()))) {
            throw new IllegalArgumentException("this carrier receives from that topic already");
        }
        subscriptions.add(subscription);
        List<Delivered> claimed = unclaimed.stream()
                .filter(delivery -> subscription.filter().matches(Topics.name(delivery.topic)))
                .toList();
        unclaimed.removeAll(claimed);
        claimed.forEach(subscription.reception()::offer);
    }

    synchronized void remove(Filtered subscription) {
        subscriptions.remove(subscription);
    }

    /** Messages that have waited longer than {@code nanos} for somebody to want them. */
    synchronized List<Delivered> takeUnclaimed(long now, long nanos) {
        List<Delivered> old = unclaimed.stream()
                .filter(delivery -> now - delivery.arrivedNanos >= nanos)
                .toList();
        unclaimed.removeAll(old);
        return old;
    }

    /** These are nobody's now: another subscription may claim them. */
    synchronized void unclaim(List<Delivered> deliveries) {
        unclaimed.addAll(deliveries);
    }

    /** The message is done with: tells the broker, if it still wants to know. */
    synchronized void done(Delivered delivery) {
        handled++;
        waiting--;
        if (outstanding.remove(delivery)) {
            delivery.publish.ifPresent(Mqtt5Publish::acknowledge);
        } else if (delivery.wantsAcknowledgement) {
            forget(delivery);
        }
    }

    /** Called by the network thread when the connection is lost. */
    synchronized void release() {
        for (Delivered delivery : outstanding) {
            delivery.publish.ifPresent(Mqtt5Publish::acknowledge);
            delivery.publish = Optional.empty();
            stranded.computeIfAbsent(delivery.sealed, key -> new ArrayDeque<>()).add(delivery);
            strandedCount++;
        }
        outstanding.clear();
    }

    /**
     * Whether a message that asks to come again holds up others that can be handled. The library acknowledges in the order of arrival, as
     * MQTT 5 §4.6 wants, so the first unacknowledged message and a full window behind it stop the stream. Also when broken connections
     * have left more here than four windows.
     */
    synchronized boolean holdsUpOthers(Delivered delivery) {
        boolean windowFull = arrivals - delivery.arrival >= window;
        return (windowFull && handled > delivery.handledBefore) || strandedCount > 4 * window;
    }

    synchronized List<Filtered> close() {
        closed = true;
        return List.copyOf(subscriptions);
    }

    private boolean joinsStranded(Delivered again, Mqtt5Publish publish) {
        Deque<Delivered> copies = stranded.get(again.sealed);
        if (copies == null) {
            return false;
        }
        for (Delivered copy : copies) {
            if (copy.topic.equals(again.topic)) {
                forget(copy);
                copy.publish = Optional.of(publish);
                outstanding.add(copy);
                return true;
            }
        }
        return false;
    }

    private void forget(Delivered delivery) {
        Deque<Delivered> copies = stranded.get(delivery.sealed);
        if (copies != null && copies.remove(delivery)) {
            strandedCount--;
            if (copies.isEmpty()) {
                stranded.remove(delivery.sealed);
            }
        }
    }
}
