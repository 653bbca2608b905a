// Feeds that resume automatically.

import { setTimeout as sleep } from 'node:timers/promises';
import * as grpc from '@grpc/grpc-js';
import type { Connection } from './connection.js';
import { CloseReason, type Closing } from './gen/parley/feed/v1/feed.js';
import type { WatchInboxRequest, WatchInboxResponse } from './gen/parley/inbox/v1/inbox_feed.js';
import { InboxServiceService } from './gen/parley/inbox/v1/inbox_service.js';
import { MessageServiceService } from './gen/parley/message/v1/message_service.js';
import type { WatchThreadRequest, WatchThreadResponse } from './gen/parley/message/v1/thread_feed.js';
import { Problem, delay, milliseconds } from './problem.js';

/** How long a feed may be silent, in milliseconds. The server sends a heartbeat every 5 s. */
export const limits = { silence: 12_000 };

type ThreadElement = NonNullable<WatchThreadResponse['element']>;
type InboxElement = NonNullable<WatchInboxResponse['element']>;
type Item<E> = Extract<E, { $case: 'item' }> extends { value: infer I } ? I : never;
type ResumeToken = { $case: 'resumeToken'; value: string };

/**
 * Yields each element of a thread's feed, over any number of streams, without gaps or repeated items. Fails
 * with the {@link Problem} of a feed that cannot be resumed. Leaving the loop ends the stream.
 */
export function followThread(connection: Connection, request: WatchThreadRequest): AsyncGenerator<ThreadElement> {
  return follow<ThreadElement, WatchThreadRequest['start']>(
    request.start,
    (start) => connection.watch(MessageServiceService.watchThread, { ...request, start }),
    ({ content, sequence }) => (content?.$case === 'hidden' ? content.value.throughSequence : sequence),
    (value) => ({ $case: 'afterSequence', value }),
  );
}

/** Does the same for the inbox of the acting user. */
export function followInbox(connection: Connection, request: WatchInboxRequest): AsyncGenerator<InboxElement> {
  return follow<InboxElement, WatchInboxRequest['start']>(
    request.start,
    (start) => connection.watch(InboxServiceService.watchInbox, { ...request, start }),
    ({ revision }) => revision,
    (value) => ({ $case: 'afterRevision', value }),
  );
}

async function* follow<E extends ThreadElement | InboxElement, S extends { $case: string } | undefined>(
  start: S | ResumeToken,
  open: (start: S | ResumeToken) => grpc.ClientReadableStream<{ element?: E | undefined }>,
  positionOf: (item: Item<E>) => bigint,
  after: (position: bigint) => S,
): AsyncGenerator<E> {
  // The last position that the reader has, in case a token is refused.
  let last = start?.$case.startsWith('after') ? start : undefined;
  for (let attempt = 0; ; attempt++) {
    let closing: Closing | undefined;
    let problem: Problem | undefined;
    const stream = open(start);
    try {
      for await (const { element } of watched(stream)) {
        if (!element) continue; // A newer element of the envelope.
        yield element;
        attempt = 0;
        // Not the position of `compacted`: the items that follow it may be older.
        if (element.$case === 'item') start = last = after(positionOf(element.value as Item<E>));
        if (element.$case === 'closing') closing = element.value;
        if (element.$case === 'caughtUp') last = after(element.value.position);
        if (element.$case === 'heartbeat' && element.value.position !== undefined) last = after(element.value.position);
        if ('resumeToken' in element.value && element.value.resumeToken) {
          start = { $case: 'resumeToken', value: element.value.resumeToken };
        }
      }
    } catch (error) {
      problem = Problem.of(error as grpc.ServiceError);
    } finally {
      stream.cancel();
    }
    if (last && refusesToken(problem)) start = last;
    else if (!resumes(closing, problem)) throw problem ?? new Error('The feed has ended');
    await sleep(delay(attempt, Math.max(milliseconds(closing?.retryDelay), problem?.retryDelay ?? 0)));
  }
}

/** Cancels a stream that is silent for too long. The reader's own time does not count. */
async function* watched<R>(stream: grpc.ClientReadableStream<R>): AsyncGenerator<R> {
  stream.on('error', () => {}); // The iterator throws it; a cancelled stream has no iterator any more.
  const elements = stream[Symbol.asyncIterator]() as AsyncIterator<R>;
  for (;;) {
    const watchdog = setTimeout(() => stream.cancel(), limits.silence);
    const next = await elements.next().finally(() => clearTimeout(watchdog));
    if (next.done) return;
    yield next.value;
  }
}

/** Whether the server does not accept the resume token. The last position then replaces it. */
function refusesToken(problem?: Problem): boolean {
  return problem?.reason === 'PAGE_TOKEN_INVALID' && problem.metadata.field === 'resume_token';
}

/**
 * Whether another stream may follow one that ended. A closing without a token is final. If the reason is
 * unknown, the status decides.
 */
function resumes(closing?: Closing, problem?: Problem): boolean {
  if (closing && !closing.resumeToken) return false;
  const reason = closing?.reason ?? 0;
  if (reason > 0 && CloseReason[reason] !== undefined) return reason !== CloseReason.CLOSE_REASON_ACCESS_ENDED;
  return (
    !problem ||
    problem.passes() ||
    [grpc.status.CANCELLED, grpc.status.INTERNAL, grpc.status.UNKNOWN].includes(problem.code)
  );
}
