// A feed goes on after every end of a stream but a lost right.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import { ErrorInfo } from './gen/google/rpc/error_details.js';
import { Status } from './gen/google/rpc/status.js';
import { CloseReason, Closing, Heartbeat } from './gen/parley/feed/v1/feed.js';
import {
  MessageServiceService,
  WatchThreadRequest,
  WatchThreadResponse,
} from './gen/parley/message/v1/message_service.js';
import { ThreadItem } from './gen/parley/message/v1/thread_feed.js';
import { Connection, Problem, followThread, limits } from './parley.js';

/** A position that no `number` can hold. */
const BEYOND_DOUBLE = 2n ** 53n + 1n;

type Element = NonNullable<WatchThreadResponse['element']>;

test('a feed goes on after every end but a lost right', async (context) => {
  limits.silence = 300;
  const starts: unknown[] = [];
  const tokens: unknown[] = [];
  const server = new grpc.Server();
  server.addService({ WatchThread: MessageServiceService.watchThread }, {
    WatchThread: (call: grpc.ServerWritableStream<WatchThreadRequest, WatchThreadResponse>) => {
      starts.push(call.request.start);
      tokens.push(call.metadata.get('authorization')[0]);
      const [elements, end] = script(starts.length);
      elements.forEach((element) => call.write({ element }));
      end(call);
    },
  });
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  const connection = new Connection(`127.0.0.1:${port}`, () => 'secret');
  context.after(() => {
    connection.close();
    server.forceShutdown();
  });

  const seen: bigint[] = [];
  const start = WatchThreadRequest.fromPartial({ threadId: 'thr_1', start: { $case: 'last', value: 20 } });
  await assert.rejects(
    async () => {
      for await (const element of followThread(connection, start)) {
        if (element.$case === 'item') seen.push(element.value.sequence);
      }
    },
    (problem: unknown) => {
      assert.ok(problem instanceof Problem);
      assert.equal(problem.reason, 'THREAD_ACCESS_DENIED');
      assert.deepEqual(problem.metadata, { thread_id: 'thr_1' });
      return true;
    },
  );
  assert.deepEqual(seen, [1n, 2n, 3n, 6n, BEYOND_DOUBLE]);
  assert.deepEqual(starts, [
    { $case: 'last', value: 20 },
    { $case: 'afterSequence', value: 1n },
    { $case: 'resumeToken', value: 'two' },
    { $case: 'afterSequence', value: 5n },
    { $case: 'resumeToken', value: 'six' },
  ]);
  assert.deepEqual(tokens, Array(5).fill('Bearer secret'));
});

type End = (call: grpc.ServerWritableStream<WatchThreadRequest, WatchThreadResponse>) => void;

/** What the n-th stream sends, and how it ends: in every way that a feed can end. */
function script(number: number): [Element[], End] {
  switch (number) {
    case 1:
      return [[item(1n)], fails(grpc.status.UNAVAILABLE)];
    case 2:
      return [[item(2n), closing(CloseReason.CLOSE_REASON_SHUTDOWN, 'two')], fails(grpc.status.UNAVAILABLE)];
    case 3:
      return [[item(3n, 5n)], (call) => call.end()];
    case 4:
      return [[item(6n), { $case: 'heartbeat', value: Heartbeat.fromPartial({ resumeToken: 'six' }) }], () => {}];
    default:
      return [[item(BEYOND_DOUBLE), closing(CloseReason.CLOSE_REASON_ACCESS_ENDED, '')], fails(grpc.status.PERMISSION_DENIED)];
  }
}

function fails(code: grpc.status): End {
  const info = ErrorInfo.fromPartial({ reason: 'THREAD_ACCESS_DENIED', metadata: { thread_id: 'thr_1' } });
  const details = [{ typeUrl: 'type.googleapis.com/google.rpc.ErrorInfo', value: Buffer.from(ErrorInfo.encode(info).finish()) }];
  const metadata = new grpc.Metadata();
  metadata.set('grpc-status-details-bin', Buffer.from(Status.encode({ code, message: '', details }).finish()));
  return (call) => call.emit('error', { code, details: 'No', metadata });
}

function item(sequence: bigint, hiddenThrough?: bigint): Element {
  const content = hiddenThrough ? { $case: 'hidden' as const, value: { throughSequence: hiddenThrough } } : undefined;
  return { $case: 'item', value: ThreadItem.fromPartial({ threadId: 'thr_1', sequence, content }) };
}

function closing(reason: CloseReason, resumeToken: string): Element {
  return { $case: 'closing', value: Closing.fromPartial({ reason, resumeToken }) };
}
