// The problem inside a status.

import { setTimeout as sleep } from 'node:timers/promises';
import * as grpc from '@grpc/grpc-js';
import type { Duration } from './gen/google/protobuf/duration.js';
import { BadRequest, ErrorInfo, RetryInfo } from './gen/google/rpc/error_details.js';
import { Status } from './gen/google/rpc/status.js';
import { ContentRejection } from './gen/parley/error/v1/error.js';

/** A failure that a caller can act on. Branch on the reason, never on the message. */
export class Problem extends Error {
  /** Such as CONTACT_NOT_ALLOWED; empty when Parley did not answer. */
  reason = '';
  /** Each value that varies in the message. */
  metadata: Record<string, string> = {};
  /** The fields that break a rule: field, the stable name of the rule (reason), and a sentence for people. */
  violations: { field: string; reason: string; description: string }[] = [];
  /** Milliseconds until the server wants a retry; 0 when it does not say. */
  retryDelay = 0;
  rejection?: ContentRejection;

  private constructor(readonly code: grpc.status, message: string) {
    super(message);
  }

  /** Reads the problem inside an error of a call. */
  static of(error: grpc.ServiceError): Problem {
    const problem = new Problem(error.code, error.details);
    const [details] = error.metadata?.get('grpc-status-details-bin') ?? [];
    for (const { typeUrl, value } of details instanceof Buffer ? Status.decode(details).details : []) {
      const type = typeUrl.slice(typeUrl.lastIndexOf('/') + 1);
      if (type === 'google.rpc.ErrorInfo') {
        const info = ErrorInfo.decode(value);
        problem.reason = info.reason;
        problem.metadata = info.metadata;
      } else if (type === 'google.rpc.BadRequest') {
        problem.violations = BadRequest.decode(value).fieldViolations;
      } else if (type === 'google.rpc.RetryInfo') {
        problem.retryDelay = milliseconds(RetryInfo.decode(value).retryDelay);
      } else if (type === 'parley.error.v1.ContentRejection') {
        problem.rejection = ContentRejection.decode(value);
      }
    }
    return problem;
  }

  /**
   * Whether the same call may succeed later, with the same request id. After DEADLINE_EXCEEDED the retry finds out what
   * happened. RESOURCE_EXHAUSTED passes only where the server says when: a transport that refuses a message for its size
   * uses the same code.
   */
  passes(): boolean {
    if (this.code === grpc.status.RESOURCE_EXHAUSTED) return this.retryDelay > 0;
    return [grpc.status.UNAVAILABLE, grpc.status.DEADLINE_EXCEEDED].includes(this.code);
  }
}

/** Milliseconds to wait: what the server asks for, or 100 and twice as long each time up to 5,000; spread. */
export function delay(attempt: number, asked = 0): number {
  return Math.max(asked, Math.min(100 * 2 ** Math.min(attempt, 10), 5000)) * (1 + Math.random() / 2);
}

/** Runs a call until it succeeds, fails for good, or the patience (in milliseconds) ends. */
export async function retrying<R>(attempted: () => Promise<R>, patience = 30_000): Promise<R> {
  const end = Date.now() + patience;
  for (let attempt = 0; ; attempt++) {
    try {
      return await attempted();
    } catch (error) {
      const wait = delay(attempt, error instanceof Problem ? error.retryDelay : 0);
      if (!(error instanceof Problem) || !error.passes() || Date.now() + wait > end) throw error;
      await sleep(wait);
    }
  }
}

/** A duration in milliseconds; 0 for none. */
export function milliseconds(duration?: Duration): number {
  return duration ? Number(duration.seconds) * 1000 + duration.nanos / 1e6 : 0;
}
