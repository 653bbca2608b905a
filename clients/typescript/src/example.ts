// The main journey of a caller, against a running server. PARLEY_TARGET names it (default 127.0.0.1:50050);
// PARLEY_TOKEN_ALICE and PARLEY_TOKEN_BOB are tokens of usr_alice and usr_bob (./parley token --user usr_alice).

import { InboxServiceClient } from './gen/parley/inbox/v1/inbox_service.js';
import { MessageServiceClient, SendMessageRequest, WatchThreadRequest } from './gen/parley/message/v1/message_service.js';
import { ReceiptServiceClient } from './gen/parley/message/v1/receipt_service.js';
import { ParticipantDraft, ThreadKind } from './gen/parley/thread/v1/thread.js';
import { CreateThreadRequest, ThreadServiceClient } from './gen/parley/thread/v1/thread_service.js';
import { Connection, Problem, call, followThread, retrying } from './parley.js';

const target = process.env.PARLEY_TARGET ?? '127.0.0.1:50050';
const alice = new Connection(target, () => process.env.PARLEY_TOKEN_ALICE ?? '');
const bob = new Connection(target, () => process.env.PARLEY_TOKEN_BOB ?? '');
const run = `ts-${process.hrtime.bigint()}`;

const threads = alice.client(ThreadServiceClient);
const created = await call(threads, threads.createThread, CreateThreadRequest.fromPartial({
  requestId: `create-${run}`,
  kind: ThreadKind.THREAD_KIND_CHAT,
  subject: 'Friday',
  participants: [ParticipantDraft.fromPartial({ userId: 'usr_bob' })],
}));
const threadId = created.thread!.threadId;
console.log('created', threadId);

const messages = alice.client(MessageServiceClient);
const send = draft(`first-${run}`, 'Are you free on Friday?');
const sent = await call(messages, messages.sendMessage, send);
const again = await call(messages, messages.sendMessage, send);
check(again.replayed && again.message?.messageId === sent.message?.messageId, 'a repeated send is the same message');
console.log('sent', sent.message?.messageId, 'replayed', again.replayed);

// Bob opens the thread, and disconnects after the first message.
const first = await followTo(WatchThreadRequest.fromPartial({ threadId, start: { $case: 'last', value: 20 } }), send.text);
const second = await call(messages, messages.sendMessage, draft(`second-${run}`, 'From ten on?'));
const next = await followTo(
  WatchThreadRequest.fromPartial({ threadId, start: { $case: 'afterSequence', value: first } }),
  'From ten on?',
);
check(next === second.message?.sequence && next === first + 1n, 'a resumed feed continues with the next position');
console.log('resumed after', String(first), 'at', String(next));

const receipts = bob.client(ReceiptServiceClient);
const read = await call(receipts, receipts.markRead, { threadId, sequence: next });
const inbox = bob.client(InboxServiceClient);
const consistencyTokens = [read.consistencyToken];
const { badge } = await retrying(() => call(inbox, inbox.getBadge, { consistencyTokens }));
const { row } = await call(inbox, inbox.getInboxRow, { threadId, consistencyTokens });
check(row?.unreadCount === 0, 'a read that waits for the token shows no unread message');
console.log('badge', badge?.unreadMessageCount, 'unread here', row?.unreadCount);

const reused = await refused(call(messages, messages.sendMessage, draft(`first-${run}`, 'Another text')));
check(reused.reason === 'REQUEST_ID_REUSED', 'a used request id is refused');
const invalid = await refused(call(messages, messages.sendMessage, draft(`bell-${run}`, 'Ring \u0007')));
check(invalid.violations.length === 1 && invalid.violations[0]?.field === 'text', 'a bell is refused');
console.log('refused', reused.reason, 'and', invalid.reason, invalid.violations[0]);
console.log('ok');
alice.close();
bob.close();

function draft(requestId: string, text: string): SendMessageRequest {
  return SendMessageRequest.fromPartial({ threadId, requestId, text });
}

/** Follows a feed until a text arrives, and returns its position. */
async function followTo(start: WatchThreadRequest, text: string): Promise<bigint> {
  for await (const element of followThread(bob.client(MessageServiceClient), start)) {
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
