// The main journey of a caller, against a running server. PARLEY_TARGET names it (default 127.0.0.1:50050);
// PARLEY_TOKEN_ALICE and PARLEY_TOKEN_BOB are tokens of usr_alice and usr_bob (./parley token --user usr_alice).

import { InboxServiceService } from './gen/parley/inbox/v1/inbox_service.js';
import {
  MessageServiceService,
  SendMessageRequest,
  type SendMessageResponse,
} from './gen/parley/message/v1/message_service.js';
import { ReceiptServiceService } from './gen/parley/message/v1/receipt_service.js';
import { WatchThreadRequest } from './gen/parley/message/v1/thread_feed.js';
import { ParticipantDraft, ThreadKind } from './gen/parley/thread/v1/thread.js';
import { CreateThreadRequest, ThreadServiceService } from './gen/parley/thread/v1/thread_service.js';
import { Connection, Problem, followThread, retrying } from './parley.js';

const target = process.env.PARLEY_TARGET ?? '127.0.0.1:50050';
const alice = new Connection(target, () => process.env.PARLEY_TOKEN_ALICE ?? '');
const bob = new Connection(target, () => process.env.PARLEY_TOKEN_BOB ?? '');
const run = `ts-${process.hrtime.bigint()}`;

const created = await alice.call(ThreadServiceService.createThread, CreateThreadRequest.fromPartial({
  requestId: `create-${run}`,
  kind: ThreadKind.THREAD_KIND_CHAT,
  subject: 'Friday',
  participants: [ParticipantDraft.fromPartial({ userId: 'usr_bob' })],
}));
const threadId = created.thread!.threadId;
console.log('created', threadId);

const text = 'Are you free on Friday?';
const sent = await send('first', text);
const again = await send('first', text);
check(again.replayed && again.message?.messageId === sent.message?.messageId, 'a repeated send is the same message');
console.log('sent', sent.message?.messageId, 'replayed', again.replayed);

// Bob opens the thread, and disconnects after the first message.
const first = await followTo({ $case: 'last', value: 20 }, text);
const second = await send('second', 'From ten on?');
const next = await followTo({ $case: 'afterSequence', value: first }, 'From ten on?');
check(next === second.message?.sequence && next === first + 1n, 'a resumed feed goes on with the next position');
console.log('resumed after', String(first), 'at', String(next));

const read = await bob.call(ReceiptServiceService.markRead, { threadId, sequence: next });
const consistencyTokens = [read.consistencyToken];
const { badge } = await retrying(() => bob.call(InboxServiceService.getBadge, { consistencyTokens }));
const { row } = await bob.call(InboxServiceService.getInboxRow, { threadId, consistencyTokens });
check(row?.unreadCount === 0, 'a read that waits for the token shows no unread message');
console.log('badge', badge?.unreadMessageCount, 'unread here', row?.unreadCount);

const reused = await refused(send('first', 'Another text'));
check(reused.reason === 'REQUEST_ID_REUSED', 'a used request id is refused');
const invalid = await refused(send('bell', 'Ring \u0007'));
const [violation] = invalid.violations;
check(violation?.field === 'text', 'a bell is refused');
console.log('refused', reused.reason, 'and', invalid.reason, violation?.description);
console.log('ok');
alice.close();
bob.close();

function send(name: string, text: string): Promise<SendMessageResponse> {
  const requestId = `${name}-${run}`;
  return alice.call(MessageServiceService.sendMessage, SendMessageRequest.fromPartial({ threadId, requestId, text }));
}

/** Follows a feed until a text arrives, and returns its position. */
async function followTo(start: WatchThreadRequest['start'], text: string): Promise<bigint> {
  for await (const element of followThread(bob, WatchThreadRequest.fromPartial({ threadId, start }))) {
    if (element.$case !== 'item' || element.value.content?.$case !== 'message') continue;
    if (element.value.content.value.text === text) return element.value.sequence;
  }
  throw new Error('the feed has ended');
}

/** Returns the problem of a call that must fail. */
async function refused(attempted: Promise<unknown>): Promise<Problem> {
  try {
    await attempted;
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('not so: the call is refused');
}

function check(holds: boolean, what: string): void {
  if (!holds) throw new Error(`not so: ${what}`);
}
