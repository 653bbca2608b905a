// A feed continues after every end of a stream, except after lost access.

import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import * as grpc from '@grpc/grpc-js';
import { ErrorInfo } from './gen/google/rpc/error_details.js';
import { Status } from './gen/google/rpc/status.js';
import { CloseReason, Closing, Heartbeat } from './gen/parley/feed/v1/feed.js';
import { MessageServiceService } from './gen/parley/message/v1/message_service.js';
import { ThreadItem, WatchThreadRequest, WatchThreadResponse } from './gen/parley/message/v1/thread_feed.js';
import { Connection, Problem, followThread, limits } from './parley.js';

/** A position that no `number` can hold. */
const BEYOND_DOUBLE = 2n ** 53n + 1n;

type Element = NonNullable<WatchThreadResponse['element']>;

test('a feed continues after every end except lost access', async (context) => {
  limits.silence = 300;
  const starts: unknown[] = [];
  const tokens: unknown[] = [];
  const connection = await serve(context, (call) => {
    starts.push(call.request.start);
    tokens.push(call.metadata.get('authorization')[0]);
    return script(starts.length);
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

test('a refused token is replaced by the last position', async (context) => {
  const token = 'token';
  const shutdown = closing(CloseReason.CLOSE_REASON_SHUTDOWN, token);
  const heartbeat: Element = { $case: 'heartbeat', value: Heartbeat.fromPartial({ position: 9n, resumeToken: token }) };
  const caughtUp = (position: bigint): Element => ({ $case: 'caughtUp', value: { position, resumeToken: token } });
  for (const [begin, elements, expected] of [
    [4n, [item(5n, 7n), shutdown], [4n, token, 7n]],
    [4n, [shutdown], [4n, token, 4n]],
    [4n, [compacted(9n), shutdown], [4n, token, 4n]],
    [4n, [compacted(9n), item(2n), shutdown], [4n, token, 2n]],
    [4n, [caughtUp(8n), heartbeat], [4n, token, 9n]],
    [undefined, [caughtUp(0n)], [undefined, token, 0n]],
    [undefined, [shutdown], [undefined, token]],
  ] as [bigint | undefined, Element[], unknown[]][]) {
    const starts: unknown[] = [];
    const connection = await serve(context, (call) => {
      starts.push(call.request.start?.value);
      if (call.request.start?.$case === 'resumeToken') {
        return [[], fails(grpc.status.INVALID_ARGUMENT, 'PAGE_TOKEN_INVALID', { field: 'resume_token' })];
      }
      return starts.length > 1
        ? [[], fails(grpc.status.PERMISSION_DENIED)]
        : [elements, fails(grpc.status.UNAVAILABLE)];
    });
    const start = begin === undefined ? undefined : { $case: 'afterSequence' as const, value: begin };
    await assert.rejects(async () => {
      for await (const _ of followThread(connection, WatchThreadRequest.fromPartial({ threadId: 'thr_1', start })));
    }, Problem);
    assert.deepEqual(starts, expected);
  }
});

test('a stream that breaks after compacted resumes as before', async (context) => {
  const heartbeat: Element = { $case: 'heartbeat', value: Heartbeat.fromPartial({ position: 5n, resumeToken: 'five' }) };
  const streams = [
    [compacted(9n)],
    [heartbeat, compacted(9n)],
    [compacted(9n), item(2n)], // The current state begins with older positions.
    [compacted(9n)],
  ];
  const starts: unknown[] = [];
  const connection = await serve(context, (call) => {
    const elements = streams[starts.length];
    starts.push(call.request.start?.value);
    return elements ? [elements, fails(grpc.status.UNAVAILABLE)] : [[], fails(grpc.status.PERMISSION_DENIED)];
  });
  const start = { $case: 'afterSequence' as const, value: 4n };
  await assert.rejects(async () => {
    for await (const _ of followThread(connection, WatchThreadRequest.fromPartial({ threadId: 'thr_1', start })));
  }, Problem);
  assert.deepEqual(starts, [4n, 4n, 'five', 2n, 2n]);
});

test('a closing without a token is final, whatever the reason', async (context) => {
  for (const reason of [CloseReason.CLOSE_REASON_SHUTDOWN, 77 as CloseReason]) {
    let streams = 0;
    const connection = await serve(context, () => {
      streams++;
      return streams > 1
        ? [[], fails(grpc.status.PERMISSION_DENIED)]
        : [[item(1n), closing(reason, '')], (call) => call.end()];
    });
    const start = WatchThreadRequest.fromPartial({ threadId: 'thr_1' });
    await assert.rejects(async () => {
      for await (const _ of followThread(connection, start));
    }, /The feed has ended/);
    assert.equal(streams, 1);
  }
});

/** Serves feeds, each of elements and an end, and connects to them. */
async function serve(context: TestContext, feed: (call: Call) => [Element[], End]): Promise<Connection> {
  const server = new grpc.Server();
  server.addService({ WatchThread: MessageServiceService.watchThread }, {
    WatchThread: (call: Call) => {
      const [elements, end] = feed(call);
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
  return connection;
}

type Call = grpc.ServerWritableStream<WatchThreadRequest, WatchThreadResponse>;
type End = (call: Call) => void;

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

function fails(
  code: grpc.status,
  reason = 'THREAD_ACCESS_DENIED',
  values: Record<string, string> = { thread_id: 'thr_1' },
): End {
  const info = ErrorInfo.fromPartial({ reason, metadata: values });
  const details = [{ typeUrl: 'type.googleapis.com/google.rpc.ErrorInfo', value: Buffer.from(ErrorInfo.encode(info).finish()) }];
  const metadata = new grpc.Metadata();
  metadata.set('grpc-status-details-bin', Buffer.from(Status.encode({ code, message: '', details }).finish()));
  return (call) => call.emit('error', { code, details: 'No', metadata });
}

function item(sequence: bigint, hiddenThrough?: bigint): Element {
  const content = hiddenThrough ? { $case: 'hidden' as const, value: { throughSequence: hiddenThrough } } : undefined;
  return { $case: 'item', value: ThreadItem.fromPartial({ threadId: 'thr_1', sequence, content }) };
}

function compacted(position: bigint): Element {
  return { $case: 'compacted', value: { position } };
}

function closing(reason: CloseReason, resumeToken: string): Element {
  return { $case: 'closing', value: Closing.fromPartial({ reason, resumeToken }) };
}
