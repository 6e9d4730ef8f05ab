package io.dualstream.outbox.relay.simulation;

/** A mistake put in on purpose: with each of them the judge must find something. */
public enum Mutation {
    NONE,
    // durable path
    DEDUPE_OFF,
    SLOT_NOT_ADVANCED,
    RECOVERY_MARK_LOST,
    HORIZON_READ_IN_REVERSE,
    HORIZON_BELIEVED_UNPROVEN,
    SINK_READ_BEFORE_FENCING,
    STATE_READ_TO_LAST_STABLE_OFFSET,
    SLOT_REPLACED_BY_A_ZOMBIE,
    STREAM_OF_ANOTHER_SERVER,
    MARK_BELIEVED_IN_ANY_HISTORY,
    SLOT_BELIEVED_WHEREVER_IT_STANDS,
    // live path
    GREATER_THAN_THE_LAST,
    SNAPSHOT_KEPT_ACROSS_A_CRASH,
    POSITION_NOT_COMPARED
}
