/** The streams that the fleet keeps at servers, and how they are made. */
import {
  AckPolicy,
  type ConsumerConfig,
  DiscardPolicy,
  JetStreamApiError,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from '@nats-io/jetstream';
import { nanos } from '@nats-io/transport-node';
import { TEXT_BYTES_MAX } from '../bounds.ts';
import { PAYLOAD_BYTES_MAX } from './server-config.ts';
import { INBOX_CONSUMER, inboxStream, STATE_ROOT, STATE_STREAM, upSubject } from './subjects.ts';

/** Copies of what is kept, of 1 to 5 servers of a cluster, and how much of it at most. */
export interface Keeping {
  readonly replicas: number;
  readonly bytesMax: number;
}

/** So long a second message of the same id is known as one. */
const DUPLICATE_MS = 3_600_000;
const MESSAGES_MAX = 1_000_000;
/** Without a word of whoever has a message, it is handed over again. */
export const ACK_WAIT_MS = 6_000;
/** For what is asked of JetStream itself. */
export const API_MS_MAX = 3_000;
const SAME_NAME = 10_058;
const SUBJECT_HEADERS_BYTES = 8 * 1024;

type StreamForm = Partial<StreamConfig> & { readonly name: string };

/**
 * What is taken is gone, and nothing else ever is: where there is no room, what comes is refused. So no message has an
 * age, and whoever takes it judges that.
 */
export async function ensureInbox(
  manager: JetStreamManager,
  inbox: string,
  senders: readonly string[],
  { replicas, bytesMax }: Keeping,
): Promise<void> {
  await ensureStream(manager, {
    name: inboxStream(inbox),
    // Each by its name: a leaf passes on what a server there wants only where all of that is permitted.
    subjects: senders.map((name) => upSubject(inbox, name, '*')),
    retention: RetentionPolicy.Workqueue,
    storage: StorageType.File,
    num_replicas: replicas,
    discard: DiscardPolicy.New,
    max_bytes: bytesMax,
    max_msgs: MESSAGES_MAX,
    max_msg_size: PAYLOAD_BYTES_MAX,
    duplicate_window: nanos(DUPLICATE_MS),
  });
  await manager.consumers.add(inboxStream(inbox), inboxConsumer());
}

/** One message at a time, whoever takes it: so nothing overtakes what is handed over again. */
function inboxConsumer(): Partial<ConsumerConfig> {
  return {
    durable_name: INBOX_CONSUMER,
    name: INBOX_CONSUMER,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ACK_WAIT_MS),
    max_deliver: -1,
    max_ack_pending: 1,
  };
}

/** The last text of each key; put again, it takes the other's place. Where it is kept already, it stays as it is. */
export async function ensureState(manager: JetStreamManager, { replicas, bytesMax }: Keeping): Promise<void> {
  await add(manager, {
    name: STATE_STREAM,
    subjects: [`${STATE_ROOT}.>`],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    num_replicas: replicas,
    discard: DiscardPolicy.New,
    max_msgs_per_subject: 1,
    max_bytes: bytesMax,
    max_msg_size: TEXT_BYTES_MAX + SUBJECT_HEADERS_BYTES,
    allow_rollup_hdrs: true,
    deny_delete: true,
  });
}

/** One that is there in another form gets this one. */
async function ensureStream(manager: JetStreamManager, form: StreamForm): Promise<void> {
  if (!(await add(manager, form))) await manager.streams.update(form.name, form);
}

/** Whether there is now one in this form. */
async function add(manager: JetStreamManager, form: StreamForm): Promise<boolean> {
  try {
    await manager.streams.add(form);
    return true;
  } catch (error) {
    if (error instanceof JetStreamApiError && error.code === SAME_NAME) return false;
    throw error;
  }
}
