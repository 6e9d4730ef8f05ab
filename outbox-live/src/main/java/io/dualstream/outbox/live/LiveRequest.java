package io.dualstream.outbox.live;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The request of a client.
 *
 * @param selectors selectors of events; an event that several selectors match is sent once
 * @param lastEventId the last position that the client received, unchanged; null to begin now
 */
public record LiveRequest(
        List<Selector> selectors, @Nullable String lastEventId) {

    /** Throws if there is no selector. */
    public LiveRequest {
        selectors = List.copyOf(selectors);
        if (selectors.isEmpty()) {
            throw new IllegalArgumentException("a live subscription needs at least one aggregate or type");
        }
    }

    /** Returns a request that begins now. */
    public static LiveRequest of(Selector... selectors) {
        return new LiveRequest(List.of(selectors), null);
    }

    boolean wants(LiveMessage.Event event) {
        for (Selector selector : selectors) {
            if (selector.matches(event.aggregateType(), event.aggregateId())) {
                return true;
            }
        }
        return false;
    }

    /**
     * Selects events: {@code order/42} selects one aggregate, {@code order/*} all aggregates of a type, {@code order/eu-*}
     * or {@code *}{@code /*} those that match a pattern. A {@code *} matches any characters; no aggregate type or id
     * contains one.
     */
    public record Selector(String aggregateType, String aggregateId) {

        private static final String ANY = "*";
        private static final int MAX_TYPE_LENGTH = 150;
        private static final int MAX_ID_LENGTH = 255;
        private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9._*-]+");

        /** Throws an exception with one sentence if no event can match. */
        public Selector {
            if (!TYPE.matcher(aggregateType).matches() || aggregateType.length() > MAX_TYPE_LENGTH) {
                throw new IllegalArgumentException(
                        "an aggregate type consists of 1 to 150 letters, digits, dots, dashes and underscores, or *");
            }
            if (aggregateId.isEmpty()
                    || aggregateId.length() > MAX_ID_LENGTH
                    || aggregateId.chars().anyMatch(Character::isISOControl)) {
                throw new IllegalArgumentException("an aggregate id has 1 to 255 characters and no control characters");
            }
        }

        /** Returns a selector of all aggregates of one type. */
        public static Selector type(String aggregateType) {
            return new Selector(aggregateType, ANY);
        }

        /** Parses {@code type/id}; the id may contain slashes. */
        public static Selector parse(String text) {
            int slash = text.indexOf('/');
            if (slash < 0) {
                throw new IllegalArgumentException("an aggregate is written as type/id, such as order/42 or order/*");
            }
            return new Selector(text.substring(0, slash), text.substring(slash + 1));
        }

        /** Returns whether the selector matches exactly one aggregate. */
        public boolean isAggregate() {
            return !aggregateType.contains(ANY) && !aggregateId.contains(ANY);
        }

        boolean isType() {
            return !aggregateType.contains(ANY) && aggregateId.equals(ANY);
        }

        /** Returns whether the selector matches that aggregate. */
        public boolean matches(String type, String id) {
            return fits(aggregateType, type) && fits(aggregateId, id);
        }

        /** Matches in time linear in the text for each star, so a client cannot send a pattern that is slow. */
        private static boolean fits(String pattern, String text) {
            int star = pattern.indexOf('*');
            if (star < 0) {
                return pattern.equals(text);
            }
            if (!text.startsWith(pattern.substring(0, star))) {
                return false;
            }
            int at = star;
            for (int next = pattern.indexOf('*', star + 1); next >= 0; next = pattern.indexOf('*', star + 1)) {
                String piece = pattern.substring(star + 1, next);
                int found = text.indexOf(piece, at);
                if (found < 0) {
                    return false;
                }
                at = found + piece.length();
                star = next;
            }
            String tail = pattern.substring(star + 1);
            return text.length() - at >= tail.length() && text.endsWith(tail);
        }

        @Override
        public String toString() {
            return aggregateType + "/" + aggregateId;
        }
    }
}
