// Feeds that resume automatically.

import { setTimeout as sleep } from 'node:timers/promises';
import * as grpc from '@grpc/grpc-js';
import { CloseReason, type Closing } from './gen/parley/feed/v1/feed.js';
import type { InboxServiceClient, WatchInboxRequest, WatchInboxResponse } from './gen/parley/inbox/v1/inbox_service.js';
import type {
  MessageServiceClient,
  WatchThreadRequest,
  WatchThreadResponse,
} from './gen/parley/message/v1/message_service.js';
import { Problem, delay, milliseconds } from './problem.js';

/** How long a feed may be silent, in milliseconds. The server sends a heartbeat every 5 s. */
export const limits = { silence: 12_000 };

type ThreadElement = NonNullable<WatchThreadResponse['element']>;
type InboxElement = NonNullable<WatchInboxResponse['element']>;

/** The start of the next stream: the same as for the first one, after a position, or at a token. */
type Resume = { position?: bigint; token?: string };

/**
 * Yields each element of a thread's feed, over any number of streams, without gaps or repeated items. Fails
 * with the {@link Problem} of a feed that cannot be resumed. Leaving the loop ends the stream.
 */
export function followThread(client: MessageServiceClient, start: WatchThreadRequest): AsyncGenerator<ThreadElement> {
  return follow<ThreadElement>(
    ({ token, position }) =>
      client.watchThread({
        ...start,
        ...(token
          ? { start: { $case: 'resumeToken', value: token } }
          : position !== undefined && { start: { $case: 'afterSequence', value: position } }),
      }),
    (element) => {
      if (element.$case !== 'item') return undefined;
      const { content, sequence } = element.value;
      return content?.$case === 'hidden' ? content.value.throughSequence : sequence;
    },
  );
}

/** Does the same for the inbox of the acting user. */
export function followInbox(client: InboxServiceClient, start: WatchInboxRequest): AsyncGenerator<InboxElement> {
  return follow<InboxElement>(
    ({ token, position }) =>
      client.watchInbox({
        ...start,
        ...(token
          ? { start: { $case: 'resumeToken', value: token } }
          : position !== undefined && { start: { $case: 'afterRevision', value: position } }),
      }),
    (element) => (element.$case === 'item' ? element.value.revision : undefined),
  );
}

async function* follow<E extends ThreadElement | InboxElement>(
  open: (from: Resume) => grpc.ClientReadableStream<{ element?: E | undefined }>,
  positionOf: (element: E) => bigint | undefined,
): AsyncGenerator<E> {
  let from: Resume = {};
  for (let attempt = 0; ; attempt++) {
    let closing: Closing | undefined;
    let problem: Problem | undefined;
    const stream = open(from);
    try {
      for await (const { element } of watched(stream)) {
        attempt = 0;
        if (!element) continue; // A newer element of the envelope.
        yield element;
        from = moved(from, element, positionOf(element));
        if (element.$case === 'closing') closing = element.value;
      }
    } catch (error) {
      problem = Problem.of(error as grpc.ServiceError);
    } finally {
      stream.cancel();
    }
    if (!resumes(closing?.reason ?? 0, problem)) throw problem ?? new Error('The feed has ended');
    await sleep(delay(attempt, Math.max(milliseconds(closing?.retryDelay), problem?.retryDelay ?? 0)));
  }
}

/** Cancels a stream that is silent for too long. The reader's own time does not count. */
async function* watched<R>(stream: grpc.ClientReadableStream<R>): AsyncGenerator<R> {
  stream.on('error', () => {}); // The iterator throws it; a cancelled stream has no iterator any more.
  const elements = stream[Symbol.asyncIterator]() as AsyncIterator<R>;
  for (;;) {
    const watchdog = setTimeout(() => stream.cancel(), limits.silence);
    try {
      const next = await elements.next();
      if (next.done) return;
      clearTimeout(watchdog);
      yield next.value;
    } finally {
      clearTimeout(watchdog);
    }
  }
}

function moved(from: Resume, element: ThreadElement | InboxElement, position?: bigint): Resume {
  switch (element.$case) {
    case 'item':
      return position ? { position } : from;
    case 'compacted':
      return { position: element.value.position };
    case 'caughtUp':
    case 'heartbeat':
    case 'closing':
      return element.value.resumeToken ? { ...from, token: element.value.resumeToken } : from;
    default:
      return from;
  }
}

/** Whether another stream may follow one that ended. If the reason is unknown, the status decides. */
function resumes(reason: CloseReason, problem?: Problem): boolean {
  if (reason > 0 && CloseReason[reason] !== undefined) return reason !== CloseReason.CLOSE_REASON_ACCESS_ENDED;
  return (
    !problem ||
    problem.passes() ||
    [grpc.status.CANCELLED, grpc.status.INTERNAL, grpc.status.UNKNOWN].includes(problem.code)
  );
}
