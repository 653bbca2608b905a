// A connection with suitable settings, and its credentials.

import * as grpc from '@grpc/grpc-js';
import { Problem } from './problem.js';
import serviceConfig from './service_config.json' with { type: 'json' };

/** The deadline of a unary call that sets none, in milliseconds. */
export const STANDARD_DEADLINE = 10_000;

/** Returns the token of the next call. It is called each time, so a renewed token is used immediately. */
export type Token = () => string | Promise<string>;

/** A connection is expensive and can be shared by any number of calls; close it at the end. */
export class Connection {
  private readonly clients = new Map<object, grpc.Client>();

  /**
   * Without credentials it is in plain text: for one machine, and for networks that are secured at a lower layer. With an
   * acting user, `usr_…`, the token must carry the scope `act-as-user`.
   */
  constructor(
    readonly target: string,
    private readonly token: Token,
    private readonly credentials: grpc.ChannelCredentials = grpc.credentials.createInsecure(),
    private readonly actingUser?: string,
  ) {}

  /** Returns the client of a service, such as `MessageServiceClient`. All clients of one target share a connection. */
  client<C extends grpc.Client>(
    type: new (target: string, credentials: grpc.ChannelCredentials, options: grpc.ClientOptions) => C,
  ): C {
    let client = this.clients.get(type) as C | undefined;
    if (!client) {
      client = new type(this.target, this.credentials, {
        // The calls that a channel retries automatically: UNAVAILABLE only, with the same request id.
        'grpc.service_config': JSON.stringify(serviceConfig),
        'grpc.max_receive_message_length': 8 << 20,
        'grpc.keepalive_time_ms': 30_000,
        'grpc.keepalive_timeout_ms': 10_000,
        'grpc.keepalive_permit_without_calls': 1,
        interceptors: [(options, next) => this.intercepted(options, next)],
      });
      this.clients.set(type, client);
    }
    return client;
  }

  close(): void {
    this.clients.forEach((client) => client.close());
  }

  private intercepted(options: grpc.InterceptorOptions, next: grpc.NextCall): grpc.InterceptingCall {
    const unary = !options.method_definition.requestStream && !options.method_definition.responseStream;
    const deadline = options.deadline ?? (unary ? Date.now() + STANDARD_DEADLINE : Infinity);
    return new grpc.InterceptingCall(next({ ...options, deadline }), {
      start: (metadata, listener, start) => {
        if (this.actingUser) metadata.set('parley-on-behalf-of', this.actingUser);
        void Promise.resolve()
          .then(this.token)
          .catch(() => '') // The server answers UNAUTHENTICATED.
          .then((token) => {
            metadata.set('authorization', `Bearer ${token}`);
            start(metadata, listener);
          });
      },
    });
  }
}

type Done<R> = (error: grpc.ServiceError | null, response: R) => void;

/** A unary method of a client, with all its forms. */
export interface Unary<Q, R> {
  (request: Q, done: Done<R>): grpc.ClientUnaryCall;
  (request: Q, metadata: grpc.Metadata, done: Done<R>): grpc.ClientUnaryCall;
  (request: Q, metadata: grpc.Metadata, options: Partial<grpc.CallOptions>, done: Done<R>): grpc.ClientUnaryCall;
}

/** A unary call as a promise, which fails with a {@link Problem}: `await call(client, client.sendMessage, request)`. */
export function call<Q, R>(client: grpc.Client, method: Unary<Q, R>, request: Q): Promise<R> {
  const bound: (request: Q, done: Done<R>) => unknown = method.bind(client);
  return new Promise((resolve, reject) => {
    bound(request, (error, response) => (error ? reject(Problem.of(error)) : resolve(response)));
  });
}
