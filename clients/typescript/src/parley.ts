// What a caller of Parley needs besides the stubs: a connection with suitable settings and credentials, the
// problem inside a status, and feeds that resume automatically.

export * from './connection.js';
export * from './feed.js';
export * from './problem.js';
