// A connection with suitable settings, and its credentials.

import * as grpc from '@grpc/grpc-js';
import { Problem } from './problem.js';
import serviceConfig from './service_config.json' with { type: 'json' };

/** The deadline of a unary call that sets none, in milliseconds. */
export const STANDARD_DEADLINE = 10_000;

/** Returns the token of the next call, so a renewed token is used immediately. */
export type Token = () => string | Promise<string>;

/** A method of a generated service, such as `MessageServiceService.sendMessage`. */
export type Method<Q, R> = Pick<grpc.MethodDefinition<Q, R>, 'path' | 'requestSerialize' | 'responseDeserialize'>;

/** A connection is expensive and can be shared by any number of calls; close it at the end. */
export class Connection {
  /** For streams of requests: `client.makeBidiStreamRequest`. */
  readonly client: grpc.Client;

  /**
   * Without credentials it is in plain text: for one machine, and for networks that are secured at a lower layer. With an
   * acting user, `usr_…`, the token must carry the scope `act-as-user`.
   */
  constructor(
    target: string,
    private readonly token: Token,
    credentials: grpc.ChannelCredentials = grpc.credentials.createInsecure(),
    private readonly actingUser?: string,
  ) {
    this.client = new grpc.Client(target, credentials, {
      // The calls that a channel retries automatically: UNAVAILABLE only, with the same request id.
      'grpc.service_config': JSON.stringify(serviceConfig),
      'grpc.max_receive_message_length': 8 << 20,
      'grpc.keepalive_time_ms': 30_000,
      'grpc.keepalive_timeout_ms': 10_000,
      'grpc.keepalive_permit_without_calls': 1,
      // A server that has come back is found within two seconds. The standard back-off grows up to two minutes.
      'grpc.initial_reconnect_backoff_ms': 1_000,
      'grpc.max_reconnect_backoff_ms': 1_500,
      interceptors: [(options, next) => this.intercepted(options, next)],
    });
  }

  /** A unary call, which fails with a {@link Problem}. */
  call<Q, R>(method: Method<Q, R>, request: Q, options: grpc.CallOptions = {}): Promise<R> {
    const { path, requestSerialize, responseDeserialize } = method;
    return new Promise((resolve, reject) => {
      this.client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, options, (error, response) =>
        error ? reject(Problem.of(error)) : resolve(response!),
      );
    });
  }

  /** One stream of a feed. */
  watch<Q, R>({ path, requestSerialize, responseDeserialize }: Method<Q, R>, request: Q): grpc.ClientReadableStream<R> {
    return this.client.makeServerStreamRequest(path, requestSerialize, responseDeserialize, request);
  }

  close(): void {
    this.client.close();
  }

  private intercepted(options: grpc.InterceptorOptions, next: grpc.NextCall): grpc.InterceptingCall {
    const unary = !options.method_definition.requestStream && !options.method_definition.responseStream;
    const deadline = options.deadline ?? (unary ? Date.now() + STANDARD_DEADLINE : Infinity);
    return new grpc.InterceptingCall(next({ ...options, deadline }), {
      start: async (metadata, listener, start) => {
        // The server returns UNAUTHENTICATED if there is no token.
        const token = await Promise.resolve().then(this.token).catch(() => '');
        metadata.set('authorization', `Bearer ${token}`);
        if (this.actingUser) metadata.set('parley-on-behalf-of', this.actingUser);
        start(metadata, listener);
      },
    });
  }
}
